import type { LevelDay } from './daily-level.ts';
import type { LevelGuess } from './spread-of-spend.ts';

/** How far apart (in logarithms) levels of one account lie. */
const LEVELS_APART = 1.2;
/** A level is at least this part of the average: nobody stops for good because of a quiet day. */
export const LEVEL_MIN = 0.03;
export const EXPOSURE_MIN = 0.03;
/** How likely a stretch is to rise or fall day by day, and by how much (in logarithms) it does then. */
const TREND_SHARE = 0.15;
const TRENDS_APART = 0.025;
const TREND_MAX = 0.08;
/** Guesses that are this much less likely than the best one (in logarithms) are not told, and others not looked at again. */
const UNLIKELY = Math.log(1e-3);
const FORGOTTEN = Math.log(1e-6);

/** `guessesAt(n)`: what was to be thought after the first `n` days. */
export type GuessesAt = (day: number) => readonly LevelGuess[];

/**
 * The level after each of the days (oldest first, of a mean near 1): it may have changed on any of them, so each beginning of the
 * last stretch is a guess with a weight, and so is each with a trend (exact recursion over change points as in Fearnhead, 2006,
 * with the deviance of Tweedie's distribution of power 1.5, which knows days without a call; a trend is a line through fourth
 * roots, whose variance does not depend on the level). `noise`: of a day of level 1; `changeDays`: in so many it changes once.
 */
export function openLevels(days: readonly LevelDay[]): (noise: number, changeDays: number) => GuessesAt {
  const sums = sumUp(days);
  return (noise, changeDays) => recurse(sums, noise, changeDays);
}

/** Sums from the first day on, one longer than the days: what a stretch's deviance is made of. */
interface Sums {
  readonly spent: Float64Array;
  readonly exposed: Float64Array;
  readonly roots: Float64Array;
  /** Of fourth roots, weighted by how much a day tells: days and roots multiplied, see {@link trendOf}. */
  readonly weight: Float64Array;
  readonly day: Float64Array;
  readonly days: Float64Array;
  readonly fourth: Float64Array;
  readonly product: Float64Array;
}

function sumUp(days: readonly LevelDay[]): Sums {
  const empty = (): Float64Array => new Float64Array(days.length + 1);
  const sums: Sums = {
    ...{ spent: empty(), exposed: empty(), roots: empty(), weight: empty(), day: empty() },
    ...{ days: empty(), fourth: empty(), product: empty() },
  };
  days.forEach(({ spent, exposure: given }, index) => {
    const exposure = Math.max(EXPOSURE_MIN, given);
    const weight = Math.sqrt(exposure);
    const fourth = (spent / exposure) ** 0.25;
    const add = (sum: Float64Array, more: number): void => {
      sum[index + 1] = (sum[index] ?? 0) + more;
    };
    add(sums.spent, spent / weight);
    add(sums.exposed, weight);
    add(sums.roots, Math.sqrt(spent));
    add(sums.weight, weight);
    add(sums.day, weight * index);
    add(sums.days, weight * index * index);
    add(sums.fourth, weight * fourth);
    add(sums.product, weight * index * fourth);
  });
  return sums;
}

interface Stretch extends Omit<LevelGuess, 'weight' | 'noise'> {
  /** The first of its days. */
  readonly from: number;
  /** Logarithm of how well it explains the days. */
  readonly evidence: number;
}

const stretchLength = (sum: Float64Array, from: number, to: number): number => (sum[to] ?? 0) - (sum[from] ?? 0);

