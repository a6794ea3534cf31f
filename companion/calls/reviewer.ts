import type { Draft } from '../../lib/domain/call.ts';
import type { Settled, Settlement } from '../../lib/engine/settlement.ts';
import type { Problem } from '../gateway/problem.ts';
import type { CallEnd, GatewayCall, ReviewAnswer } from '../gateway/review-port.ts';
import type { Objection } from '../ledger/operations.ts';
import type { ExplainedRefusal } from './explain-refused.ts';

/** A call as it is to leave: as it came, or changed. */
export interface CurrentCall {
  readonly call: GatewayCall;
  /** What was changed of it, for a header. */
  readonly changes: readonly string[];
  /** Which policies did that, or sent it this way. */
  readonly policies: readonly string[];
  /** Its sizes; null: nothing here understands its body, or it was not read. */
  readonly draft: Draft | null;
}

/** What policies make of a call when its sizes are known. */
export type Adapted =
  | ({ readonly kind: 'changed' } & Omit<CurrentCall, 'draft'>)
  | { readonly kind: 'stop'; readonly problem: Problem };

/** What is asked of a review besides. */
export interface ReviewHow {
  /** Null: it stays as it is. */
  readonly adapt?: (current: CurrentCall) => Adapted | null;
  /** Names of policies that led it here, for its record. */
  readonly policies?: readonly string[];
  /** The bound on its answer is lowered to what fits, but not below this, tokens. Absent: it is not. */
  readonly lowers?: { readonly policy: string; readonly tokensMin: number };
  /** How many equal requests it makes within ten minutes. Absent: it was not compared. */
  readonly repeat?: number;
}

/** A review and why it ended so. */
export interface ReviewedHere {
  readonly answer: Extract<ReviewAnswer, { kind: 'send' | 'refuse' }>;
  /** Those that changed it, or led it here. */
  readonly policies: readonly string[];
  /** Hard budgets that stopped it; empty: none did. */
  readonly objections: readonly Objection[];
  /** Soft budgets that it goes over. */
  readonly warned: readonly Objection[];
}

/** Reviews, holds and books the calls of a gateway. */
export interface Reviewer {
  /** Rejects where nobody can tell and a hard budget wants to know. */
  readonly review: (call: GatewayCall, how?: ReviewHow) => Promise<ReviewedHere>;
  /** Null: nothing was booked by it. */
  readonly settle: (end: CallEnd) => Promise<Settled | null>;
  /** Null: it is no matter of money or limits. */
  readonly explain: (end: CallEnd) => Promise<ExplainedRefusal | null>;
  /** Books a call that is answered with what an earlier one was answered. */
  readonly bookSaved: (call: GatewayCall, instead: NonNullable<Settlement['instead']>) => Promise<Settled>;
}
