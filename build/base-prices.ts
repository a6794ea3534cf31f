import { findProvider, type MatchLogic, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import type { Meter } from '../lib/domain/call.ts';
import type { BaseRates, BaseRow, BaseSize } from '../lib/prices/base-prices.ts';

/** The package's name for a rate, ours, and how many pico-units of a dollar are one of the package's. */
const KEYS: Readonly<Record<string, readonly [Meter, number]>> = {
  input_mtok: ['input-tokens', 1e6],
  cache_read_mtok: ['cached-input-tokens', 1e6],
  cache_write_mtok: ['cache-write-tokens', 1e6],
  cache_write_1h_mtok: ['cache-write-1h-tokens', 1e6],
  output_mtok: ['output-tokens', 1e6],
  input_audio_mtok: ['audio-input-tokens', 1e6],
  cache_audio_read_mtok: ['cached-audio-input-tokens', 1e6],
  output_audio_mtok: ['audio-output-tokens', 1e6],
  input_image_mtok: ['image-input-tokens', 1e6],
  output_image_mtok: ['image-output-tokens', 1e6],
  web_searches_kcount: ['searches', 1e9],
};

/**
 * What a call is billed for besides and we do not count, and answers at another rate, of which nobody knows before whether
 * they come: its price is then one that may not be all. What is sent is another matter: a call without sound is priced
 * without.
 */
const UNCOUNTED = [
  'output_reasoning_mtok',
  'output_citation_mtok',
  'output_audio_mtok',
  'output_image_mtok',
  'output_video_mtok',
];

/** Lists of other makers that hold where a list has no row of its own, as the package has it; empty: none. */
export function fallbacksOf(id: string): readonly string[] {
  return findProvider({ providerId: id })?.fallback_model_providers ?? [];
}

/** Rows of the package's list `id`, in its order. Throws for a list that is not there. */
export function toBaseRows(id: string): readonly BaseRow[] {
  const provider = findProvider({ providerId: id });
  if (provider?.id !== id) throw new Error(`@pydantic/genai-prices has no list "${id}".`);
  return provider.models.flatMap(toRow);
}

function toRow({ id, match, prices, context_window }: ModelInfo): readonly BaseRow[] {
  const context = context_window === undefined ? {} : { contextTokens: context_window };
  const entries = Array.isArray(prices) ? prices : [{ prices }];
  const timed = entries.filter(({ constraint }) => constraint?.type === 'time_of_date');
  const dated = entries.flatMap((entry) =>
    entry.constraint?.type === 'start_date' ? [{ from: entry.constraint.start_date, prices: entry.prices }] : [],
  );
  const first = entries.find(({ constraint }) => constraint === undefined);
  // Hours are in files of our own, where days without them are told as well. What is billed by hours, pages or nothing we
  // know of stays a row without rates: it is not to be taken for the next row that its name would fit.
  if (timed.length > 0 || first === undefined || first.prices.input_mtok === undefined) {
    return [{ model: id, match: inLowerCase(match), rates: {}, ...context }];
  }
  const later = dated.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  return [
    {
      model: id,
      match: inLowerCase(match),
      ...toRates(withPictures(id, first.prices)),
      ...context,
      ...(later.length > 0 && { dated: later.map(({ from, prices: rates }) => ({ from, ...toRates(rates) })) }),
      ...(typeof first.prices.requests_kcount === 'number' && { callFee: toPico(first.prices.requests_kcount, 1e9) }),
      ...(UNCOUNTED.some((key) => first.prices[key] !== undefined) && { isGuess: true as const }),
    },
  ];
}

/** The package compares without regard to case, patterns excepted; we ask for names in lower case. */
function inLowerCase(match: MatchLogic): MatchLogic {
  if ('or' in match) return { or: match.or.map(inLowerCase) };
  if ('and' in match) return { and: match.and.map(inLowerCase) };
  if ('equals' in match) return { equals: match.equals.toLowerCase() };
  if ('starts_with' in match) return { starts_with: match.starts_with.toLowerCase() };
  if ('ends_with' in match) return { ends_with: match.ends_with.toLowerCase() };
  if ('contains' in match) return { contains: match.contains.toLowerCase() };
  return match;
}

/** Of models that make nothing but pictures the package lists these as output, which answers tell from text. */
function withPictures(id: string, prices: ModelPrice): ModelPrice {
  const isListed = prices.output_image_mtok !== undefined || prices.output_mtok === undefined;
  return isListed || !id.startsWith('gpt-image-') ? prices : { ...prices, output_image_mtok: prices.output_mtok };
}

function toRates(prices: ModelPrice): { readonly rates: BaseRates; readonly sizes?: readonly BaseSize[] } {
  const rates: Record<string, number> = {};
  const bounds = new Set<number>();
  for (const [key, [meter, pico]] of Object.entries(KEYS)) {
    const price = prices[key];
    if (price === undefined) continue;
    rates[meter] = toPico(typeof price === 'number' ? price : price.base, pico);
    if (typeof price === 'object') for (const { start } of price.tiers) bounds.add(start);
  }
  const sizes = [...bounds]
    .sort((a, b) => a - b)
    .map((aboveInputTokens) => ({ aboveInputTokens, rates: { ...rates, ...ratesAbove(prices, aboveInputTokens) } }));
  return { rates, ...(sizes.length > 0 && { sizes }) };
}

function ratesAbove(prices: ModelPrice, bound: number): BaseRates {
  const found = Object.entries(KEYS).flatMap(([key, [meter, pico]]) => {
    const price = prices[key];
    if (typeof price !== 'object') return [];
    const tier = price.tiers.findLast(({ start }) => start <= bound);
    return tier === undefined ? [] : [[meter, toPico(tier.price, pico)] as const];
  });
  return Object.fromEntries(found);
}

/** Exact: a rate finer than a millionth of a millionth is none that anybody asks. */
function toPico(price: number, pico: number): number {
  const rate = Math.round(price * pico);
  if (!Number.isSafeInteger(rate) || Math.abs(rate - price * pico) > 1e-3) throw new Error(`${price} is no rate.`);
  return rate;
}
