import { isThisMachine } from '../domain/site.ts';
import type { Place } from '../domain/surface.ts';
import type { Provider } from './provider.ts';

/**
 * Where testing builds look for stand-ins of real providers besides the real hosts, by provider. Ports beyond those of the
 * sandbox, which takes any name of loopback. Left out of every other build, with this file.
 */
const PLACES: Readonly<Record<string, Required<Place>['testing']>> = {
  anthropic: { hosts: ['anthropic.localhost'], ports: [4318, 4417] },
  deepseek: { hosts: ['deepseek.localhost'], ports: [4218, 4317] },
  openai: { hosts: ['openai.localhost'], ports: [4518, 4617] },
};

/** The provider as a testing build knows it: its stand-in on loopback speaks and is believed as its real hosts are. */
export function withTestingPlace(provider: Provider): Provider {
  const testing = PLACES[provider.id];
  if (testing === undefined) return provider;
  const surfaces = provider.surfaces.map((surface) => ({ ...surface, testing }));
  return { ...provider, surfaces, console: { ...provider.console, testing } };
}

/** Whether a site on this host may be recognised without https: a server under test, by any name of loopback. */
export function isTestingHost(hostname: string): boolean {
  return isThisMachine(hostname) || hostname.endsWith('.localhost');
}
