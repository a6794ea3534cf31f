import type { KnownSite } from '../domain/site-facts.ts';
import { isOnHost, parseOrigin } from '../domain/surface.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, findProviderAt, ownSurfaces, providers } from '../providers/registry.ts';

/**
 * The provider that answers at this host (`api.deepseek.com`, a port behind it where it has one), or that has this name;
 * null: none that is known. `sites`: relays that were recognised; what the user described counts as well.
 */
export function findAnswerer(host: string | null, sites: readonly KnownSite[] = []): Provider | null {
  if (host === null) return null;
  const said = host.trim().toLowerCase();
  const own = describedByUser();
  const named = [...providers, ...own].find(({ name }) => name.toLowerCase() === said);
  if (named) return named;
  const place = /^[\w.-]{1,253}(?::\d{1,5})?$/.test(said) ? parseOrigin(`https://${said}`) : null;
  if (place === null) return null;
  const isThere = ({ console, surfaces }: Provider) => [console, ...surfaces].some((each) => isOnHost(each, place));
  // A description may come from anybody: it does not come before a relay that was recognised.
  return providers.find(isThere) ?? findProviderAt(place, sites) ?? own.find(isThere) ?? null;
}

function describedByUser(): readonly Provider[] {
  const ids = new Set(ownSurfaces().map(({ provider }) => provider));
  return [...ids].flatMap((id) => findProvider(id) ?? []);
}
