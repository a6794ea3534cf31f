import { LEVELS, pinballLoss, type Range } from './levels.ts';

/** How right forecasts were, each made before its answer came. */
export interface Score {
  /** Answers scored. */
  readonly calls: number;
  /** Mean pinball loss over P10, P50 and P90, as a share of the mean answer; null: no answer yet. */
  readonly pinball: number | null;
  /** Share of answers within [P10, P90]; 0.8 is right. Null: no answer yet. */
  readonly inside: number | null;
  /** Median of |P50 − answer| ÷ answer; null: no answer yet. */
  readonly medianError: number | null;
}

/** Adds up what forecasts were worth. */
export interface Scorer {
  readonly add: (forecast: Range, outputTokens: number) => void;
  readonly score: () => Score;
}

/** Errors are counted in steps of a thousandth of their logarithm, so that a trace of any length takes the same room. */
const ERROR_STEPS = 1000;

/** What is said to people is scored. */
const SAID = LEVELS.slice(0, 3);

/** Starts a score. */
export function openScorer(): Scorer {
  let calls = 0;
  let loss = 0;
  let tokens = 0;
  let inside = 0;
  const errors = new Map<number, number>();
  return {
    add(forecast, outputTokens) {
      const quantiles = [forecast.p10, forecast.p50, forecast.p90];
      calls++;
      tokens += outputTokens;
      for (const [at, level] of SAID.entries())
        loss += pinballLoss(level, quantiles[at] ?? 0, outputTokens) / SAID.length;
      if (outputTokens >= forecast.p10 && outputTokens <= forecast.p90) inside++;
      const error = Math.abs(forecast.p50 - outputTokens) / Math.max(1, outputTokens);
      const step = Math.round(Math.log1p(error) * ERROR_STEPS);
      errors.set(step, (errors.get(step) ?? 0) + 1);
    },
    score: () => ({
      calls,
      pinball: tokens === 0 ? null : loss / tokens,
      inside: calls === 0 ? null : inside / calls,
      medianError: calls === 0 ? null : medianOf(errors, calls),
    }),
  };
}

function medianOf(errors: ReadonlyMap<number, number>, calls: number): number {
  let passed = 0;
  for (const [step, count] of [...errors].sort(([one], [other]) => one - other)) {
    passed += count;
    if (passed * 2 >= calls) return Math.expm1(step / ERROR_STEPS);
  }
  return 0;
}

/** 19 times of 20. */
const Z = 1.96;

/**
 * Between what a share lies that was seen as `hits` of `calls`, 19 times of 20 (Wilson's score interval, 1927); null: of none.
 */
export function binomialInterval(hits: number, calls: number): readonly [low: number, high: number] | null {
  if (calls === 0) return null;
  const share = hits / calls;
  const middle = share + (Z * Z) / (2 * calls);
  const reach = Z * Math.sqrt((share * (1 - share)) / calls + (Z * Z) / (4 * calls * calls));
  const whole = 1 + (Z * Z) / calls;
  return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)];
}
