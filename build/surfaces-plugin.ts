import type { Surface } from '../lib/domain/surface.ts';
import { families, findProvider, knownSites, providers } from '../lib/providers/registry.ts';
import { packSurfaces } from './pack-surfaces.ts';
import { pageHalf } from './page-half.ts';

const ID = 'virtual:surfaces';
const PROVIDER_FILE = /\/lib\/providers\/[^/]+\.ts$/;

/** Where relays that are known by name are called: watched before anybody has opened one. */
export function callsOfNamedSites(): readonly Surface[] {
  const sites = knownSites.flatMap(({ id, facts }) => findProvider(id, facts) ?? []);
  return sites.flatMap(({ surfaces }) => surfaces.filter(({ kind }) => kind === 'call'));
}

/**
 * Gives the tap its table of surfaces without the provider files: prices, refusals and links never enter a page.
 * @param withTesting whether providers and places that are for testing only belong to this build.
 */
export function surfacesPlugin(withTesting: boolean): {
  readonly name: string;
  readonly resolveId: (id: string) => string | null;
  readonly load: (id: string) => string | null;
  readonly transform: (code: string, id: string) => { code: string; map: null; moduleSideEffects: false } | null;
} {
  const built = providers.filter((provider) => withTesting || !provider.isForTestingOnly);
  const surfaces = [...built.map(pageHalf), ...families]
    .flatMap((owner) => owner.surfaces)
    .concat(callsOfNamedSites())
    .map(({ testing, ...surface }) => (withTesting && testing ? { ...surface, testing } : surface));
  return {
    name: 'tollkeeper:surfaces',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => (id === `\0${ID}` ? `export const places = ${JSON.stringify(packSurfaces(surfaces))};` : null),
    // A provider is data: one that no line of the registry needs leaves no trace in the build.
    transform: (code, id) => (PROVIDER_FILE.test(id) ? { code, map: null, moduleSideEffects: false } : null),
  };
}
