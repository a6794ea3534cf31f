import { toFloat } from '../domain/money.ts';
import type { UseHour } from './unusual.ts';

export const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;
export const WEEK_HOURS = 168;
/** So much of the past is usual. */
export const USUAL_DAYS = 28;
/** With fewer days nothing is usual yet. */
export const USUAL_DAYS_MIN = 7;

/** Spend and calls hour by hour; the last hour is the one that runs. */
export interface UseSeries {
  /** Epoch ms of the first hour. */
  readonly startMs: number;
  /** Nano-units. */
  readonly spent: Float64Array;
  readonly calls: Float64Array;
  /** The first hour with a call; its length where there is none. */
  readonly first: number;
}

/** Adds up what the hours came to, over {@link USUAL_DAYS} and the day that runs. */
export function seriesOf(hours: readonly UseHour[], now: number): UseSeries {
  const count = (USUAL_DAYS + 1) * DAY_HOURS;
  const startMs = Math.floor(now / HOUR_MS) * HOUR_MS - (count - 1) * HOUR_MS;
  const [spent, calls] = [new Float64Array(count), new Float64Array(count)];
  let first = count;
  for (const { at, nano, calls: more } of hours) {
    const index = Math.floor((at - startMs) / HOUR_MS);
    if (index < 0 || index >= count) continue;
    spent[index] = (spent[index] ?? 0) + toFloat(nano);
    calls[index] = (calls[index] ?? 0) + more;
    if (more > 0) first = Math.min(first, index);
  }
  return { startMs, spent, calls, first };
}

/** The sum of the `length` hours that end with the one at `last`. */
export function windowSum(values: Float64Array, last: number, length: number): number {
  let sum = 0;
  for (let index = Math.max(0, last - length + 1); index <= last; index += 1) sum += values[index] ?? 0;
  return sum;
}

/** What a usual day takes, nano-units: of the days before the last 24 hours that had calls, the middle one. */
export function usualDay({ spent, first }: UseSeries): number {
  const sums: number[] = [];
  for (let last = spent.length - 1 - DAY_HOURS; last - DAY_HOURS + 1 >= first; last -= DAY_HOURS) {
    const sum = windowSum(spent, last, DAY_HOURS);
    if (sum > 0) sums.push(sum);
  }
  return median(sums);
}

/** The middle one; 0 of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}

/** The median of how far they are from theirs, as a standard deviation (of a normal distribution). */
export function spreadOf(values: readonly number[], middle: number): number {
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}
