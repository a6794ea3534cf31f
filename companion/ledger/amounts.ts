import { type Budget, type BudgetedCall, holdsWorst } from '../../lib/budget/budget.ts';
import { convertNano, type Unit } from '../../lib/domain/money.ts';

/** A rate as it was when the call was reserved. */
export interface FrozenRate {
  /** So many nano-units of the call's unit make one unit of the budget's currency. */
  readonly rateNano: bigint;
  readonly source: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** By {@link ratePair}: what a call came to may be in another unit than what was held of it. */
export type Rates = Readonly<Record<string, FrozenRate>>;

/** What a rate is kept under: from the call's unit to a budget's currency. */
export function ratePair(from: Unit, to: Unit): string {
  return `${from}/${to}`;
}

/** What is held of a call, at worst and usually (P95). Null: nobody can tell. */
export interface HeldAmounts {
  readonly money: { readonly unit: Unit; readonly worstNano: bigint; readonly usualNano: bigint } | null;
  readonly tokens: { readonly worst: bigint; readonly usual: bigint } | null;
  readonly rates: Rates;
}

/** What a call that was booked came to, with its adjustments or without. */
export interface BookedAmounts {
  readonly cost: { readonly unit: Unit; readonly nano: bigint } | null;
  readonly tokens: bigint | null;
  readonly calls: bigint;
  /** What was held of it at worst, where the cost says nothing in a budget's currency. */
  readonly held: { readonly unit: Unit; readonly nano: bigint } | null;
  readonly heldTokens: bigint | null;
  readonly rates: Rates;
}

/** A call that is held: its facts, and when it was reserved (epoch ms). */
export interface Hold extends HeldAmounts {
  readonly callId: string;
  readonly state: 'reserved' | 'sent';
  readonly call: BudgetedCall;
  readonly reservedAt: number;
  readonly expiresAt: number;
}

/** A call that was booked. `released`: it never left. */
export interface Booking extends BookedAmounts {
  readonly callId: string;
  readonly certainty: 'known' | 'unknown' | 'released';
  readonly call: BudgetedCall;
  readonly reservedAt: number;
  readonly settledAt: number;
}

/** A call of which nobody saw the end: at what was held of it. `now`: epoch ms. */
export function bookedUnknown(hold: Hold, now: number): Booking {
  const { callId, call, money, tokens, rates, reservedAt } = hold;
  const held = money && { unit: money.unit, nano: money.worstNano };
  const heldTokens = tokens?.worst ?? null;
  return {
    ...{ callId, certainty: 'unknown', call, cost: held, tokens: heldTokens, calls: 1n },
    ...{ held, heldTokens, rates, reservedAt, settledAt: now },
  };
}

/** What a budget holds of a call, in its own unit; null: nobody can tell. */
export function heldIn(budget: Budget, amounts: HeldAmounts): bigint | null {
  const isWorst = holdsWorst(budget);
  switch (budget.unit.kind) {
    case 'calls':
      return 1n;
    case 'tokens':
      return amounts.tokens && (isWorst ? amounts.tokens.worst : amounts.tokens.usual);
    case 'money': {
      const { money, rates } = amounts;
      return money && convert(isWorst ? money.worstNano : money.usualNano, money.unit, budget.unit.currency, rates);
    }
  }
}

/** What a budget books of a call, in its own unit; null: nobody can tell. */
export function spentIn(
  budget: Budget,
  { cost, tokens, calls, held, heldTokens, rates }: BookedAmounts,
): bigint | null {
  switch (budget.unit.kind) {
    case 'calls':
      return calls;
    case 'tokens':
      return calls === 0n ? 0n : (tokens ?? heldTokens);
    case 'money': {
      if (calls === 0n) return 0n;
      const { currency } = budget.unit;
      const known = cost && convert(cost.nano, cost.unit, currency, rates);
      return known ?? (held && convert(held.nano, held.unit, currency, rates));
    }
  }
}

/** Null: there is no rate. Never 1:1. */
export function convert(nano: bigint, from: Unit, to: Unit, rates: Rates): bigint | null {
  if (from === to) return nano;
  const pair = ratePair(from, to);
  const rate = Object.hasOwn(rates, pair) ? rates[pair] : undefined;
  return rate === undefined ? null : convertNano(nano, rate.rateNano);
}

/** A later change of what a call came to: signed sums. */
export interface Adjustment {
  readonly callId: string;
  /** Its own; one that was booked already is not booked again. */
  readonly id: string;
  readonly kind: 'refund' | 'late-usage' | 'repricing' | 'reconciliation';
  readonly cost: { readonly unit: Unit; readonly nano: bigint };
  readonly tokens: bigint;
  readonly calls: bigint;
}

/** What an adjustment changes in a budget, in its unit; null: there is no rate. */
export function adjustedIn(
  { unit }: Budget,
  adjustment: Pick<Adjustment, 'cost' | 'tokens' | 'calls'>,
  rates: Rates,
): bigint | null {
  switch (unit.kind) {
    case 'calls':
      return adjustment.calls;
    case 'tokens':
      return adjustment.tokens;
    case 'money':
      return convert(adjustment.cost.nano, adjustment.cost.unit, unit.currency, rates);
  }
}
