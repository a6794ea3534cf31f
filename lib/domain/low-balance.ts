import { quantile } from './estimate-call.ts';
import { atUnit, type Money, percentOf, timesNano } from './money.ts';

/** A balance is low when it does for no more calls than this of the usual kind, where the user chose no amount. */
const CALLS_LEFT_MIN = 10n;
/** Fewer calls than this do not make a habit. */
const HABIT_CALLS_MIN = 5;
/** How far above the line a balance must rise before it can fall below it again, percent: the line moves a little too. */
const RISE_PERCENT = 125;

/** Amounts of one account, nano-units of one unit. */
export interface LowLine {
  /** Below this the balance is low; null: nothing to go by yet. */
  readonly belowNano: bigint | null;
  /** What a call usually costs; null: there are too few to say. */
  readonly typicalNano: bigint | null;
}

/** Below what a balance is low: the user's own amount wins, else ten calls as the recent ones were (their median). */
export function findLowLine(
  unit: string,
  costs: readonly Money[],
  chosen: Readonly<Record<string, bigint>> | undefined,
): LowLine {
  const own = costs.filter((cost) => cost.unit === unit && cost.nano > 0n).map(({ nano }) => nano);
  const typicalNano = own.length < HABIT_CALLS_MIN ? null : quantile(own, 0.5);
  const belowNano = atUnit(chosen, unit) ?? (typicalNano === null ? null : timesNano(typicalNano, CALLS_LEFT_MIN));
  return { belowNano, typicalNano };
}

/**
 * Whether a balance is low now, given whether it was: it becomes low below the line, and is so until it rises well above
 * it. Nothing known leaves it as it was.
 */
export function isLowNow(wasLow: boolean, nano: bigint | null, { belowNano }: LowLine): boolean {
  if (nano === null || belowNano === null) return wasLow;
  if (nano < belowNano) return true;
  return wasLow && nano < percentOf(belowNano, RISE_PERCENT);
}
