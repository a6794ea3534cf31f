import type { BudgetedCall } from '../../lib/budget/budget.ts';
import type { TimeSpan } from '../../lib/budget/window-of.ts';
import type { Unit } from '../../lib/domain/money.ts';
import type { Adjustment, HeldAmounts, Rates } from './amounts.ts';

/** A call that asks to go. */
export interface ReserveRequest extends HeldAmounts {
  readonly callId: string;
  readonly call: BudgetedCall;
  /** So long without `extend` or `settle`, and it is swept. */
  readonly expiresInMs: number;
  /** It leaves at once: noted as sent with the hold itself, in one commit. Absent: `markSent` comes first. */
  readonly isSent?: boolean;
  /** Nothing is held: it is only asked whether its budgets have anything left, whatever it takes. Absent: it is held. */
  readonly asksOnly?: boolean;
}

/** What a call came to. */
export interface Settlement {
  readonly callId: string;
  /** Null: nobody can tell; then it is booked at the hold, marked unknown. */
  readonly cost: { readonly unit: Unit; readonly nano: bigint } | null;
  /** Null: nobody can tell; then at the hold. */
  readonly tokens: bigint | null;
  /** How many calls it counts as. Absent: one; 0 where the provider counts a refused one as none. */
  readonly calls?: bigint;
  /** Rates for units that were not known when it was reserved; those that were go before them. */
  readonly rates?: Rates;
  /**
   * Whose call it was, for one that went without a hold; it then belongs to the windows of `at` (epoch ms; absent: now), or of so
   * long ago (`agoMs`) by the clock that decides, which need not be that of who saw it. Where
   * nobody can tell what it cost it is booked at `atMost`, marked unknown; absent: nothing is known of that either.
   */
  readonly unheld?: {
    readonly call: BudgetedCall;
    readonly at?: number;
    readonly agoMs?: number;
    readonly atMost?: { readonly unit: Unit; readonly nano: bigint };
  };
}

/** One budget's state as a call met it. */
export interface BudgetUse {
  readonly budget: string;
  /** Null: each call by itself. */
  readonly window: TimeSpan | null;
  /** The most that `spent + held` may be, in the budget's unit. */
  readonly cap: bigint;
  readonly spent: bigint;
  readonly held: bigint;
  /** What the calls that are held take at worst. Absent: that is what is held, or it was not asked for. */
  readonly heldMost?: bigint;
  /** Calls of the window whose amount nobody can tell. */
  readonly uncounted: bigint;
}

/**
 * Why a budget stops or warns of a call: it does not fit (`limit`), it has no price (`unpriced`) or count (`uncounted`), or
 * there is no rate to the budget's currency (`no-rate`).
 */
export interface Objection extends BudgetUse {
  readonly reason: 'limit' | 'unpriced' | 'uncounted' | 'no-rate';
  /** What it asked for, in the budget's unit; null: nobody can tell. */
  readonly needed: bigint | null;
  readonly isHard: boolean;
}

/** `settled`: this very call was booked before, or released; it may not go again. */
export type Reservation =
  | {
      readonly kind: 'held';
      readonly callId: string;
      readonly reservedAt: number;
      readonly expiresAt: number;
      /** It had been reserved before, by a try whose answer was lost. */
      readonly isRepeated: boolean;
      /** Every budget it draws on, with its hold in it; empty when repeated. */
      readonly uses: readonly BudgetUse[];
      /** Soft budgets that it does not fit. */
      readonly warnings: readonly Objection[];
    }
  /** Nothing was held. Every hard budget that objects, at least one. */
  | { readonly kind: 'refused'; readonly callId: string; readonly objections: readonly Objection[] }
  | { readonly kind: 'settled'; readonly callId: string };

/**
 * `booked`: now. `adjusted`: it had been swept or released, and the difference was booked. `repeated`: it was booked
 * before. `missing`: no such call was ever held, and `unheld` was not given.
 */
export type Settled = 'booked' | 'adjusted' | 'repeated' | 'missing';

/** Under what an adjustment is booked; looked at where it is booked, so that two at once do not both fit. */
export interface AdjustLimits {
  /** All corrections of the call (what was told late is none) come to no less in its unit, nano-units. Absent: to whatever. */
  readonly leastNano?: bigint;
  /** Only on a call of unknown cost: what it is booked at is taken back with the first one. Absent: whatever is known of it. */
  readonly isUnknown?: boolean;
}

/** One thing that is asked of the ledger. */
export type Operation =
  | { readonly kind: 'reserve'; readonly callId: string; readonly request: ReserveRequest }
  | { readonly kind: 'mark-sent'; readonly callId: string }
  | { readonly kind: 'extend'; readonly callId: string; readonly ms: number }
  | { readonly kind: 'settle'; readonly callId: string; readonly settlement: Settlement }
  | { readonly kind: 'release'; readonly callId: string }
  | {
      readonly kind: 'adjust';
      readonly callId: string;
      readonly adjustment: Adjustment;
      readonly limits?: AdjustLimits;
    }
  | { readonly kind: 'expire'; readonly callId: string };

/** What becomes of each, by its kind. */
export interface OperationResults {
  readonly reserve: Reservation;
  /** Whether there is such a hold. */
  readonly 'mark-sent': boolean;
  readonly extend: boolean;
  readonly settle: Settled;
  /** Whether a hold was released. */
  readonly release: boolean;
  /** False: it was booked before, is not within its limits, or there is no such call. */
  readonly adjust: boolean;
  readonly expire: 'released' | 'booked' | 'not-due';
}
export type OperationResult = OperationResults[Operation['kind']];
