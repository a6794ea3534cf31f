import type { LevelDay } from './daily-level.ts';

/** What days take of an average one by a cycle that is no week. */
export interface Cycle {
  /** Factors of the days that were asked about (each by the others of its kind), and of the days to come; about 1 on average. */
  readonly factorOf: (day: number) => number;
}

/** A day that takes less of an average one than this by the hours of its week says nothing of a cycle. */
const EXPOSURE_MIN = 0.15;
/** A cycle has been seen so many times before it is believed. */
const TIMES_MIN = 2.5;
const PERIOD_MAX = 45;
const WEEK = 7;
const MONTH = 30;
/** Days at the end and at the beginning of a month that are told apart. */
const EDGE_DAYS = 5;
/** It has to explain at least this part of how days it was not learned from differ. */
const EXPLAINED_MIN = 0.7;
/** And days it is learned from, so much better (in logarithms of likelihood) than none, for each of its days. */
const PENALTY = 0.5;
const FACTOR_MIN = 0.02;

/** A way to tell days apart, and over how many of them the level is the middle. */
interface Way {
  readonly groupOf: (day: number) => number;
  readonly window: number;
}

/**
 * Finds the one cycle that tells best how much days take: every so many days, or by the day of the month. Each day is held
 * against the days around it, in fourth roots, so that a few large ones do not decide; a way of telling them apart counts by
 * days it was not learned from (left out one by one), less what a longer cycle explains by chance (Schwarz, 1978). Null: there
 * is none. `days`: oldest first. `monthDayOf`: of a day (from 0, also of days to come), how many of its month have gone, and
 * how many are left; null: too few are asked about.
 */
export function findCycle(
  days: readonly LevelDay[],
  monthDayOf: ((day: number) => { readonly gone: number; readonly left: number }) | null,
): Cycle | null {
  const levels = days.map(({ spent, exposure }) => (exposure < EXPOSURE_MIN ? null : spent / exposure));
  const ways = [
    ...everyDays(days.length),
    ...(monthDayOf !== null && days.length >= TIMES_MIN * MONTH ? [ofMonth(monthDayOf)] : []),
  ];
  let best: { readonly way: Way; readonly gain: number } | null = null;
  for (const way of ways) {
    const gain = gainOf(levels, way);
    if (gain !== null && gain > (best?.gain ?? 0)) best = { way, gain };
  }
  return best === null ? null : cycleOf(levels, best.way);
}

function everyDays(count: number): readonly Way[] {
  const longest = Math.min(PERIOD_MAX, Math.floor(count / TIMES_MIN));
  const periods = Array.from({ length: Math.max(0, longest - 1) }, (_, index) => index + 2);
  return periods
    .filter((period) => period !== WEEK)
    .map((period) => ({ groupOf: (day) => ((day % period) + period) % period, window: period }));
}

function ofMonth(monthDayOf: (day: number) => { readonly gone: number; readonly left: number }): Way {
  const groupOf = (day: number): number => {
    const { gone, left } = monthDayOf(day);
    return gone < EDGE_DAYS ? 1 + gone : left < EDGE_DAYS ? 1 + EDGE_DAYS + left : 0;
  };
  return { groupOf, window: MONTH };
}

type Levels = readonly (number | null)[];

/** How much better days are told by it, in logarithms of likelihood; null: not well enough to be believed. */
function gainOf(levels: Levels, { groupOf, window }: Way): number | null {
  const roots = levels.map((level) => (level === null ? null : level ** 0.25));
  const around = middles(roots, window);
  const groups = new Map<number, { count: number; sum: number; squares: number }>();
  let [count, total] = [0, 0];
  roots.forEach((root, day) => {
    if (root === null) return;
    const rest = root - (around[day] ?? 0);
    const group = groups.get(groupOf(day)) ?? { count: 0, sum: 0, squares: 0 };
    group.count += 1;
    group.sum += rest;
    group.squares += rest * rest;
    groups.set(groupOf(day), group);
    count += 1;
    total += rest * rest;
  });
  if (count < TIMES_MIN * 2 || total <= 0) return null;
  let [within, left] = [0, 0];
  for (const { count: own, sum, squares } of groups.values()) {
    const apart = Math.max(0, squares - (sum * sum) / own);
    within += apart;
    // What a day is off the mean of the others of its group; of one alone nothing is known.
    left += own === 1 ? squares : apart * (own / (own - 1)) ** 2;
  }
  if (1 - left / total < EXPLAINED_MIN) return null;
  const gain = (count / 2) * Math.log(total / Math.max(within, total * 1e-6)) - PENALTY * groups.size * Math.log(count);
  return gain > 0 ? gain : null;
}

function cycleOf(levels: Levels, { groupOf, window }: Way): Cycle {
  const around = middles(levels, window);
  const groups = new Map<number, { took: number; usual: number }>();
  const all = { took: 0, usual: 0 };
  levels.forEach((level, day) => {
    if (level === null) return;
    const group = groups.get(groupOf(day)) ?? { took: 0, usual: 0 };
    for (const sum of [group, all]) {
      sum.took += level;
      sum.usual += around[day] ?? 0;
    }
    groups.set(groupOf(day), group);
  });
  const mean = all.usual > 0 ? all.took / all.usual : 1;
  const factorOf = (day: number): number => {
    const { took, usual } = groups.get(groupOf(day)) ?? { took: 0, usual: 0 };
    const level = levels[day] ?? null;
    // What is looked back at was not known then: a day's own level is left out, so that nothing looks surer than it is.
    const [others, expected] = level === null ? [took, usual] : [took - level, usual - (around[day] ?? 0)];
    return expected > 1e-9 * usual ? Math.max(FACTOR_MIN, others / expected / mean) : 1;
  };
  return { factorOf };
}

/** The mean of the days around each; at both ends, of as many as there are whole. */
function middles(values: Levels, window: number): readonly number[] {
  const sums = new Float64Array(values.length + 1);
  const counts = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    sums[index + 1] = (sums[index] ?? 0) + (value ?? 0);
    counts[index + 1] = (counts[index] ?? 0) + (value === null ? 0 : 1);
  });
  return values.map((_, index) => {
    const from = Math.max(0, Math.min(values.length - window, index - (window >> 1)));
    const to = Math.min(values.length, from + window);
    const count = (counts[to] ?? 0) - (counts[from] ?? 0);
    return count === 0 ? 0 : ((sums[to] ?? 0) - (sums[from] ?? 0)) / count;
  });
}
