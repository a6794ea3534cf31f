import { BADGE_STALE_MS } from './badge.ts';
import type { Balance } from './balance.ts';
import { roundCount } from './explain-options.ts';
import { type Money, smaller, timesIn } from './money.ts';
import type { Text, TextParam } from './text.ts';

/** The answer to "can I afford what I am doing?". */
export interface AffordView {
  /** `short`: no; `unsure`: not for long, or nobody can say; `ok`: yes. */
  readonly mood: 'ok' | 'unsure' | 'short';
  readonly text: Text;
  /** How old what it says is, where that matters; null: it does not. */
  readonly age: Text | null;
}

/** Enough for fewer calls like the last ones is said as "for now". */
const FEW = 10n;
/** More is no longer counted. */
const MANY = 1_000_000n;

/**
 * Says whether an account's balance is enough for more calls like the last ones. `account`: as people call it. `balance` null:
 * never read. `typical` null: nobody knows what the last calls cost in its unit. `budget`: a hard one that is used up; null:
 * none is. `now`: epoch ms.
 */
export function explainAfford(given: {
  readonly account: string;
  readonly balance: Balance | null;
  readonly typical: Money | null;
  readonly isLow: boolean;
  readonly budget: string | null;
  /** What was refused for want of money at last: nothing was answered since. Null: nothing was. */
  readonly refused: RefusedLast | null;
  readonly now: number;
}): AffordView {
  const { account, balance, typical, isLow, budget, refused, now } = given;
  if (budget !== null) return { mood: 'short', text: { key: 'popup.can.budget', params: { budget } }, age: null };
  if (balance?.isUnlimited) return { mood: 'ok', text: { key: 'popup.can.unlimited', params: { account } }, age: null };
  if (balance?.usableNano == null) {
    return { mood: 'unsure', text: { key: 'popup.can.unknown', params: { account } }, age: null };
  }
  const { unit, usableNano: nano, at } = balance;
  const have: TextParam = { kind: 'money', money: { unit, nano }, rounding: 'down' };
  const age: Text | null =
    now - at > BADGE_STALE_MS ? { key: 'popup.can.old', params: { age: { kind: 'age', ms: now - at } } } : null;
  if (nano <= 0n) return { mood: 'short', text: { key: 'popup.can.empty', params: { account } }, age };
  if (refused !== null && !isEnoughNow(balance, refused)) {
    return { mood: 'short', text: { key: 'popup.can.refused', params: { account, have } }, age };
  }
  const times = typical?.unit === unit ? timesIn(nano, typical.nano) : null;
  if (times === null) {
    return isLow
      ? { mood: 'unsure', text: { key: 'popup.can.soonPlain', params: { account, have } }, age }
      : { mood: age === null ? 'ok' : 'unsure', text: { key: 'popup.can.yesPlain', params: { account, have } }, age };
  }
  if (times === 0n) return { mood: 'short', text: { key: 'popup.can.short', params: { account, have } }, age };
  const params = { account, have, n: roundCount(smaller(times, MANY)) };
  const isFew = isLow || times < FEW;
  const mood = isFew || age !== null ? 'unsure' : 'ok';
  return { mood, text: { key: isFew ? 'popup.can.soon' : 'popup.can.yes', params }, age };
}

/** A call that its provider refused for want of money. */
export interface RefusedLast {
  /** Epoch ms. */
  readonly at: number;
  /** What it may have cost at most, and so what there must be; null: nobody knows. */
  readonly most: Money | null;
}

/** Whether more was read since, and what that call wanted is there. */
function isEnoughNow({ at, unit, usableNano }: Balance, { at: refusedAt, most }: RefusedLast): boolean {
  if (at <= refusedAt) return false;
  return most === null || most.unit !== unit || usableNano === null || usableNano >= most.nano;
}

/** What the middle one of these costs, all of one unit; null: there is none. */
export function typicalOf(costs: readonly Money[], unit: Money['unit']): Money | null {
  const own = costs.filter((cost) => cost.unit === unit && cost.nano > 0n).map(({ nano }) => nano);
  const sorted = own.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const nano = sorted[Math.floor(sorted.length / 2)];
  return nano === undefined ? null : { unit, nano };
}
