import type { Unit } from './money.ts';

/** How right the estimates of some calls were, each made before its answer came. */
export interface Accuracy {
  /** Calls whose forecast and whose answer are known. */
  readonly calls: number;
  /** Mean pinball loss of the forecasts of tokens, as a share of the mean answer; null: no call. */
  readonly pinball: number | null;
  /** Share of answers as long as said, P10 to P90; 0.8 is right. Null: no call. */
  readonly inside: number | null;
  /** Between what that share lies of calls like these, 19 times of 20 (Wilson's interval); null: no call. */
  readonly insideRange: readonly [low: number, high: number] | null;
  /** Median of |P50 − answer| ÷ answer; null: no call. */
  readonly medianError: number | null;
  /** Calibration of the forecast: shares of answers no longer than P10, P50 and P90; 0.1, 0.5 and 0.9 are right. Null: no call. */
  readonly within: readonly [p10: number, p50: number, p90: number] | null;
  /** Calibration of the count: tokens billed for input, and counted of the same; null: of no call both are known. */
  readonly input: { readonly calls: number; readonly billed: number; readonly counted: number } | null;
  /** Median of |likely cost − billed cost| ÷ billed cost, in steps of 0.01; null: no cost is known to have been billed. */
  readonly costError: number | null;
  /** What was forecast in all, and what was billed for it, by unit. */
  readonly sums: readonly CostSum[];
}

/** Nano-units of `unit`. */
export interface CostSum {
  readonly unit: Unit;
  readonly likelyNano: bigint;
  readonly billedNano: bigint;
}

/** Of the calls to one model of one provider. */
export interface ModelAccuracy extends Accuracy {
  readonly provider: string;
  /** Null: the calls name none. */
  readonly model: string | null;
}

/** Of a ledger; the models that were called most come first. */
export interface LedgerAccuracy {
  readonly all: Accuracy;
  readonly models: readonly ModelAccuracy[];
}

/** What the dashboard shows of it. */
export interface AccuracyView {
  /** The newest calls with a forecast. */
  readonly calls: number;
  readonly models: readonly (ModelAccuracy & { readonly providerName: string })[];
}

/** Fewer calls than these say nothing of a share. */
const CALLS_MIN = 20;
/** What share of answers a range is meant to hold. */
const RIGHT = 0.8;

/** Whether the ranges held as many answers as they should, as far as these calls can tell. */
export function judgeRanges({ calls, insideRange }: Accuracy): 'few' | 'good' | 'narrow' | 'wide' {
  if (calls < CALLS_MIN || insideRange === null) return 'few';
  const [low, high] = insideRange;
  if (high < RIGHT) return 'narrow';
  return low > RIGHT ? 'wide' : 'good';
}
