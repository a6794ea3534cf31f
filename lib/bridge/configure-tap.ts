import { ownSurfaces } from '../providers/page-registry.ts';
import type { Bridge } from './bridge.ts';

/** Tells the tap what to look for, and whether to look at all: at the start, and whenever either has changed. */
export function configureTap({ channel, sites, isOff }: Pick<Bridge, 'channel' | 'sites' | 'isOff'>): void {
  // The tap understands nothing of a body: what its surfaces are read with stays here.
  const described = ownSurfaces().map((surface) => ({ ...surface, wire: null, rule: null }));
  channel.post({ kind: 'config', surfaces: [...sites.calls(), ...described], isOff: isOff() });
}
