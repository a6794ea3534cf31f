import type { Meter } from './call.ts';
import type { DropSample, UnpricedCalls } from './follow-drops.ts';
import { firstDigits, larger, roundestBetween, smaller, type Unit } from './money.ts';
import type { DropRate } from './price.ts';
import { type Agreed, type PureDrop, solveRates, TRIED_MAX } from './solve-rates.ts';

/**
 * What the drops of a model show. Prices that nobody publishes, from what a balance lost between readings (see {@link DropSample}):
 *
 *     rest = Σ counts × rates + unseen,   known within ± slack,   unseen ≥ 0
 *
 * Nobody can tell the unseen part (other tools, late bookings) of one drop. But drops without it lead to one price, and those
 * with it to others, dearer and all different. So a price is believed where more than half of the drops, and three at the
 * least, lead to it within their rounding, and next to none to less: what is unseen makes drops larger, never smaller. If so
 * many of them are free of unseen spend, the true rate lies in the interval. It is widened downwards by its own width: what
 * other tools took that is less than rounding hides looks like a dearer price. All in whole numbers, over at most
 * `DROPS_MAX` drops.
 */
export type DropLesson =
  /** What each meter costs, by so many drops. */
  | { readonly kind: 'learned'; readonly drops: number; readonly at: number; readonly rates: readonly DropRate[] }
  /** They do not agree, or not on one price for each part of a call: its parts grew and shrank together. */
  | { readonly kind: 'untold'; readonly drops: number }
  /** Too few to say anything: `least` would be needed. */
  | { readonly kind: 'few'; readonly drops: number; readonly least: number };

/** What the drops of one account in one unit show of every model in them. */
export interface DropLessons {
  readonly unit: Unit;
  readonly lessons: readonly { readonly model: string | null; readonly lesson: DropLesson }[];
}

/** So many drops must agree. */
export const DROPS_MIN = 3;
/** Several unknowns fit so many drops whatever they are; it takes more to show that they are right. */
const MORE_THAN_UNKNOWNS = 2;
/** So many of the newest drops are tried where older ones disagree. */
const RUNS: readonly number[] = [18, 13, 9, 6, 4, 3];
/** A rate whose end is more than so many times its beginning is not known. */
const WIDTH_MAX = 2n;
/** Rates of one model that are told apart from each other may be less sharp. */
const WIDTH_EACH_MAX = 3n;
const DIGITS_TOLD = 4;
/** Of so many drops one may be smaller than the price allows: money that arrived unseen. */
const BELOW_EACH = 6;
/** A price for each call is believed of calls of which some were so many times as long as others. */
const LENGTHS_APART = 2;

/** What they show of every model that they hold. @param samples oldest first. */
export function learnFromAll(unit: Unit, samples: readonly DropSample[]): DropLessons {
  const models = new Set(samples.flatMap(({ unpriced }) => unpriced.map(({ model }) => model)));
  return { unit, lessons: [...models].map((model) => ({ model, lesson: learnFromDrops(samples, model) })) };
}

/** What balance drops show of the price of a model. @param samples oldest first. */
export function learnFromDrops(samples: readonly DropSample[], model: string | null): DropLesson {
  const own = samples.filter(({ unpriced }) => unpriced.some((one) => one.model === model));
  const pure = own.filter(({ unpriced }) => unpriced.length === 1);
  const few: DropLesson = { kind: 'few', drops: pure.length, least: leastOf(pure, model) };
  if (pure.length < DROPS_MIN) return few;
  // The newest drops tell a price that has changed; the more of them agree, the surer it is.
  for (const count of [pure.length, ...RUNS.filter((run) => run < pure.length)]) {
    const last = pure.slice(-count);
    const since = last[0]?.at ?? 0;
    const others = own.filter((drop) => drop.at >= since && !pure.includes(drop));
    const rates = ratesOf({ model, pure: last, others, isWhole: count === pure.length });
    if (rates !== null) return { kind: 'learned', at: last.at(-1)?.at ?? 0, ...rates };
  }
  return pure.length < few.least ? few : { kind: 'untold', drops: pure.length };
}

/** So many drops it takes for as many unknowns as these have. */
function leastOf(pure: readonly DropSample[], model: string | null): number {
  const unknowns = metersOf({ pure, model }).length;
  return unknowns > 1 ? unknowns + MORE_THAN_UNKNOWNS : DROPS_MIN;
}

/** Drops that are looked at together. */
interface Run {
  readonly model: string | null;
  /** Those that no other model without a price had a part in, oldest first. */
  readonly pure: readonly DropSample[];
  /** The others show only what it costs at the most. */
  readonly others: readonly DropSample[];
  /** No older ones were left out. */
  readonly isWhole: boolean;
}

/** The same with each drop divided among what is looked for. */
interface Divided {
  readonly drops: readonly PureDrop[];
  readonly ceilings: readonly PureDrop[];
  readonly isWhole: boolean;
}

interface Rates {
  readonly drops: number;
  readonly rates: readonly DropRate[];
}

function ratesOf(run: Run): Rates | null {
  const meters = metersOf(run);
  const divided = divideAll(run, meters);
  const found = meters.length === 1 ? agree(divided) : solve(divided, meters.length);
  return found === null ? byCall(run) : ratesFound(found, meters);
}

/** One price for each call, whatever its length: only where lengths were different enough to show it. */
function byCall(run: Run): Rates | null {
  const found = agree(divideAll(run, ['requests']));
  if (found === null) return null;
  const lengths = found.agreeing.flatMap((index) => lengthOf(run.pure[index], run.model));
  const isShown = Math.max(...lengths) >= Math.min(...lengths) * LENGTHS_APART;
  return isShown ? ratesFound(found, ['requests']) : null;
}

