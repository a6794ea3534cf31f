import type { Draft } from './call.ts';
import type { Estimate } from './estimate.ts';
import type { Wasted } from './waste.ts';

/**
 * A call between review and settlement. In the browser alone this row plays the hold's part: it is no record, and
 * `settleCall` closes it. A row nobody settles expires and is booked as unknown.
 */
export interface OpenCall {
  readonly callId: string;
  /** Groups the attempts of one request (retries after a refusal). */
  readonly requestId: string;
  /** The document it was made in; when that goes away its open calls are settled as cut. */
  readonly documentId: string;
  readonly provider: string;
  readonly surface: string;
  readonly account: string | null;
  /** Where that is the wallet of several accounts: the one whose key it is, or who is signed in. Absent: the same. */
  readonly paidBy?: string;
  readonly fingerprint: string | null;
  /** The same of the key as lists show it that hide keys; null or absent: they do not. */
  readonly masked?: string | null;
  /** The page's origin, as the bridge read it. */
  readonly origin: string;
  readonly draft: Draft;
  readonly estimate: Estimate | null;
  /** The balance it was judged by, in the estimate's unit, and when that was read; absent: it was not sure enough. */
  readonly had?: { readonly usableNano: bigint; readonly readAt: number } | null;
  /** The user's policies that changed it, or where it goes. Absent: none did. */
  readonly policies?: readonly string[] | undefined;
  /** What of it brings nothing new. Absent: nothing, or nobody remembers what was sent before. */
  readonly wasted?: Wasted | undefined;
  /** Whether a verdict was given. */
  readonly isReviewed: boolean;
  /** A shortage card was shown for it: if it is accepted all the same, the card was wrong. */
  readonly wasAsked: boolean;
  /** The call that card came up for first: several calls may wait under one. Null or absent: it is this one, or there is none. */
  readonly card?: string | null;
  /** Work of the provider's that it began and that ends later, by its number and others it goes by. Absent: it ends itself. */
  readonly job?: readonly string[];
  /** Held: not sent yet. Such a row never becomes a record by itself. */
  readonly isSent: boolean;
  readonly openedAt: number;
  /** Epoch ms; after this an alarm settles it. */
  readonly expiresAt: number;
}

/** A sent call that nobody settled is booked as unknown after this, ms. */
export const OPEN_CALL_MS_MAX = 15 * 60_000;

/** Work whose provider names no deadline is waited for as long, ms. */
export const JOB_MS_MAX = 24 * 3_600_000;
/** So long after the deadline it may still be heard of, ms (MONEY, "Calls that settle later"). */
export const JOB_GRACE_MS = 3_600_000;
/** A deadline later than this is none, ms. */
export const JOB_DEADLINE_MS_MAX = 30 * 24 * 3_600_000;
