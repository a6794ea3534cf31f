import { parseJson } from '../../lib/domain/json-path.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';
import { isOnHost, type Location, parseOrigin } from '../../lib/domain/surface.ts';
import { ASK_BYTES_MAX, ASK_TIMEOUT_MS, type AskPorts } from '../../lib/engine/read-balance-by-key.ts';
import type { Provider, ProviderFamily } from '../../lib/providers/provider.ts';
import { families, findProvider, knownSites, providers, siteIdAt } from '../../lib/providers/registry.ts';

/** Who is asked: a provider, where it is one of many places that, and what its site says of itself. */
export interface Asked {
  readonly provider: Provider;
  readonly facts: SiteFacts | null;
  /** Null: it is at one place. */
  readonly site: Location | null;
}

/** Why nobody is asked. */
export type NotAsked = 'unknown-name' | 'no-site' | 'not-its-site' | 'not-an-address';

/** Software has other names than its family. */
const ALIASES: Readonly<Record<string, string>> = { 'one-api': 'new-api' };

/** The family that a name means; null: none. */
export function findFamilyByName(name: string): ProviderFamily | null {
  return families.find(({ id }) => id === (ALIASES[name] ?? name)) ?? null;
}

/** The variable that says where a family's site is, by the custom of `LITELLM_BASE_URL`. */
export function siteVariableOf({ id }: Pick<ProviderFamily, 'id'>): string {
  return `${id.toUpperCase().replaceAll('-', '_')}_BASE_URL`;
}

/** Who a name means: a provider's id, a site that has a name (`laozhang`) or host, or a family with the site in `place`. */
export async function findAsked(name: string, place: string | null, send: AskPorts['send']): Promise<Asked | NotAsked> {
  const site = place === null ? null : readSite(place);
  if (place !== null && site === null) return 'not-an-address';
  const fixed = providers.find(({ id }) => id === name);
  if (fixed !== undefined) return placed(fixed, site);
  const known = knownSites.find(({ id }) => isCalled(id, name));
  const provider = known && findProvider(known.id, known.facts);
  if (known && provider) {
    const own = parseOrigin(known.facts.origin);
    if (site !== null && !isOnHost(provider.console, site)) return 'not-its-site';
    return { provider, facts: known.facts, site: site ?? own };
  }
  const family = findFamilyByName(name);
  if (family === null) return 'unknown-name';
  return site === null ? 'no-site' : findSiteOf(family, site, send);
}

function placed(provider: Provider, site: Location | null): Asked | NotAsked {
  const isIts = site === null || [provider.console, ...provider.surfaces].some((place) => isOnHost(place, site));
  return isIts ? { provider, facts: null, site } : 'not-its-site';
}

/** By its id, its host or the name it is registered under; not by `api` or `www`, which are nobody's. */
function isCalled(id: string, name: string): boolean {
  const host = id.replace(/^.*@/, '');
  return id === name || host === name || host.split('.').at(-2) === name;
}

/** `relay.example`, `https://relay.example/v1` or, on this machine, `http://127.0.0.1:3000`; null: no address. */
function readSite(place: string): Location | null {
  const origin = /^(?:https?:\/\/)?[^/?#\s]+/i.exec(place)?.[0]?.toLowerCase() ?? '';
  return parseOrigin(origin.includes('://') ? origin : `https://${origin}`);
}

async function findSiteOf(family: ProviderFamily, site: Location, send: AskPorts['send']): Promise<Asked | NotAsked> {
  const id = siteIdAt(family, site);
  if (id === null) return 'not-its-site';
  const facts = await learnSite(family, site, send);
  const provider = findProvider(id, facts);
  return provider === null ? 'not-its-site' : { provider, facts, site };
}

/** What a site says of itself to everybody; null: nothing. No key is sent. */
async function learnSite(family: ProviderFamily, site: Location, send: AskPorts['send']): Promise<SiteFacts | null> {
  const origin = `${site.protocol}//${site.hostname}${site.port === '' ? '' : `:${site.port}`}`;
  for (const { kind, path } of family.surfaces) {
    if (kind !== 'site') continue;
    const limits = { timeoutMs: ASK_TIMEOUT_MS, bytesMax: ASK_BYTES_MAX };
    const reply = await send({ url: origin + path, headers: { accept: 'application/json' }, ...limits });
    const facts = reply.kind === 'answer' ? family.recognise(parseJson(reply.text), origin) : null;
    if (facts !== null) return facts;
  }
  return null;
}
