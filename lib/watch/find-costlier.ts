import { burstiness } from './find-more.ts';
import { DAY_HOURS, median, spreadOf, USUAL_DAYS_MIN, type UseSeries, usualDay, windowSum } from './use-series.ts';

/** Calls that cost more than they did. */
export interface Costlier {
  /** Index of the hour it began in. */
  readonly from: number;
  readonly calls: number;
  /** Nano-units since then, and what so many calls cost before. */
  readonly spent: number;
  readonly usual: number;
}

/** Stretches that are looked at, hours. */
const LENGTHS = [1, 4, DAY_HOURS] as const;
/** The mean of fewer calls says little. */
const CALLS_MIN = 12;
const TIMES_USUAL = 2.5;
const TIMES_MOST = 1.3;
const DEVIATIONS = 6;
/** An hour whose calls cost so many times the usual is dear; of one alone it is not known whether it lasts. */
const TIMES_DEAR = 1.5;
const HOURS_DEAR_MIN = 3;
const HOURS_DEAR_SHARE = 0.6;
/** At least this part of the account's usual day more than before. */
const DAY_SHARE = 0.2;
/** A model that costs so many times the account's usual call is expensive. */
const TIMES_NEW = 3;
const CALLS_NEW_MIN = 3;

/** Whether the calls of these hours (of one model) cost far more each than before. `day`: what the account's usual day takes. */
export function findCostlier(series: UseSeries, day: number): Costlier | null {
  const last = series.spent.length - 1;
  if (last - series.first < USUAL_DAYS_MIN * DAY_HOURS) return null;
  for (const length of LENGTHS) {
    const calls = windowSum(series.calls, last, length);
    if (calls < CALLS_MIN) continue;
    const each = windowSum(series.spent, last, length) / calls;
    const before = meansBefore(series, calls);
    if (before.length < 4) continue;
    const usual = median(before);
    const sorted = before.toSorted((one, other) => other - one);
    const known = sorted[before.length > 10 ? 1 : 0] ?? 0;
    const isCostlier =
      each > usual * TIMES_USUAL &&
      each > known * TIMES_MOST * burstiness(sorted) &&
      each > usual + DEVIATIONS * spreadOf(before, usual) &&
      (each - usual) * calls >= day * DAY_SHARE &&
      lasts(series, length, usual);
    if (isCostlier) return since(series, length, usual);
  }
  return null;
}

/** Whether several hours were dear, and most of them: a few calls that cost much are no change. */
function lasts({ spent, calls }: UseSeries, length: number, usual: number): boolean {
  let [dear, plain] = [0, 0];
  for (let index = Math.max(0, spent.length - Math.max(length, HOURS_DEAR_MIN)); index < spent.length; index += 1) {
    const made = calls[index] ?? 0;
    if (made === 0) continue;
    if ((spent[index] ?? 0) > TIMES_DEAR * usual * made) dear += 1;
    else plain += 1;
  }
  return dear >= HOURS_DEAR_MIN && dear >= HOURS_DEAR_SHARE * (dear + plain);
}

/** Means of calls before the last 24 hours, of groups that are about as large. */
function meansBefore({ spent, calls, first }: UseSeries, size: number): readonly number[] {
  const means: number[] = [];
  let [sum, count] = [0, 0];
  for (let index = first; index < spent.length - DAY_HOURS; index += 1) {
    sum += spent[index] ?? 0;
    count += calls[index] ?? 0;
    if (count < size) continue;
    means.push(sum / count);
    [sum, count] = [0, 0];
  }
  return means;
}

function since({ spent, calls }: UseSeries, length: number, usual: number): Costlier {
  const last = spent.length - 1;
  const isDear = (index: number): boolean => (spent[index] ?? 0) > TIMES_DEAR * usual * (calls[index] ?? 0);
  let from = last - length + 1;
  while (from > last - DAY_HOURS && isDear(from - 1)) from -= 1;
  while (from < last && !isDear(from)) from += 1;
  const count = windowSum(calls, last, last - from + 1);
  return { from, calls: count, spent: windowSum(spent, last, last - from + 1), usual: usual * count };
}

/** Whether a model is new within a day and costs far more than the account's calls. */
export function findNewModel(model: UseSeries, account: UseSeries): Costlier | null {
  const last = model.spent.length - 1;
  const begun = last - DAY_HOURS + 1;
  if (model.first < begun || model.first > last || last - account.first < USUAL_DAYS_MIN * DAY_HOURS) return null;
  const calls = windowSum(model.calls, last, DAY_HOURS);
  const spent = windowSum(model.spent, last, DAY_HOURS);
  const before = windowSum(account.calls, begun - 1, account.calls.length);
  if (calls < CALLS_NEW_MIN || before <= 0) return null;
  const usual = windowSum(account.spent, begun - 1, account.spent.length) / before;
  if (spent / calls < TIMES_NEW * usual || spent < DAY_SHARE * usualDay(account)) return null;
  return { from: model.first, calls, spent, usual: usual * calls };
}
