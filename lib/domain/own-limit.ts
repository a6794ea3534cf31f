import type { Balance } from './balance.ts';
import { quantile } from './estimate-call.ts';
import { atUnit, parseDecimal, percentOf, timesNano, type Unit } from './money.ts';

/** Below this nobody is asked, in currencies; a provider's own credits have no such floor. */
const FLOORS: Readonly<Record<string, string>> = { USD: '0.5', EUR: '0.5', GBP: '0.5', CNY: '3.5' };
/** Fewer calls than this do not make a habit. */
const HABIT_CALLS_MIN = 5;
const HABIT_FACTOR = 4n;
const CREDIT_SHARE_PERCENT = 25;

/** Where a limit comes from: the user, what their calls usually cost, the floor below which nobody is asked, the balance. */
export type OwnLimitRule =
  | { readonly kind: 'chosen' }
  /** `usualNano`: what 19 of 20 calls cost at the most, nano-units. */
  | { readonly kind: 'usual'; readonly usualNano: bigint }
  | { readonly kind: 'floor' }
  /** `balanceNano`: of what it is a quarter, nano-units. */
  | { readonly kind: 'share'; readonly balanceNano: bigint };

/** Above which likely cost a call is held for its cost alone, nano-units, and by which rule. */
export interface OwnLimit {
  readonly nano: bigint;
  readonly rule: OwnLimitRule;
}

/**
 * Above which likely cost a call is held for its cost alone; null: never (nothing to compare with).
 * The user's own figure wins; else the larger of $0.50 and 4 × the usual P95; in credits a quarter of the balance.
 * Rule: CARDS, "When we may interrupt" 3.
 * @param balance null where it is not known, or not sure enough to hold a call for.
 */
export function findOwnLimit(
  unit: Unit,
  habits: {
    readonly costs: readonly { readonly unit: string; readonly nano: bigint }[];
    readonly ownLimits: Readonly<Record<string, bigint>>;
  } | null,
  balance: Balance | null,
): OwnLimit | null {
  const chosen = atUnit(habits?.ownLimits, unit);
  if (chosen !== undefined) return { nano: chosen, rule: { kind: 'chosen' } };
  const floor = parseDecimal(atUnit(FLOORS, unit) ?? null);
  if (floor === null) return shareOf(balance?.usableNano ?? null);
  const costs = habits?.costs.filter((cost) => cost.unit === unit).map((cost) => cost.nano) ?? [];
  const usualNano = costs.length < HABIT_CALLS_MIN ? null : quantile(costs, 0.95);
  const nano = usualNano === null ? floor : timesNano(usualNano, HABIT_FACTOR);
  if (usualNano === null || nano <= floor) return { nano: floor, rule: { kind: 'floor' } };
  return { nano, rule: { kind: 'usual', usualNano } };
}

function shareOf(balanceNano: bigint | null): OwnLimit | null {
  if (balanceNano === null) return null;
  return { nano: percentOf(balanceNano, CREDIT_SHARE_PERCENT), rule: { kind: 'share', balanceNano } };
}
