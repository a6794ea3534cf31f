/**
 * A forecast is four quantiles: one in ten answers is shorter than the first, one in two than the second, nine than the third,
 * nineteen of twenty than the last. A new one goes to the end, and a group that was saved before it learns it from there on.
 */
export const LEVELS = [0.1, 0.5, 0.9, 0.95] as const;

/** Tokens that one in ten, one in two, nine in ten answers do not exceed: the range that is said. */
export interface Range {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** The range, and what 19 of 20 answers do not exceed: what is held where not the worst is. */
export interface Quantiles extends Range {
  readonly p95: number;
}

/** All of them as a list, in the order of {@link LEVELS}. */
export function listOf({ p10, p50, p90, p95 }: Quantiles): readonly number[] {
  return [p10, p50, p90, p95];
}

/** How far P95 is from the median for each step that P90 is, where lengths differ by factors: 1.645 / 1.282 of a normal curve. */
const TAIL = 1.2835;

/** A range that was stated with no more than P90, with the P95 of lengths that differ by factors (log-normal). */
export function withTail({ p10, p50, p90 }: Range): Quantiles {
  return { p10, p50, p90, p95: Math.ceil(p50 * (p90 / Math.max(1, p50)) ** TAIL) };
}

/**
 * What a forecast of `quantile` lost where `actual` came: the pinball loss, tokens. The quantile that is right on average
 * has the least.
 */
export function pinballLoss(level: number, quantile: number, actual: number): number {
  return actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);
}
