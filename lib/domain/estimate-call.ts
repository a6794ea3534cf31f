import { asBilled } from './as-billed.ts';
import type { Count, Draft, Meter, Usage } from './call.ts';
import { addCounts, NO_TOKENS } from './counts.ts';
import type { Estimate, EstimateBasis, EstimatePart } from './estimate.ts';
import { foundBound, mostOf } from './found-tokens.ts';
import { beyondFree, freeShares, inSteps } from './free-quantity.ts';
import { inputUsage } from './input-usage.ts';
import { priceQuantities } from './money.ts';
import type { Lengths, OutputForecast } from './output-forecast.ts';
import { madeTokensOf, outputUsage } from './output-usage.ts';
import { atEnd, type Price, type PriceNote, priceOfSize, priceUsage, rateOf, withCallFee } from './price.ts';
import { pricesOfEach } from './prices-of-each.ts';
import { answerBound, flatTokens, outputBound, reservedInput, reserveNano, unitsOf } from './reserve.ts';

/**
 * What a call will cost and what the provider will set aside for it. Input counts as not cached, which is dearer, but what
 * was sent before (`Draft.reuse`) in the likely figure; the low end of the range takes all of it as cached, where cached
 * input has a price of its own.
 * @param lengths how long its answer will be, by calls before it; null: there were none.
 * @returns null when the price does not cover what the draft counts: unknown is not zero.
 */
export function estimateCall(draft: Draft, price: Price, lengths: OutputForecast | null): Estimate | null {
  const estimate =
    price.basis?.kind === 'drops' ? estimateRange(draft, price, lengths) : estimateBy(draft, price, lengths);
  if (estimate === null) return null;
  const { isGuess, points } = price;
  const note = noteOf(price);
  const { mostNano, ...others } = estimate;
  const cap = mostNano === undefined || isGuess || estimate.isGuess ? {} : { mostNano };
  return { ...others, ...cap, ...(isGuess && { isGuess }), ...(points && { points }), ...(note && { note }) };
}

function estimateBy(draft: Draft, price: Price, lengths: OutputForecast | null): Estimate | null {
  const units = unitsOf(draft, price);
  if (units) return estimateUnits(draft, units, price);
  return draft.inputTokens && estimateTokens(draft, draft.inputTokens, price, lengths);
}

/** A price that is known as a range; what is set aside by it nobody knows. */
function estimateRange(draft: Draft, price: Price, lengths: OutputForecast | null): Estimate | null {
  const [low, likely, high] = [atEnd(price, 'low'), price, atEnd(price, 'high')].map((one) =>
    estimateBy(draft, one, lengths),
  );
  if (!low || !likely || !high) return null;
  const parts = likely.parts.filter(({ role }) => role === 'likely');
  const unknown = { reserveNano: null, reserveLowNano: null };
  const most = high.mostNano === undefined ? {} : { mostNano: high.mostNano };
  const usual = high.usualNano === undefined ? {} : { usualNano: high.usualNano };
  return { ...likely, ...unknown, ...most, ...usual, parts, lowNano: low.lowNano, highNano: high.highNano };
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
  // Another program may have used up what is free.
  const mostNano = price.free === undefined ? null : priceUsage({ [meter]: count }, beyondFree(price));
  const reserve = reserveNano(draft, price, 0);
  const picoPerUnit = rateOf(price, meter);
  if (nano === null || picoPerUnit === null) return null;
  const isSetAside = price.setsAside !== 'nothing' && reserve !== null;
  return {
    unit: price.unit,
    lowNano: nano,
    likelyNano: nano,
    highNano: nano,
    reserveNano: reserve,
    reserveLowNano: reserve,
    ...(mostNano !== null && { mostNano }),
    ...freeOf({ [meter]: count }, price),
    isPrior: false,
    parts: [
      ...partsOf(price, 'likely', { [meter]: count }).map((part) => ({ ...part, nano })),
      ...(isSetAside ? partsOf(price, 'reserve', { [meter]: count }).map((part) => ({ ...part, nano: reserve })) : []),
    ],
  };
}

function estimateTokens(draft: Draft, input: Count, price: Price, lengths: OutputForecast | null): Estimate | null {
  const output = forecastAll(draft, price, lengths);
  const isUnpriced = output !== null && output.high > 0 && rateOf(price, 'output-tokens') === null;
  if (rateOf(price, 'input-tokens') === null || output === null || isUnpriced) return null;
  const of = pricesOfEach(price, draft.each, draft.answers);
  const sized = priceOfSize(of.likely, input.likely);
  const likely: Usage = {
    ...inputUsage(draft, sized, input.likely, 'likely'),
    ...outputUsage(draft, sized, output.likely, 'likely'),
    ...feeOf(sized),
  };
  const cost = (end: keyof Count, outputTokens: number, beside: Usage = {}): bigint | null => {
    const made = outputUsage(draft, of[end], outputTokens, end);
    return priceUsage({ ...inputUsage(draft, of[end], input[end], end), ...made, ...beside }, of[end]);
  };
  const bound = answerBound(draft, price);
  const outputUsual = usualOutput(draft, lengths, bound) ?? output.high;
  const [lowNano, likelyNano, highNano] = [
    cost('low', output.low),
    cost('likely', output.likely),
    cost('high', output.high),
  ];
  // Something of it has no rate: what it costs is unknown, not nothing.
  if (lowNano === null || likelyNano === null || highNano === null) return null;
  const dearest = beyondFree(foundBound(draft, price) ? price : of.high);
  const mostNano = bound === null ? null : mostOf(draft, dearest, input.high, bound);
  const searches = draft.searchesMax ? { searches: draft.searchesMax } : {};
  const usualNano = outputUsual === bound ? mostNano : cost('high', outputUsual, searches);
  return {
    unit: price.unit,
    ...{ lowNano, likelyNano, highNano },
    reserveNano: reserveNano(draft, of.likely, input.likely),
    reserveLowNano: reserveNano(draft, of.low, input.low),
    ...(mostNano !== null && { mostNano }),
    ...(usualNano !== null && { usualNano }),
    ...freeOf(likely, sized),
    ...(isSoundGuessed(draft, sized) && { isGuess: true }),
    isPrior: lengths === null || lengths.calls === 0,
    basis: basisOf({ ...draft, inputTokens: input }, price, output, { lengths, bound, outputUsual }),
    parts: [...partsOf(sized, 'likely', likely), ...reserveParts(draft, sized, input.likely)],
  };
}

