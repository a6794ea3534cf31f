/** Tokens that one in ten, one in two, nine in ten, nineteen of twenty answers do not exceed. */
export interface Lengths {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
}

/**
 * What the calls before it that a forecast speaks of have in common with this one, from broad to narrow: the provider; its
 * model; what is asked of the answer as well (tools, JSON, an end, how much thinking); the page it is made on as well.
 */
export const FORECAST_BASES = ['provider', 'model', 'alike', 'here'] as const;
export type ForecastBasis = (typeof FORECAST_BASES)[number];

/** How long one answer will be, in tokens as they are billed, as far as calls before it show. */
export interface OutputForecast extends Lengths {
  /** Calls it speaks of; 0: none, or so few that it is still what is usual. */
  readonly calls: number;
  /** Null with no calls. */
  readonly of: ForecastBasis | null;
  /**
   * How many of them will be thoughts, where the provider told that apart; absent: it did not, or too seldom. Part of the
   * whole: long thoughts and long answers come together, so that quantiles of parts do not add up to those of the whole.
   */
  readonly thought?: Lengths;
}
