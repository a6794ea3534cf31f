import type { Balance } from './balance.ts';
import { quantile } from './estimate-call.ts';
import { larger, parseDecimal, percentOf, type Unit } from './money.ts';

/** Below this nobody is asked, in currencies; a provider's own credits have no such floor. */
const FLOORS: Readonly<Record<string, string>> = { USD: '0.5', EUR: '0.5', GBP: '0.5', CNY: '3.5' };
/** Fewer calls than this do not make a habit. */
const HABIT_CALLS_MIN = 5;
const HABIT_FACTOR = 4n;
const CREDIT_SHARE_PERCENT = 25;

/**
 * Above which likely cost a call is held for its cost alone, nano-units; null: never (nothing to compare with).
 * The user's own figure wins; else the larger of $0.50 and 4 × the usual P95; in credits a quarter of the balance.
 * Rule: CARDS, "When we may interrupt" 3.
 * @param balance null where it is not known, or not sure enough to hold a call for.
 */
export function ownLimitNano(
  unit: Unit,
  habits: {
    readonly costs: readonly { readonly unit: string; readonly nano: bigint }[];
    readonly ownLimits: Readonly<Record<string, bigint>>;
  } | null,
  balance: Balance | null,
): bigint | null {
  const chosen = habits?.ownLimits[unit];
  if (chosen !== undefined) return chosen;
  const floor = parseDecimal(FLOORS[unit] ?? null);
  if (floor === null) return balance?.usableNano == null ? null : percentOf(balance.usableNano, CREDIT_SHARE_PERCENT);
  const costs = habits?.costs.filter((cost) => cost.unit === unit).map((cost) => cost.nano) ?? [];
  const usual = costs.length < HABIT_CALLS_MIN ? null : quantile(costs, 0.95);
  return usual === null ? floor : larger(floor, usual * HABIT_FACTOR);
}
