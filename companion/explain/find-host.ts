import { isOnHost, type Location } from '../../lib/domain/surface.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { providers } from '../../lib/providers/registry.ts';

/** The provider that answers at this host (`api.deepseek.com`, a port behind it where it has one); null: none of ours. */
export function findProviderOfHost(host: string | null): Provider | null {
  const location = locationOf(host);
  if (location === null) return null;
  const isThere = ({ console: place, surfaces }: Provider) =>
    [place, ...surfaces].some((candidate) => isOnHost(candidate, location));
  return providers.find(isThere) ?? null;
}

function locationOf(host: string | null): Location | null {
  if (host === null || !/^[\w.-]{1,253}(?::\d{1,5})?$/.test(host)) return null;
  return URL.parse(`https://${host}`);
}
