import type { Draft, Outcome, Usage } from './call.ts';
import type { CardCause } from './card.ts';
import type { Counted } from './counted.ts';
import type { Estimate } from './estimate.ts';
import type { Unit } from './money.ts';
import type { PricedBy } from './price.ts';
import type { Wasted } from './waste.ts';

/** What a call did cost. A range while it is not known exactly; nano-units of `unit`. */
export interface Cost {
  readonly unit: Unit;
  readonly lowNano: bigint;
  readonly likelyNano: bigint;
  readonly highNano: bigint;
}

/** What was said of a call before it left. */
export type Forecast = Pick<Estimate, 'lowNano' | 'highNano' | 'mostNano' | 'basis'>;

/** What a companion has booked of a call after it was settled: signed nano-units. `id`: of its own, so that it counts once. */
export interface RecordCorrection {
  readonly id: string;
  readonly kind: 'refund' | 'repricing' | 'reconciliation';
  readonly unit: Unit;
  readonly nano: bigint;
}

/** The settled call in the ledger: append-only, idempotent by `callId`. Holds counts and sums, never content. */
export interface CallRecord {
  readonly callId: string;
  readonly requestId: string;
  /** What the provider numbers it by; its support asks for it. Null or absent: it says no number. */
  readonly providerRequestId?: string | null;
  readonly provider: string;
  readonly surface: string;
  readonly account: string | null;
  /** Where that is the wallet of several accounts: the one whose key it was, or who was signed in. Absent: the same. */
  readonly paidBy?: string;
  readonly fingerprint: string | null;
  /** The same of the key as lists show it that hide keys; null: they do not. Absent in records of older versions. */
  readonly masked?: string | null;
  readonly origin: string;
  readonly model: string | null;
  readonly draft: Draft | null;
  /** What was forecast before it left, nano-units; null: unpriced or unreviewed. */
  readonly estimateLikelyNano: bigint | null;
  /** The rest of that forecast, to be held against what came. Absent: there was none, or by an older version. */
  readonly forecast?: Forecast;
  readonly outcome: Outcome['kind'];
  readonly usage: Usage | null;
  /** Where nobody stated its usage: the most tokens that it came to, as we counted them. Absent: it is stated, or nobody can tell. */
  readonly tokensAtMost?: number;
  /** What it used of the free quantities of its price, units as they are billed. Absent: it has none. */
  readonly freeUse?: Usage;
  /** What we counted of the same, to be held against it. Absent: nothing was billed by tokens, or by an older version. */
  readonly counted?: Counted;
  /** Null: not known at all. */
  readonly cost: Cost | null;
  /** `billed`: from the provider's own count; `estimated`: counted by us; `unknown`: nobody can tell. */
  readonly certainty: 'billed' | 'estimated' | 'unknown';
  /** What the provider's figure lacked for it while it ran, nano-units in the unit of its cost. Absent: nothing, or not known. */
  readonly asideNano?: bigint;
  /** Nobody knows whether the wallet of this unit paid it. Absent: that is known. */
  readonly isPayerUnsure?: true;
  /** The price it was booked by; null: none was known. Absent in records that older versions wrote. */
  readonly pricedBy?: PricedBy | null;
  readonly refusalCause: CardCause | null;
  /** The user's policies that changed the call, or where it went. Absent: none did. */
  readonly policies?: readonly string[];
  /** What of it brought nothing new: counts. Absent: nothing, nobody remembered what was sent before, or by an older version. */
  readonly wasted?: Wasted;
  /** Answered with what an earlier call was answered: what that one cost, and this one did not. Absent: it was made. */
  readonly saved?: Cost;
  /**
   * In a browser what its companion told of corrections, by id; `asCorrected` counts them. A companion has them in rows of their own.
   * Absent: none are known.
   */
  readonly corrections?: readonly RecordCorrection[];
  /** False: it went out without a verdict (too slow, switched off, not held by rule). */
  readonly isReviewed: boolean;
  /** The time window it belongs to: when it was opened. */
  readonly openedAt: number;
  readonly settledAt: number;
  /** Local day of `openedAt`, `YYYY-MM-DD`. */
  readonly day: string;
}
