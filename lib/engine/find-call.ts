import type { Draft } from '../domain/call.ts';
import type { TokenCounter } from '../domain/count-tokens.ts';
import { NO_TOKENS } from '../domain/counts.ts';
import { attempt, parseJson, readKey } from '../domain/json-path.ts';
import type { PastedRequest } from '../domain/read-pasted-request.ts';
import type { KnownSite } from '../domain/site-facts.ts';
import {
  findInTable,
  isAtPath,
  type Location,
  matchPath,
  parseOrigin,
  type Surface,
  tableOf,
} from '../domain/surface.ts';
import { findPrices } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import {
  everySurface,
  families,
  findProvider,
  knownSites,
  ownSurfaces,
  providers,
  siteIdAt,
} from '../providers/registry.ts';
import { readModel } from '../wires/request-keys.ts';
import { readDraft } from './read-draft.ts';

/** Who would answer a request, and how it is spoken. */
export interface FoundCall {
  /** Null: nobody that is known. */
  readonly provider: Provider | null;
  /** Its id, `''` where the address is not known; null: nothing reads it. */
  readonly surface: Pick<Surface, 'id' | 'wire' | 'rule'> | null;
  /** The model, where the address names it; null: it does not. */
  readonly model: string | null;
  /** The request does not say who: it is by the name of its model. */
  readonly isGuess: boolean;
}

/** What is known beside the request. */
export interface FindCallOptions {
  /** The provider's id that somebody chose; null: nobody did. */
  readonly provider: string | null;
  /** Relays that were recognised. */
  readonly sites: readonly KnownSite[];
}

/** Finds who would answer. Guesses are remembered, because files of requests name the same few models. */
export type CallFinder = (request: PastedRequest) => FoundCall;

/** Remembered guesses. */
const GUESSES_MAX = 500;
/** Wires of bodies that nobody's address tells, the most telling shape first. */
const SHAPES = ['anthropic-batches', 'gemini-generate', 'openai-chat', 'openai-responses', 'openai-images'] as const;

/** See {@link CallFinder}. */
export function openCallFinder({ provider: chosenId, sites }: FindCallOptions): CallFinder {
  const table = tableOf([...everySurface, ...ownSurfaces()]);
  const guesses = new Map<string, readonly Provider[]>();
  const knownSite = (id: string): KnownSite | undefined => [...sites, ...knownSites].find((site) => site.id === id);
  const chosen = chosenId === null ? null : findProvider(chosenId, knownSite(chosenId)?.facts ?? null);
  const guess = (model: string): readonly Provider[] => {
    const known = guesses.get(model);
    if (known !== undefined) return known;
    const found = sellersOf(model);
    if (guesses.size >= GUESSES_MAX) guesses.clear();
    guesses.set(model, found);
    return found;
  };
  return (request) => {
    const place = request.url === null ? null : locate(request.url);
    if (chosen !== null) return foundAt(chosen, request, place) ?? byShape(request, chosen);
    if (place?.at) {
      const surface = findInTable(table, request.method, place.at);
      const provider = surface === null ? findSite(place.at, knownSite) : findProvider(surface.provider);
      return (provider && foundAt(provider, request, place)) ?? byShape(request, null);
    }
    const model = readModel(readKey(parseJson(request.body), 'model'));
    const sellers = model === null ? [] : guess(model);
    for (const provider of sellers) {
      const found = foundAt(provider, request, place);
      if (found !== null) return { ...found, isGuess: true };
    }
    return byShape(request, null);
  };
}

/** An address taken apart; `at` null: a path alone. */
interface Place {
  readonly at: Location | null;
  readonly path: string;
}

function locate(url: string): Place | null {
  const [, origin, path = ''] = /^(https?:\/\/[^/?#\s]{1,300})?([^?#\s]{0,2000})/i.exec(url) ?? [];
  const pathname = path.startsWith('/') ? path : `/${path}`;
  if (origin === undefined) return { at: null, path: pathname };
  const place = parseOrigin(origin.toLowerCase());
  if (place === null) return null;
  const usual = place.protocol === 'https:' ? '443' : '80';
  return { at: { ...place, port: place.port === usual ? '' : place.port, pathname }, path: pathname };
}

/** A relay of a known family at this address. */
function findSite(at: Location, knownSite: (id: string) => KnownSite | undefined): Provider | null {
  for (const family of families) {
    const id = siteIdAt(family, at);
    const site = id === null ? undefined : knownSite(id);
    if (site !== undefined) return findProvider(site.id, site.facts);
  }
  return null;
}

/** The provider's own address of it, by the path; where that says nothing by the shape of the body. */
function foundAt(provider: Provider, request: PastedRequest, place: Place | null): FoundCall | null {
  const calls = provider.surfaces.filter(
    ({ kind, isFollowUp, wire }) => kind === 'call' && !isFollowUp && wire !== null,
  );
  const path = place?.path ?? null;
  const there = calls.filter((surface) => path !== null && isAtPath(surface, path));
  const surface = there[0] ?? bestOf(calls, request, provider);
  if (surface === undefined) return null;
  const named = path !== null && surface.isModelInPath ? matchPath(surface.path, path) : null;
  const model = named === null ? null : attempt(() => decodeURIComponent(named), '');
  return { provider, surface, model: model === '' ? null : model, isGuess: false };
}

/** Of several that read the body, what gives answers goes before what has none, if the model does. */
function bestOf(calls: readonly Surface[], { body }: PastedRequest, provider: Provider): Surface | undefined {
  const readable = calls.filter((surface) => canRead(surface, body));
  const model = readModel(readKey(parseJson(body), 'model'));
  const price = model === null ? undefined : findPrices(provider, { ...NO_DRAFT, model })[0];
  const isSilent = price !== undefined && price.rates['output-tokens'] === undefined;
  const fitting = readable.find(({ wire }) => (wire === 'openai-embeddings') === isSilent);
  return fitting ?? readable[0];
}

const NO_DRAFT: Draft = {
  wire: 'openai-chat',
  model: null,
  inputTokens: NO_TOKENS,
  outputTokensMax: null,
  answers: 1,
  units: null,
  isStream: false,
  revisable: [],
};

/** Counts nothing: only whether a body is read matters. */
const UNCOUNTING: TokenCounter = { push: () => {}, cut: () => {}, total: () => NO_TOKENS };

function canRead(surface: Pick<Surface, 'wire' | 'rule'>, body: string): boolean {
  return readDraft(surface, body, () => UNCOUNTING) !== null;
}

/** Nobody's address: sizes can be told, prices only if somebody is chosen. */
function byShape({ body }: PastedRequest, provider: Provider | null): FoundCall {
  const wire = SHAPES.find((one) => canRead({ wire: one, rule: null }, body));
  const surface = wire === undefined ? null : { id: '', wire, rule: null };
  return { provider, surface, model: null, isGuess: false };
}

/**
 * Who sells a model of that name, the likeliest first: whose own list has it, then whose list may mean it; what is for
 * testing only last.
 */
function sellersOf(model: string): readonly Provider[] {
  const priced = providers.flatMap((provider) => {
    if (provider.priceBySite) return [];
    const [price] = findPrices(provider, { ...NO_DRAFT, model });
    return price === undefined
      ? []
      : [{ provider, rank: (price.isGuess ? 1 : 0) + (provider.isForTestingOnly ? 2 : 0) }];
  });
  return priced.toSorted((one, other) => one.rank - other.rank).map(({ provider }) => provider);
}
