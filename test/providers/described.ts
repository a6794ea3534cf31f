import type { SiteFacts } from '../../lib/domain/site-facts.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import { families, findProvider, findSurfaceById, knownSites, providers } from '../../lib/providers/registry.ts';

/** A site of each family, as it was recognised. */
export const site: SiteFacts = {
  origin: 'https://relay.example',
  name: 'Relay under test',
  perUnit: '500000',
  shown: { unit: 'USD', perUnit: '1' },
  generation: '2026',
};
const siteOf = (family: string): string => `${family}@relay.example`;
/** Every provider of the registry, and of each family one site and those that have a name. */
export const described = [
  ...providers,
  ...[
    ...families.map(({ id }) => findProvider(siteOf(id), site)),
    ...knownSites.map(({ id, facts }) => findProvider(id, facts)),
  ].filter((provider) => provider !== null),
];

/** The surface with this id. Throws where there is none. */
export function surfaceOf(id: string): Surface {
  const surface = findSurfaceById(id);
  if (surface === null) throw new Error(`there is no surface ${id}`);
  return surface;
}

/** An address on each host and edge port of a surface, testing places included. */
export function placesOf(surface: Surface): readonly URL[] {
  return [surface, ...(surface.testing ? [surface.testing] : [])].flatMap(({ hosts, ports }) =>
    hosts.flatMap((host) =>
      (ports ?? ['']).map(
        (port) =>
          new URL(
            `${port === '' ? 'https' : 'http'}://${host.replace('*', 'any')}:${port}${surface.path.replaceAll(/\*+/g, 'any')}`,
          ),
      ),
    ),
  );
}
