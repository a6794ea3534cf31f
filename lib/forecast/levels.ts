/** A forecast is three quantiles: one in ten answers is shorter than the first, one in two than the second, nine than the third. */
export const LEVELS = [0.1, 0.5, 0.9] as const;

/** Tokens that one in ten, one in two, nine in ten answers do not exceed. */
export interface Quantiles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** The three as a list, in the order of {@link LEVELS}. */
export function listOf({ p10, p50, p90 }: Quantiles): readonly number[] {
  return [p10, p50, p90];
}

/**
 * What a forecast of `quantile` lost where `actual` came: the pinball loss, tokens. The quantile that is right on average
 * has the least.
 */
export function pinballLoss(level: number, quantile: number, actual: number): number {
  return actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);
}
