import { parseJson } from '../../lib/domain/json-path.ts';
import { isThisMachine } from '../../lib/domain/site.ts';
import type { SiteFacts, SitePrices } from '../../lib/domain/site-facts.ts';
import { type Location, parseOrigin } from '../../lib/domain/surface.ts';
import { ASK_TIMEOUT_MS, type AskPorts } from '../../lib/engine/read-balance-by-key.ts';
import type { ProviderFamily } from '../../lib/providers/provider.ts';
import { siteIdAt } from '../../lib/providers/registry.ts';
import { readSitePrices } from '../../lib/providers/site-lists.ts';

/** What a relay told to everybody who asks; no key is sent. */
export interface LearnedRelay {
  /** `new-api@relay.example`. */
  readonly id: string;
  /** Null: it said nothing that its software would say. */
  readonly facts: SiteFacts | null;
  /** Null: it lists none, or only to who is signed in. */
  readonly prices: SitePrices | null;
}

/** Lists of prices may be long, bytes. */
const LIST_BYTES_MAX = 8 * 1024 * 1024;

/** `https://relay.example` or `http://127.0.0.1:3000`; null: no relay can be there. */
export function relayAt(
  family: ProviderFamily,
  address: string,
): { readonly id: string; readonly site: Location } | null {
  const origin = /^(?:https?:\/\/)?[^/?#\s]+/i.exec(address)?.[0]?.toLowerCase() ?? '';
  const site = parseOrigin(origin.includes('://') ? origin : `https://${origin}`);
  const isSafe = site !== null && (site.protocol === 'https:' || isThisMachine(site.hostname));
  const id = site !== null && isSafe ? siteIdAt(family, site) : null;
  return id === null || site === null ? null : { id, site };
}

/** Asks a relay what it is and what it takes. `day`: ISO, of the list. */
export async function learnRelay(
  family: ProviderFamily,
  { id, site }: { readonly id: string; readonly site: Location },
  { send, day }: { readonly send: AskPorts['send']; readonly day: string },
): Promise<LearnedRelay> {
  const origin = `${site.protocol}//${site.hostname}${site.port === '' ? '' : `:${site.port}`}`;
  const ask = async (kind: 'site' | 'prices', read: (body: unknown) => boolean): Promise<void> => {
    for (const surface of family.surfaces) {
      if (surface.kind !== kind) continue;
      const limits = { timeoutMs: ASK_TIMEOUT_MS, bytesMax: LIST_BYTES_MAX };
      const reply = await send({ url: origin + surface.path, headers: { accept: 'application/json' }, ...limits });
      if (reply.kind === 'answer' && reply.status === 200 && read(parseJson(reply.text))) return;
    }
  };
  let facts: SiteFacts | null = null;
  let prices: SitePrices | null = null;
  await ask('site', (body) => {
    facts = family.recognise(body, origin);
    return facts !== null;
  });
  await ask('prices', (body) => {
    prices = readSitePrices(family, body, day);
    return prices !== null;
  });
  return { id, facts, prices };
}
