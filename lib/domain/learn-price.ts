import type { Meter, Usage } from './call.ts';
import { halfOfLastDigit, larger, parseDecimal, pointsToNano, type Ratio, roundestBetween } from './money.ts';
import { inputTokensOf, type Price, priceUsage } from './price.ts';
import { timesPrice } from './price-tiers.ts';
import { type Solution, solveExactly } from './solve-exactly.ts';

/** What a call was billed by the provider's own word, and what the list led to. Counts and sums only. */
export interface BilledSample {
  readonly unit: string;
  readonly usage: Usage;
  /** Nano-units. */
  readonly billedNano: bigint;
  /** By the price as it was listed then, for that hour, size and group, nano-units. */
  readonly listedNano: bigint;
  /** How far rounding may have taken either, nano-units. */
  readonly slackNano: bigint;
  /** Which list that was ({@link listOf}): another one begins anew. */
  readonly list: string;
}

/** So many calls in a row that were billed another sum, and the list is no longer believed. */
export const OFF_MIN = 3;
/** So many calls are remembered of an account and model. */
export const BILLED_MAX = 12;

/** A sum within a two-hundredth of the list's is the list's: floats, and rounding on the way. */
const SAME_WITHIN = 200n;
/** A rate or factor that may be off by more than a twentieth is not known. */
const SURE_WITHIN = 20n;
/** No rate became so many times the dearest that was listed: something else is billed. */
const TIMES_MAX = 100n;
/** Digits a factor is looked for with. */
const FACTOR_DIGITS_MAX = 6;
/** More unknowns than this are not looked for. */
const METERS_MAX = 5;

/** By what a price is known to be of the same list as another. */
export function listOf({ date, source, times, file }: Pick<Price, 'date' | 'source' | 'times' | 'file'>): string {
  // Not the day of a price file: it says the same again every week, and its row has a day of its own.
  const list = file ? `${date} ${source}, ${file.host}` : `${date} ${source}`;
  return times === undefined ? list : `${list} × ${times}`;
}

/**
 * What a call that the provider says did cost `stated` (decimal, in the price's unit) shows of its price as listed.
 * Null: the list does not lead to a sum, nothing was used, or nothing was billed (a free quantity, less than is shown).
 */
export function sampleOf(price: Price, usage: Usage, stated: string): BilledSample | null {
  const [billedNano, listedNano] = [parseDecimal(stated), priceUsage(usage, price)];
  const isUsed = Object.values(usage).some((count) => count > 0);
  if (billedNano === null || billedNano <= 0n || listedNano === null || !isUsed) return null;
  const { unit, points } = price;
  // A sum is known to half of its last digit, and to a whole point where whole ones are billed.
  const slackNano = halfOfLastDigit(stated) + (points ? pointsToNano(1n, points) : 0n) + 1n;
  return { unit, usage, billedNano, listedNano, slackNano, list: listOf(price) };
}

/**
 * The price as it seems to be: the list's, while the last calls were billed by it; else what they were billed leads to, or
 * the list's with the mark that it seems to have changed, and nobody is held for it. A user's own price is not judged.
 * @param samples of this account and model, oldest first.
 */
export function priceByBills(price: Price, samples: readonly BilledSample[]): Price {
  if (price.basis?.kind === 'own') return price;
  const run = offRun(samples.filter(({ unit, list }) => unit === price.unit && list === listOf(price)));
  if (run.length < OFF_MIN) return price;
  // Longest first: the more calls agree, the surer they are. An older price may stand before the last ones.
  for (let count = run.length; count >= OFF_MIN; count -= 1) {
    const last = run.slice(-count);
    // One rate is told best by itself; several that changed together, by what they have in common.
    const isOne = metersOf(last).length === 1;
    const learned = isOne
      ? (byRates(price, last) ?? byFactor(price, last))
      : (byFactor(price, last) ?? byRates(price, last));
    if (learned !== null) return learned;
  }
  return { ...price, isGuess: true, basis: { kind: 'changed', calls: run.length } };
}

/** The last calls, as many as were billed another sum without one between that was not. */
function offRun(samples: readonly BilledSample[]): readonly BilledSample[] {
  const lastFair = samples.findLastIndex((sample) => !isOff(sample));
  return samples.slice(lastFair + 1);
}

/** Whether what was billed is not what the list leads to. */
export function isOff({ billedNano, listedNano, slackNano }: BilledSample): boolean {
  const apart = billedNano > listedNano ? billedNano - listedNano : listedNano - billedNano;
  return apart > slackNano + listedNano / SAME_WITHIN;
}

/** All rates changed by one factor: what a relay's group or a discount does. Holds for every hour and size. */
function byFactor(price: Price, samples: readonly BilledSample[]): Price | null {
  // Calls of one shape could as well be dearer in one of their parts only.
  if (samples.some(({ listedNano }) => listedNano <= 0n) || !areOfManyShapes(samples)) return null;
  let [low, high]: readonly [Ratio, Ratio] = [NOTHING, HUGE];
  for (const { billedNano, listedNano, slackNano } of samples) {
    const from = { of: billedNano > slackNano ? billedNano - slackNano : 0n, per: listedNano };
    const to = { of: billedNano + slackNano, per: listedNano };
    if (isLess(low, from)) low = from;
    if (isLess(to, high)) high = to;
  }
  if (isLess(high, low) || isWide(low, high)) return null;
  const factor = simplestBetween(low, high);
  return factor === null ? null : withBasis(timesPrice(price, factor), samples, percentOff(low, high, factor));
}

const NOTHING: Ratio = { of: 0n, per: 1n };
const HUGE: Ratio = { of: TIMES_MAX, per: 1n };

