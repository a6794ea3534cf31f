import { quantile } from './estimate-call.ts';
import { atUnit, type Money, timesNano } from './money.ts';

/** A balance is low when it does for no more calls than this of the usual kind, where the user chose no amount. */
const CALLS_LEFT_MIN = 10n;
/** Fewer calls than this do not make a habit. */
const HABIT_CALLS_MIN = 5;

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
