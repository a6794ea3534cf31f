import type { LevelDay } from './daily-level.ts';
import { findCycle } from './find-cycle.ts';
import {
  DAY_HOURS,
  median,
  spreadOf,
  USUAL_DAYS,
  USUAL_DAYS_MIN,
  type UseSeries,
  usualDay,
  WEEK_HOURS,
  windowSum,
} from './use-series.ts';

/** More was spent than usual. */
export interface More {
  /** Index of the hour it began in. */
  readonly from: number;
  /** Nano-units since then, and what is usual in these hours. */
  readonly spent: number;
  readonly usual: number;
}

/** Stretches that are looked at, hours: a sudden one, one that lasts, a day. */
const LENGTHS = [1, 3, 8, DAY_HOURS] as const;
/** So many deviations above the middle is unusual. */
const DEVIATIONS = 6;
/** Where nearly the same is spent every week, chance makes it differ by this part nonetheless. */
const SPREAD_MIN = 0.15;
/** It has to be so many times what the same hours of any day came to, but for the one day of most. */
const TIMES_MOST = { short: 1.9, day: 1.5 } as const;
const BURSTS_MAX = 1.6;
/** It began with the first hour that took this part of what its hours take on average. */
const BEGUN_SHARE = 0.4;
/** And at least this part of a usual day more than usual: less is not worth a word. */
const DAY_SHARE = { short: 0.7, day: 0.8 } as const;

/**
 * Whether more was spent in the hours that end now than in the same hours of the weeks before; null: no, or nothing is usual yet.
 * `day`: what a usual day takes, nano-units; of the whole account where this is a part of one, so that little is no finding.
 */
export function findMore(series: UseSeries, day = usualDay(series)): More | null {
  const last = series.spent.length - 1;
  if (last - series.first < USUAL_DAYS_MIN * DAY_HOURS || day <= 0) return null;
  const factors = factorsBack(series);
  for (const length of LENGTHS) {
    const spent = windowSum(series.spent, last, length);
    if (isUnusual(series, { length, spent, day, factors })) return beginningOf(series, length);
  }
  return null;
}

/**
 * What a day of now takes of what the same hours took so many days back, by a cycle that is no week: on its quiet days a busy day
 * is unusual. 1 for all where there is no such cycle.
 */
function factorsBack({ spent, first }: UseSeries): (back: number) => number {
  const days: LevelDay[] = [];
  for (let last = spent.length - 1 - DAY_HOURS; last - DAY_HOURS + 1 >= first; last -= DAY_HOURS) {
    days.unshift({ spent: windowSum(spent, last, DAY_HOURS), exposure: 1 });
  }
  const cycle = findCycle(days, null);
  return (back) => (cycle === null ? 1 : cycle.factorOf(days.length) / cycle.factorOf(days.length - back));
}

interface Stretch {
  readonly length: number;
  readonly spent: number;
  readonly day: number;
  readonly factors: (back: number) => number;
}

function isUnusual({ spent: values, first }: UseSeries, { length, spent, day, factors }: Stretch): boolean {
  const last = values.length - 1;
  const kind = length === DAY_HOURS ? 'day' : 'short';
  if (spent < day * DAY_SHARE[kind]) return false;
  const weeks: number[] = [];
  const most: number[] = [];
  for (let back = 1; back <= USUAL_DAYS; back += 1) {
    const sums = [-1, 0, 1]
      .map((shift) => last - back * DAY_HOURS + shift)
      .filter((end) => end <= last - length && end - length + 1 >= first)
      .map((end) => windowSum(values, end, length) * factors(back));
    if (sums.length > 0) most.push(Math.max(...sums));
    if ((back * DAY_HOURS) % WEEK_HOURS === 0) weeks.push(...sums);
  }
  const same = weeks.length > 0 ? weeks : most;
  const usual = median(same);
  const spread = Math.max(spreadOf(same, usual), SPREAD_MIN * usual);
  const sorted = most.toSorted((one, other) => other - one);
  const known = sorted[1] ?? sorted[0] ?? 0;
  return (
    spent > usual + DEVIATIONS * spread &&
    spent > known * TIMES_MOST[kind] * burstiness(sorted) &&
    spent - usual >= day * DAY_SHARE[kind]
  );
}

/**
 * How many times further what is new may lie from what is known, 1 to 1.6: where a few were far more than the rest, another such
 * one is no news. `sorted`: the largest first.
 */
export function burstiness(sorted: readonly number[]): number {
  const [, second = 0, , , fifth = 0] = sorted;
  return Math.min(BURSTS_MAX, Math.max(1, fifth > 0 ? Math.sqrt(second / fifth) : BURSTS_MAX));
}

/** From the first hour of the stretch (and of those before it) on that was above what is usual, and not far below the stretch. */
function beginningOf(series: UseSeries, length: number): More {
  const last = series.spent.length - 1;
  const least = (BEGUN_SHARE * windowSum(series.spent, last, length)) / length;
  const isAbove = (index: number): boolean =>
    (series.spent[index] ?? 0) > Math.max(least, 2 * usualOfHour(series, index));
  let from = last - length + 1;
  while (from > last - DAY_HOURS && isAbove(from - 1)) from -= 1;
  while (from < last && !isAbove(from)) from += 1;
  let [spent, usual] = [0, 0];
  for (let index = from; index <= last; index += 1) {
    spent += series.spent[index] ?? 0;
    usual += usualOfHour(series, index);
  }
  return { from, spent, usual };
}

function usualOfHour({ spent, first }: UseSeries, index: number): number {
  const weeks: number[] = [];
  for (let at = index - WEEK_HOURS; at >= Math.max(1, first); at -= WEEK_HOURS) {
    weeks.push(((spent[at - 1] ?? 0) + (spent[at] ?? 0) + (spent[at + 1] ?? 0)) / 3);
  }
  return median(weeks);
}
