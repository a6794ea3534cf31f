import { isThisMachine } from '../domain/site.ts';
import type { KnownSite, SiteFacts } from '../domain/site-facts.ts';
import { isOnHost, type Location, type Surface } from '../domain/surface.ts';
import { real } from './all.ts';
import { litellm } from './litellm.ts';
import { namedSites } from './named-sites.ts';
import { newApi } from './new-api.ts';
import type { NamedSite, Provider, ProviderFamily } from './provider.ts';
import { sandbox } from './sandbox.ts';
import { sub2api } from './sub2api.ts';
import { isTestingHost, withTestingPlace } from './testing-places.ts';

/** Set by the build: true only in development and test builds. */
declare const __WITH_TESTING_PROVIDERS__: boolean | undefined;

/**
 * The providers of this build; what a build must not contain is left out at build time. Without the constant (Node:
 * companion, tests, build scripts) every provider is there, with its place for stand-ins. The condition stands where it
 * is used: bundlers drop a file only when they see by the line itself that nothing needs it.
 */
export const providers: readonly Provider[] =
  typeof __WITH_TESTING_PROVIDERS__ === 'undefined' || __WITH_TESTING_PROVIDERS__
    ? [...real.map(withTestingPlace), sandbox]
    : real;

/** Software that many sites run, a line each. */
export const families: readonly ProviderFamily[] = [litellm, newApi, sub2api];

/** Sites of them that are known without having been seen. */
export const knownSites: readonly KnownSite[] = namedSites.map(({ id, facts }) => ({ id, facts, seenAt: 0 }));

/** Where sites may be that do not speak https: on this machine, which nothing of theirs leaves. */
const isPlainAllowed: (hostname: string) => boolean =
  typeof __WITH_TESTING_PROVIDERS__ === 'undefined' || __WITH_TESTING_PROVIDERS__ ? isTestingHost : isThisMachine;

/** `family@host`, with `_port` where that is not the scheme's own: ids are also what others begin with. */
const SITE_ID = /^([a-z0-9-]{1,32})@([a-z0-9.-]{1,253})(?:_(\d{1,5}))?$/;

/**
 * What an address of a family's site is as a provider's id; null: no site can be there. A site that has several hosts is
 * called by its first; where a provider of ours answers there is none.
 */
export function siteIdAt(
  family: ProviderFamily,
  page: Pick<Location, 'protocol' | 'hostname' | 'port'>,
): string | null {
  const { protocol, hostname, port } = page;
  if (protocol !== 'https:' && !(protocol === 'http:' && isPlainAllowed(hostname))) return null;
  const id = `${family.id}@${hostname}${port === '' ? '' : `_${port}`}`;
  if (port !== '') return SITE_ID.test(id) ? id : null;
  if (real.some(({ surfaces }) => surfaces.some(({ hosts }) => hosts.includes(hostname)))) return null;
  const named = namedSites.find((site) => findFamily(site.id) === family && site.hosts.includes(hostname));
  return named?.id ?? (SITE_ID.test(id) ? id : null);
}

/** Whether a page at this address is of the provider's own console. */
export function isConsolePage(provider: Pick<Provider, 'id' | 'console'>, page: Location): boolean {
  const family = findFamily(provider.id);
  return isOnHost(provider.console, page) && (family === null || siteIdAt(family, page) === provider.id);
}

/** Providers that a person described; as long as whoever runs here has told of them. */
let own: readonly Provider[] = [];

/** From now on these are known besides those of the build, in the place of what was told before. */
export function learnOwnProviders(described: readonly Provider[]): void {
  own = described;
}

/** The surfaces of providers that a person described. */
export function ownSurfaces(): readonly Surface[] {
  return own.flatMap(({ surfaces }) => surfaces);
}

/** Sites that are described at the same time; which are seen most is of no account. */
const DESCRIBED_MAX = 64;
const described = new Map<string, Provider>();