/** One level from a day to another, and the same with a trend where there may be one. */
function stretchesOf(sums: Sums, from: number, to: number, noise: number): readonly Stretch[] {
  const took = stretchLength(sums.spent, from, to);
  const exposure = stretchLength(sums.exposed, from, to);
  const root = stretchLength(sums.roots, from, to);
  const level = Math.max(LEVEL_MIN, took / exposure);
  const deviance = 4 * (took / Math.sqrt(level) + exposure * Math.sqrt(level) - 2 * root);
  const variance = Math.min(LEVELS_APART ** 2, noise / (Math.sqrt(level) * exposure));
  const evidence = -Math.max(0, deviance) / (2 * noise) + 0.5 * Math.log(variance) - Math.log(LEVELS_APART);
  const even: Stretch = { from, level, variance, evidence, trend: 0, trendVariance: 0, trendDays: 0 };
  const trend = trendOf(sums, { from, to, noise, level });
  if (trend === null) return [even];
  const days = to - from;
  const turned = trend.slope * days;
  const atEnd = Math.abs(turned) < 1e-6 ? level : (level * turned) / (1 - Math.exp(-turned));
  const rising: Stretch = {
    ...{ from, level: Math.max(LEVEL_MIN, atEnd), variance, evidence: evidence + trend.gain + Math.log(TREND_SHARE) },
    ...{ trend: trend.slope, trendVariance: trend.variance, trendDays: days },
  };
  return [{ ...even, evidence: evidence + Math.log(1 - TREND_SHARE) }, rising];
}

interface Trend {
  /** A day, in logarithms, and its variance. */
  readonly slope: number;
  readonly variance: number;
  /** How much better it explains the days than none, in logarithms of likelihood. */
  readonly gain: number;
}

/** Days that a line needs. */
const TREND_DAYS_MIN = 5;

/** A line through the fourth roots of a stretch, shrunk by what trends are before one was seen. */
function trendOf(
  sums: Sums,
  { from, to, noise, level }: { from: number; to: number; noise: number; level: number },
): Trend | null {
  if (to - from < TREND_DAYS_MIN) return null;
  const weight = stretchLength(sums.weight, from, to);
  const day = stretchLength(sums.day, from, to) / weight;
  const fourth = stretchLength(sums.fourth, from, to) / weight;
  const squares = stretchLength(sums.days, from, to) - weight * day * day;
  const products = stretchLength(sums.product, from, to) - weight * day * fourth;
  // A root's slope is a quarter of the logarithm's, times the root; its variance a sixteenth of the level's.
  const perRoot = level ** 0.25 / 4;
  const before = noise / 16 / (TRENDS_APART * perRoot) ** 2;
  const slope = products / (squares + before) / perRoot;
  return {
    slope: Math.max(-TREND_MAX, Math.min(TREND_MAX, slope)),
    variance: noise / 16 / (squares + before) / perRoot ** 2,
    gain: 0.5 * Math.log(before / (squares + before)) + (8 * products ** 2) / (noise * (squares + before)),
  };
}

function recurse(sums: Sums, noise: number, changeDays: number): GuessesAt {
  const count = sums.spent.length - 1;
  const change = Math.log(1 / changeDays);
  const stay = Math.log(1 - 1 / changeDays);
  const total = new Float64Array(count + 1);
  const known: (readonly LevelGuess[])[] = [[]];
  let beginnings: readonly number[] = [];
  for (let to = 1; to <= count; to += 1) {
    const begun: Stretch[] = [];
    for (const from of [...beginnings, to - 1]) {
      const before = (total[from] ?? 0) + (from > 0 ? change : 0) + stay * (to - from - 1);
      for (const stretch of stretchesOf(sums, from, to, noise)) {
        begun.push({ ...stretch, evidence: before + stretch.evidence });
      }
    }
    const most = begun.reduce((all, { evidence }) => Math.max(all, evidence), Number.NEGATIVE_INFINITY);
    const sum = begun.reduce((all, { evidence }) => all + Math.exp(evidence - most), 0);
    total[to] = most + Math.log(sum);
    known[to] = begun
      .filter(({ evidence }) => evidence - most > UNLIKELY)
      .map(({ level, variance, trend, trendVariance, trendDays, evidence }) => {
        const weight = Math.exp(evidence - most) / sum;
        return { level, variance, noise, trend, trendVariance, trendDays, weight };
      });
    beginnings = [...new Set(begun.filter(({ evidence }) => evidence - most > FORGOTTEN).map(({ from }) => from))];
  }
  return (day) => known[day] ?? [];
}
