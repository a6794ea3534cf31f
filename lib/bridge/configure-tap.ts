import type { Bridge } from './bridge.ts';

/** Tells the tap what to look for, and whether to look at all: at the start, and whenever either has changed. */
export function configureTap({
  channel,
  sites,
  isOff,
  described,
}: Pick<Bridge, 'channel' | 'sites' | 'isOff' | 'described'>): void {
  channel.post({ kind: 'config', surfaces: [...sites.calls(), ...described()], isOff: isOff() });
}
