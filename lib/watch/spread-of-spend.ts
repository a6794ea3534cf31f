/** A stretch of days of one level, as it may be. */
export interface LevelGuess {
  /** How likely it is that the level has been this one since its first day; all of them sum to 1. */
  readonly weight: number;
  /** What an average day takes. */
  readonly level: number;
  /** Variance of its logarithm. */
  readonly variance: number;
  /** A day of level `m` varies by `noise · m^1.5` (squared). */
  readonly noise: number;
  /** By how much a day takes more than the one before it (in logarithms), 0: by nothing, and the variance of that. */
  readonly trend: number;
  readonly trendVariance: number;
  /** Of how many days the trend was read: it is taken to go on as long as it has been seen. */
  readonly trendDays: number;
}

/**
 * How likely `amount` or more is spent in `days` average days (above 0): a mixture of gammas, one a guess. `more`: variance
 * besides, of an account of level 1.
 */
export function chanceOf(amount: number, days: number, guesses: readonly LevelGuess[], more = 0): number {
  let chance = 0;
  for (const guess of guesses) {
    const { mean, spread } = expectOf(guess, days);
    chance += guess.weight * gammaAbove(amount, mean, spread + guess.level * guess.level * more);
  }
  return chance;
}

/** What so many average days take if a guess is right, and the variance of it. */
export function expectOf(
  { level, variance, noise, trend, trendVariance, trendDays }: LevelGuess,
  days: number,
): { readonly mean: number; readonly spread: number } {
  const mean = trend === 0 ? level * days : level * daysOnTrend(trend, trendDays, days);
  const unsure =
    trendVariance === 0 ? variance : variance + trendVariance * ((trendDays + Math.min(days, trendDays)) / 2) ** 2;
  return { mean, spread: noise * Math.sqrt(mean / days) * mean + unsure * mean * mean };
}

/** So many days, each as a part of one without a trend: they rise or fall as long as the trend has been seen. */
function daysOnTrend(trend: number, trendDays: number, days: number): number {
  const rising = Math.min(days, trendDays);
  return Math.expm1(trend * rising) / trend + (days - rising) * Math.exp(trend * rising);
}

/** P(X ≥ x) of a gamma distribution, by the cube root that is nearly normal (Wilson and Hilferty, 1931). */
function gammaAbove(x: number, mean: number, variance: number): number {
  const ninth = Math.max(1e-9, variance) / (9 * mean * mean);
  return 1 - normalBelow((Math.cbrt(x / mean) - 1 + ninth) / Math.sqrt(ninth));
}

/** The normal distribution, to 1e-7 (Abramowitz and Stegun, 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = Math.exp((-z * z) / 2) * 0.3989422804014327 * series;
  return z > 0 ? 1 - tail : tail;
}

/** Its quantiles, to 5e-4 (Abramowitz and Stegun, 26.2.23); `share` above 0 and below 1. */
export function normalQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(share, 1 - share)));
  const z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return share < 0.5 ? -z : z;
}