/** The provider with this id, or null. `facts`: what its site said of itself; null: nothing is known of it but its host. */
export function findProvider(id: string, facts: SiteFacts | null = null): Provider | null {
  return byId.get(id) ?? own.find((provider) => provider.id === id) ?? findSite(id, facts);
}

/** It is asked for several times for every call. */
const byId: ReadonlyMap<string, Provider> = new Map(providers.map((provider) => [provider.id, provider]));

/** The provider that addresses at the companion call so: by its id, or by what else they may begin with; null: none. */
export function findCalled(name: string): Provider | null {
  const isCalled = ({ alsoCalled }: Provider): boolean => alsoCalled?.includes(name) === true;
  // A name that is a provider's own id is that provider, whoever else is called so.
  return findProvider(name) ?? providers.find(isCalled) ?? own.find(isCalled) ?? null;
}

function findSite(id: string, facts: SiteFacts | null): Provider | null {
  const known = facts === null ? described.get(id) : undefined;
  if (known) return known;
  const [, familyId, hostname, port = ''] = SITE_ID.exec(id) ?? [];
  const family = families.find((candidate) => candidate.id === familyId);
  if (!family || hostname === undefined) return null;
  const named = namedSites.find((candidate) => candidate.id === id);
  const site = nameSite(family.at({ id, hostname, port }, facts ?? named?.facts ?? null), named);
  if (facts !== null) return site;
  if (described.size >= DESCRIBED_MAX) described.clear();
  described.set(id, site);
  return site;
}

/** The site as it is known by name: what it says of itself changes nothing of that. */
export function nameSite(site: Provider, named: NamedSite | undefined): Provider {
  if (named === undefined) return site;
  const { id: _, facts: _facts, hosts, ...known } = named;
  const surfaces = site.surfaces.map((surface) => ({ ...surface, hosts }));
  return { ...site, ...known, console: { ...site.console, hosts }, surfaces };
}

/**
 * The provider whose console is at this address: one of ours, a site that was recognised, or what a person described; null:
 * none. Who described it is asked last: a description may come from anybody, and a site may be recognised after it.
 */
export function findProviderAt(
  page: Location,
  sites: readonly { readonly id: string; readonly facts: SiteFacts }[],
): Provider | null {
  const isHere = (provider: Provider): boolean => isOnHost(provider.console, page);
  const fixed = providers.find(isHere);
  if (fixed) return fixed;
  const ids = families.map((family) => siteIdAt(family, page));
  const site = [...sites, ...knownSites].find(({ id }) => ids.includes(id));
  return site ? findProvider(site.id, site.facts) : (own.find(isHere) ?? null);
}

/** Every surface of this build that has an address of its own. */
export const everySurface: readonly Surface[] = providers.flatMap((provider) => provider.surfaces);

const surfacesById: ReadonlyMap<string, Surface> = new Map(everySurface.map((surface) => [surface.id, surface]));

/** The surface with this id, or null. */
export function findSurfaceById(id: string): Surface | null {
  const fixed = surfacesById.get(id) ?? ownSurfaces().find((surface) => surface.id === id);
  if (fixed) return fixed;
  return findSite(id.slice(0, id.lastIndexOf('/')), null)?.surfaces.find((surface) => surface.id === id) ?? null;
}

/** The family one of whose surfaces this is, wherever the page is, and the surface's name there; null: of none. */
export function findFamilySurface(
  id: string,
): { readonly family: ProviderFamily; readonly surface: Surface; readonly name: string } | null {
  for (const family of families) {
    const surface = family.surfaces.find((candidate) => candidate.id === id);
    if (surface) return { family, surface, name: id.slice(family.id.length + 1) };
  }
  return null;
}

/** The family a site's id belongs to; null: of none. */
export function findFamily(providerId: string): ProviderFamily | null {
  return families.find(({ id }) => providerId.startsWith(`${id}@`)) ?? null;
}