function ratesFound({ agreeing, rates }: Agreed, meters: readonly Meter[]): Rates {
  return {
    drops: agreeing.length,
    rates: rates.flatMap((rate, index) => {
      const meter = meters[index];
      return meter === undefined ? [] : [{ meter, ...told(rate) }];
    }),
  };
}

function lengthOf(drop: DropSample | undefined, model: string | null): readonly number[] {
  if (drop === undefined) return [];
  const { usage, calls } = ofModel(drop, model);
  return [Object.values(usage).reduce((sum, count) => sum + count, 0) / Math.max(calls, 1)];
}

function metersOf({ pure, model }: Pick<Run, 'pure' | 'model'>): readonly Meter[] {
  return [...new Set(pure.flatMap((drop) => Object.keys(ofModel(drop, model).usage) as Meter[]))];
}

function ofModel({ unpriced }: DropSample, model: string | null): UnpricedCalls {
  return unpriced.find((one) => one.model === model) ?? { model, usage: {}, calls: 0 };
}

function divideAll({ pure, others, model, isWhole }: Run, meters: readonly Meter[]): Divided {
  const divide = (drop: DropSample): PureDrop => {
    const { usage, calls } = ofModel(drop, model);
    const { restNano, slackNano } = drop;
    return {
      counts: meters.map((meter) => BigInt(usage[meter] ?? (meter === 'requests' ? calls : 0))),
      low: (restNano - slackNano) * 1000n,
      high: (restNano + slackNano) * 1000n,
    };
  };
  return { drops: pure.map(divide), ceilings: others.map(divide), isWhole };
}

/** One unknown: where the intervals of more than half of the drops overlap. */
function agree({ drops, ceilings, isWhole }: Divided): Agreed | null {
  const ranges = drops.map((drop) => rangeOf(drop));
  const sharp = ranges.filter((range) => range.low > 0n && range.high <= range.low * WIDTH_MAX);
  const needed = majorityOf(sharp.length);
  const covers = (rate: bigint): number => sharp.filter(({ low, high }) => low <= rate && rate <= high).length;
  const inside = sharp.flatMap(({ low, high }) => [low, high]).filter((rate) => covers(rate) >= needed);
  const [first, ...rest] = inside;
  if (first === undefined) return null;
  const low = rest.reduce(smaller, first);
  const high = rest.reduce(larger, first);
  const agreeing = ranges.flatMap((range, index) =>
    sharp.includes(range) && range.low <= high && low <= range.high ? [index] : [],
  );
  const below = [...ranges, ...ceilings.map(rangeOf)].filter((range) => range.high < low).length;
  const wide = widened({ low, likely: roundestBetween(low, high), high });
  if (!isBelieved({ agreeing, below, all: drops.length, isWhole }) || wide.high > wide.low * WIDTH_MAX) return null;
  return { agreeing, rates: [wide] };
}

/** What other tools took that rounding hides makes a price look dearer by as much. */
function widened({ low, likely, high }: Omit<DropRate, 'meter'>): Omit<DropRate, 'meter'> {
  return { low: low - (high - low), likely, high };
}

function rangeOf({ counts: [count = 0n], low, high }: PureDrop): { readonly low: bigint; readonly high: bigint } {
  if (count === 0n) return ANY;
  return { low: low <= 0n ? 0n : low / count, high: high <= 0n ? 0n : (high + count - 1n) / count };
}

/** What a drop says of a rate that had no part in it. */
const ANY = { low: 0n, high: 10n ** 40n };

function majorityOf(count: number): number {
  return Math.max(DROPS_MIN, Math.floor(count / 2) + 1);
}

/** Several unknowns. */
function solve({ drops, ceilings, isWhole }: Divided, unknowns: number): Agreed | null {
  const tried = Math.min(drops.length, TRIED_MAX);
  // Several unknowns fit by chance more easily than one.
  const solved = solveRates(drops, Math.max(Math.ceil((tried * 2) / 3), unknowns + MORE_THAN_UNKNOWNS));
  if (solved === null) return null;
  const { agreeing, rates } = solved;
  const least = (drop: PureDrop): bigint =>
    drop.counts.reduce((sum, count, index) => sum + count * at(rates, index).low, 0n);
  const below = [...drops, ...ceilings].filter((drop) => drop.high < least(drop)).length;
  const areSharp = rates.every(({ low, high }) => low > 0n && high <= low * WIDTH_EACH_MAX);
  return areSharp && isBelieved({ agreeing, below, all: drops.length, isWhole }) ? solved : null;
}

/** Not where the last two drops say something else, or too many say less. */
function isBelieved(given: {
  readonly agreeing: readonly number[];
  readonly below: number;
  readonly all: number;
  readonly isWhole: boolean;
}): boolean {
  const { agreeing, below, all, isWhole } = given;
  const isRecent = agreeing.some((index) => index >= all - 2);
  // A short run that was picked out of many may agree by chance.
  const isMost = isWhole || agreeing.length * BELOW_EACH >= all * (BELOW_EACH - 1);
  return isMost && isRecent && agreeing.length >= DROPS_MIN && below <= Math.floor(all / BELOW_EACH);
}

/** With as many digits as people read. */
function told({ low, likely, high }: Omit<DropRate, 'meter'>): Omit<DropRate, 'meter'> {
  return { low: firstDigits(low, DIGITS_TOLD, 'down'), likely, high: firstDigits(high, DIGITS_TOLD, 'up') };
}

function at(rates: Agreed['rates'], index: number): Omit<DropRate, 'meter'> {
  return rates[index] ?? { low: 0n, likely: 0n, high: 0n };
}
