import { findProvider, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import type { Meter } from '../lib/domain/call.ts';
import type { BaseRates, BaseRow, BaseSize } from '../lib/prices/base-prices.ts';

/** The package's name for a rate, ours, and how many pico-units of a dollar are one of the package's. */
const KEYS: Readonly<Record<string, readonly [Meter, number]>> = {
  input_mtok: ['input-tokens', 1e6],
  cache_read_mtok: ['cached-input-tokens', 1e6],
  cache_write_mtok: ['cache-write-tokens', 1e6],
  cache_write_1h_mtok: ['cache-write-1h-tokens', 1e6],
  output_mtok: ['output-tokens', 1e6],
  web_searches_kcount: ['searches', 1e9],
};

/** What an ordinary call is billed for besides, and we do not count: its price is then one that may not be all. */
const UNCOUNTED = ['requests_kcount', 'output_reasoning_mtok', 'output_citation_mtok', 'input_text_messages_kcount'];

/** Rows of the package's list `id`, in its order. Throws for a list that is not there. */
export function toBaseRows(id: string): readonly BaseRow[] {
  const provider = findProvider({ providerId: id });
  if (provider?.id !== id) throw new Error(`@pydantic/genai-prices has no list "${id}".`);
  return provider.models.flatMap(toRow);
}

function toRow({ id, match, prices }: ModelInfo): readonly BaseRow[] {
  const entries = Array.isArray(prices) ? prices : [{ prices }];
  const timed = entries.filter(({ constraint }) => constraint?.type === 'time_of_date');
  const dated = entries.flatMap((entry) =>
    entry.constraint?.type === 'start_date' ? [{ from: entry.constraint.start_date, prices: entry.prices }] : [],
  );
  const first = entries.find(({ constraint }) => constraint === undefined);
  // Hours are in files of our own, where days without them are told as well.
  if (timed.length > 0 || first === undefined || first.prices.input_mtok === undefined) return [];
  const later = dated.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  return [
    {
      model: id,
      match,
      ...toRates(first.prices),
      ...(later.length > 0 && { dated: later.map(({ from, prices: rates }) => ({ from, ...toRates(rates) })) }),
      ...(UNCOUNTED.some((key) => first.prices[key] !== undefined) && { isGuess: true as const }),
    },
  ];
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
