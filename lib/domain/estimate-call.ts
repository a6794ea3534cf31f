import type { Count, Draft, Meter } from './call.ts';
import { NO_TOKENS } from './count-tokens.ts';
import type { Estimate, EstimatePart } from './estimate.ts';
import { priceQuantities } from './money.ts';
import {
  atEnd,
  cheapestInputUsage,
  type Price,
  type PriceNote,
  priceOfSize,
  pricesOfEach,
  priceUsage,
  rateOf,
} from './price.ts';
import { flatTokens, outputBound, reserveNano, unitsOf } from './reserve.ts';

/** Fewer settled answers than this say less than the stated prior. */
const HISTORY_MIN = 5;

/**
 * What a call will cost and what the provider will set aside for it. Input counts as not cached, which is dearer; only the
 * low end of the range takes all of it as cached, where cached input has a price of its own.
 * @param history output tokens of recent settled answers of this model, any order; may be empty.
 * @returns null when the price does not cover what the draft counts: unknown is not zero.
 */
export function estimateCall(draft: Draft, price: Price, history: readonly number[]): Estimate | null {
  const estimate =
    price.basis?.kind === 'drops' ? estimateRange(draft, price, history) : estimateBy(draft, price, history);
  if (estimate === null) return null;
  const { isGuess, points } = price;
  const note = noteOf(price);
  return { ...estimate, ...(isGuess && { isGuess }), ...(points && { points }), ...(note && { note }) };
}

function estimateBy(draft: Draft, price: Price, history: readonly number[]): Estimate | null {
  const units = unitsOf(draft, price);
  if (units) return estimateUnits(draft, units, price);
  return draft.inputTokens && estimateTokens(draft, draft.inputTokens, price, history);
}

/** A price that is known as a range; what is set aside by it nobody knows. */
function estimateRange(draft: Draft, price: Price, history: readonly number[]): Estimate | null {
  const [low, likely, high] = [atEnd(price, 'low'), price, atEnd(price, 'high')].map((one) =>
    estimateBy(draft, one, history),
  );
  if (!low || !likely || !high) return null;
  const parts = likely.parts.filter(({ role }) => role === 'likely');
  const unknown = { reserveNano: null, reserveLowNano: null };
  return { ...likely, ...unknown, parts, lowNano: low.lowNano, highNano: high.highNano };
}

function noteOf({ mark, basis, times, file, date }: Price): PriceNote | null {
  if (mark === undefined && basis === undefined && times === undefined && file === undefined) return null;
  return {
    ...{ date, ...(mark && { mark }), ...(basis && { basis }) },
    ...{ ...(times !== undefined && { times }), ...(file && { file }) },
  };
}

function estimateUnits(draft: Draft, { meter, count }: NonNullable<Draft['units']>, price: Price): Estimate | null {
  const nano = priceUsage({ [meter]: count }, price);
  const reserve = reserveNano(draft, price, 0);
  const picoPerUnit = rateOf(price, meter);
  if (nano === null || picoPerUnit === null) return null;
  const partsPerUnit = price.points && rateOf({ ...price, rates: price.points.rates }, meter);
  const part = { meter, count, picoPerUnit, ...(partsPerUnit != null && { partsPerUnit }) } as const;
  const isSetAside = price.setsAside !== 'nothing' && reserve !== null;
  return {
    unit: price.unit,
    lowNano: nano,
    likelyNano: nano,
    highNano: nano,
    reserveNano: reserve,
    reserveLowNano: reserve,
    isPrior: false,
    parts: [
      { ...part, role: 'likely', nano },
      ...(isSetAside ? [{ ...part, role: 'reserve', nano: reserve } as const] : []),
    ],
  };
}

function estimateTokens(draft: Draft, input: Count, price: Price, history: readonly number[]): Estimate | null {
  const output = forecastOutput(draft, price, history);
  const isUnpriced = output !== null && output.high > 0 && rateOf(price, 'output-tokens') === null;
  if (rateOf(price, 'input-tokens') === null || output === null || isUnpriced) return null;
  const of = pricesOfEach(price, draft.each);
  const sized = priceOfSize(of.likely, input.likely);
  const cost = (one: Price, inputTokens: number, outputTokens: number): bigint =>
    priceUsage({ 'input-tokens': inputTokens, 'output-tokens': outputTokens }, one) ?? 0n;
  return {
    unit: price.unit,
    lowNano: priceUsage({ ...cheapestInputUsage(of.low, input.low), 'output-tokens': output.low }, of.low) ?? 0n,
    likelyNano: cost(of.likely, input.likely, output.likely),
    highNano: cost(of.high, input.high, output.high),
    reserveNano: reserveNano(draft, of.likely, input.likely),
    reserveLowNano: reserveNano(draft, of.low, input.low),
    isPrior: history.length < HISTORY_MIN,
    parts: [
      partOf(sized, 'likely', ['input-tokens', input.likely]),
      partOf(sized, 'likely', ['output-tokens', output.likely]),
      ...feePart(sized, 'likely'),
      ...reserveParts(draft, sized, input.likely),
    ],
  };
}

/** What is set aside, part for part; empty where that is nothing, or not known. */
function reserveParts(draft: Draft, price: Price, inputTokens: number): readonly EstimatePart[] {
  const { setsAside } = price;
  const bound = outputBound(draft, price);
  if (setsAside === 'nothing') return [];
  if (typeof setsAside === 'object') {
    const [input, output] = flatTokens(setsAside, inputTokens, draft.outputTokensMax);
    const asInput = partOf(price, 'reserve', ['input-tokens', output], 'output-tokens');
    return [partOf(price, 'reserve', ['input-tokens', input]), ...(output === 0 ? [] : [asInput])];
  }
  if (bound === null) return [];
  return [
    partOf(price, 'reserve', ['input-tokens', inputTokens]),
    partOf(price, 'reserve', ['output-tokens', bound]),
    ...feePart(price, 'reserve'),
  ];
}

/** What the call itself costs, where it does. */
function feePart(price: Price, role: EstimatePart['role']): readonly EstimatePart[] {
  return price.callFee === undefined ? [] : [partOf(price, role, ['requests', 1])];
}

function partOf(
  price: Price,
  role: EstimatePart['role'],
  [billedAs, count]: readonly [Meter, number],
  meter: Meter = billedAs,
): EstimatePart {
  const picoPerUnit = rateOf(price, billedAs) ?? 0n;
  const nano = priceQuantities([{ count, picoPerUnit }], price.rounding);
  const partsPerUnit = price.points && rateOf({ ...price, rates: price.points.rates }, billedAs);
  return { meter, role, count, picoPerUnit, nano, ...(partsPerUnit != null && { partsPerUnit }) };
}

/** P10, P50 and P90 of the output, bounded by what the client allows. */
function forecastOutput(draft: Draft, price: Price, history: readonly number[]): Count | null {
  if (outputBound(draft, price) === 0) return NO_TOKENS;
  const quantiles =
    history.length >= HISTORY_MIN ? [0.1, 0.5, 0.9].map((q) => quantile(history, q) ?? 0) : price.outputTokensPrior;
  if (!quantiles) return null;
  const bound = outputBound(draft, price) ?? Number.MAX_SAFE_INTEGER;
  const [low = 0, likely = 0, high = 0] = quantiles.map((tokens) => Math.min(tokens * draft.answers, bound));
  return { low, likely, high };
}

/** The q-quantile: the smallest value that at least that share of the list does not pass. Null for an empty list. */
export function quantile<T extends number | bigint>(values: readonly T[], q: number): T | null {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}