/** Each rate by itself, where the calls were different enough to tell them apart, and one more than there are rates. */
function byRates(price: Price, samples: readonly BilledSample[]): Price | null {
  const { windows, dated, points, callFee, sessionFee, steps, callMin, free, sizes = [] } = price;
  if (windows ?? dated ?? points ?? callFee ?? sessionFee ?? steps ?? callMin ?? free) return null;
  const bound = Math.min(...sizes.map(({ aboveInputTokens }) => aboveInputTokens));
  if (samples.some(({ usage }) => inputTokensOf(usage) > bound)) return null;
  const meters = metersOf(samples);
  if (meters.length > METERS_MAX || samples.length <= meters.length) return null;
  const rows = samples.map(({ usage }) => meters.map((meter) => BigInt(usage[meter] ?? 0)));
  const [values, slacks] = [samples.map((one) => one.billedNano * 1000n), samples.map((one) => one.slackNano * 1000n)];
  const solution = solveExactly(rows, values, slacks);
  const candidates = solution ? sureRates(solution, price) : [];
  const rates = candidates.find((some) => leadsTo(some, rows, samples));
  if (solution === null || rates === undefined) return null;
  const untold = (Object.keys(price.rates) as Meter[]).filter((meter) => !meters.includes(meter));
  return withBasis(
    {
      ...price,
      rates: Object.fromEntries(meters.map((meter, index) => [meter, rates[index] ?? 0n])),
      ...(untold.length > 0 && { untold: [...(price.untold ?? []), ...untold] }),
      ...(sizes.length > 0 && { sizes: [{ aboveInputTokens: bound, rates: {} }] }),
    },
    samples,
    spreadOf(solution),
  );
}

function metersOf(samples: readonly BilledSample[]): readonly Meter[] {
  const used = samples.flatMap(({ usage }) =>
    (Object.keys(usage) as Meter[]).filter((meter) => (usage[meter] ?? 0) > 0),
  );
  return [...new Set(used)];
}

/** The solution in pico-units, first with rates as round as they may be; empty: one of them is not sure, or cannot be. */
function sureRates({ numerators, spreads, denominator }: Solution, price: Price): readonly (readonly bigint[])[] {
  const dearest = Object.values(price.rates).reduce(larger, 1n);
  const [round, nearest]: [bigint[], bigint[]] = [[], []];
  for (const [index, numerator] of numerators.entries()) {
    const spread = spreads[index] ?? 0n;
    if (numerator <= 0n || spread * SURE_WITHIN > numerator) return [];
    if (numerator > dearest * TIMES_MAX * denominator) return [];
    const exact = (numerator + denominator / 2n) / denominator;
    const [low, high] = [ceilOf(numerator - spread, denominator), (numerator + spread) / denominator];
    round.push(low <= high ? roundestBetween(low, high) : exact);
    nearest.push(exact);
  }
  return [round, nearest];
}

/** Whether the rates lead to every sum that was billed: else they are an average of what is no one price. */
function leadsTo(
  rates: readonly bigint[],
  rows: readonly (readonly bigint[])[],
  samples: readonly BilledSample[],
): boolean {
  return samples.every(({ billedNano, slackNano }, index) => {
    const pico = (rows[index] ?? []).reduce((total, count, meter) => total + count * (rates[meter] ?? 0n), 0n);
    const apart = pico - billedNano * 1000n;
    return (apart < 0n ? -apart : apart) <= slackNano * 1000n;
  });
}

function spreadOf({ numerators, spreads }: Solution): number {
  return numerators.reduce((most, numerator, index) => {
    const spread = spreads[index] ?? 0n;
    return numerator <= 0n ? most : Math.max(most, Number(ceilOf(spread * 100n, numerator)));
  }, 1);
}

function withBasis(price: Price, { length }: readonly BilledSample[], off: number): Price {
  return { ...price, basis: { kind: 'learned', calls: length, percentOff: off } };
}

/** Whether one part of the calls is a tenth more of the whole in one of them than in another; one part alone is enough. */
function areOfManyShapes(samples: readonly BilledSample[]): boolean {
  const meters = metersOf(samples);
  if (meters.length <= 1) return true;
  return meters.some((meter) => {
    const shares = samples.map(({ usage }) => {
      const all = Object.values(usage).reduce((sum, count) => sum + count, 0);
      return all === 0 ? 0 : (usage[meter] ?? 0) / all;
    });
    return Math.max(...shares) - Math.min(...shares) >= 0.1;
  });
}

function isLess(a: Ratio, b: Ratio): boolean {
  return a.of * b.per < b.of * a.per;
}

function isWide(low: Ratio, high: Ratio): boolean {
  return (high.of * low.per - low.of * high.per) * SURE_WITHIN > high.of * low.per;
}

/** The factor with the fewest digits between two; null: none with so many. */
function simplestBetween(low: Ratio, high: Ratio): Ratio | null {
  for (let digits = 0; digits <= FACTOR_DIGITS_MAX; digits += 1) {
    const per = 10n ** BigInt(digits);
    const [first, last] = [ceilOf(low.of * per, low.per), (high.of * per) / high.per];
    if (first <= last) return { of: (first + last) / 2n, per };
  }
  return null;
}

/** By how many percent the factor may be off, rounded up. */
function percentOff(low: Ratio, high: Ratio, factor: Ratio): number {
  if (factor.of === 0n) return 1;
  const above = ceilOf((high.of * factor.per - factor.of * high.per) * 100n, factor.of * high.per);
  const below = ceilOf((factor.of * low.per - low.of * factor.per) * 100n, factor.of * low.per);
  return Number(larger(1n, larger(above, below)));
}

function ceilOf(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor !== 0n && dividend > 0n === divisor > 0n ? quotient + 1n : quotient;
}