/** Sound is nowhere cheaper than text, and where a list has no rate for it nobody knows by how much it is dearer. */
function isSoundGuessed({ apart = [] }: Draft, price: Price): boolean {
  const { rates } = price;
  return rates['audio-input-tokens'] === undefined && apart.some(({ meter }) => meter === 'audio-input-tokens');
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
    ...partsOf(price, 'reserve', {
      ...reservedInput(draft, price, inputTokens),
      ...outputUsage(draft, price, bound, 'high'),
      ...feeOf(price),
    }),
  ];
}

function partsOf(price: Price, role: EstimatePart['role'], usage: Usage): readonly EstimatePart[] {
  const [billed, by] = asBilled(usage, price);
  return (Object.entries(billed) as [Meter, number][]).map((one) => partOf(by, role, one));
}

/** What of a usage costs nothing, because so much a period is free. */
function freeOf(usage: Usage, price: Price): Pick<Estimate, 'free'> {
  const free = freeShares(inSteps(withCallFee(usage, price), price.steps), price.free);
  return free.length === 0 ? {} : { free };
}

/** The call itself, where it costs something. */
function feeOf({ callFee }: Price): Usage {
  return callFee === undefined ? {} : { requests: 1 };
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

function basisOf(
  draft: Draft & { readonly inputTokens: Count },
  price: Price,
  output: Count,
  {
    lengths,
    bound,
    outputUsual,
  }: { readonly lengths: OutputForecast | null; readonly bound: number | null; readonly outputUsual: number },
): EstimateBasis {
  const { calls = 0, of = null, thought } = lengths ?? {};
  // Where there can be no answer, nothing was forecast.
  const said = bound === 0 ? { calls: 0, of: null } : { calls, of };
  const made = madeTokensOf(draft);
  const foundMax = foundBound(draft, price);
  const beside = besideOf(draft);
  return {
    input: draft.inputTokens,
    ...(draft.isExact && { isExact: true }),
    ...(draft.inputBasis && { counted: draft.inputBasis }),
    output: addCounts(output, made),
    outputMax: bound === null ? null : bound + made.high,
    outputUsual: outputUsual + made.high,
    ...(foundMax !== 0 && { foundMax }),
    ...(made.high > 0 && { made }),
    ...(beside && { beside }),
    ...said,
    ...(thought && bound !== 0 && { thought: ofAll(thought, draft, bound) }),
  };
}

/** What of the input is pictures and sound, likely tokens. */
function besideOf({ apart = [] }: Draft): EstimateBasis['beside'] {
  const [pictures, sound] = (['image-input-tokens', 'audio-input-tokens'] as const).map(
    (one) => apart.find(({ meter }) => meter === one)?.tokens.likely ?? 0,
  );
  return pictures || sound ? { pictures: pictures ?? 0, sound: sound ?? 0 } : undefined;
}

/** P95 of the output, bounded as the rest; null: there was no forecast, and the stated prior says no more than P90. */
function usualOutput({ answers }: Draft, lengths: OutputForecast | null, bound: number | null): number | null {
  if (bound === 0) return 0;
  return lengths && Math.min(lengths.p95 * answers, bound ?? Number.MAX_SAFE_INTEGER);
}

/** P10, P50 and P90 of the output, bounded by what the client allows, or the model can give. */
function forecastAll(draft: Draft, price: Price, lengths: OutputForecast | null): Count | null {
  const bound = answerBound(draft, price);
  if (bound === 0) return NO_TOKENS;
  const [p10, p50, p90] = price.outputTokensPrior ?? [];
  if (lengths !== null) return ofAll(lengths, draft, bound);
  return p10 === undefined || p50 === undefined || p90 === undefined ? null : ofAll({ p10, p50, p90 }, draft, bound);
}

/** Of all answers asked for, together no more than `bound`. */
function ofAll({ p10, p50, p90 }: Omit<Lengths, 'p95'>, { answers }: Draft, bound: number | null): Count {
  const [low = 0, likely = 0, high = 0] = [p10, p50, p90].map((tokens) =>
    Math.min(tokens * answers, bound ?? Number.MAX_SAFE_INTEGER),
  );
  return { low, likely, high };
}

/** The q-quantile: the smallest value that at least that share of the list does not pass. Null for an empty list. */
export function quantile<T extends number | bigint>(values: readonly T[], q: number): T | null {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}
