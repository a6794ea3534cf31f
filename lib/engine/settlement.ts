import type { Draft, Outcome } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import type { CallFacts } from '../domain/facts.ts';
import type { RateReading } from '../domain/rate.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import type { TokensLeft } from '../domain/tokens-left.ts';
import type { Wasted } from '../domain/waste.ts';

/** What came back for one attempt. Carries the draft again, so that a lost open-call row costs nothing. */
export interface Settlement {
  readonly callId: string;
  readonly requestId: string;
  readonly documentId: string;
  readonly provider: string;
  readonly surface: string;
  readonly origin: string;
  readonly fingerprint: string | null;
  readonly masked?: string | null;
  /** The account of who is signed in, where that is what pays; null or absent: not known. */
  readonly account?: string | null;
  /** Null when the request could not be read. */
  readonly draft: Draft | null;
  readonly outcome: Outcome;
  /** What a refusal was told as to who made the call, where more was read of it than `outcome` keeps. Absent: nothing. */
  readonly toldAs?: CardCause | undefined;
  /** The user's policies that changed it, for a call whose review wrote none down. Absent: none did, or they are. */
  readonly policies?: readonly string[] | undefined;
  /** It went although it could not be reviewed or held, and is booked as unreviewed. Absent: as its review wrote. */
  readonly isFailedOpen?: true;
  /** Nothing was sent: it was answered with what an earlier call was answered, at that cost. Absent: it was made. */
  readonly instead?: { readonly saved: Cost; readonly policies: readonly string[] };
  /** What the provider numbers it by, where the head of its answer says so; null or absent: it does not. */
  readonly providerRequestId?: string | null;
  /** What the provider says about its limit on calls a minute; null or absent: nothing. */
  readonly rate?: RateReading | null;
  /** The same about the model's tokens a minute. */
  readonly tokensLeft?: TokensLeft | null;
  /** What of it was found to bring nothing new when it was over. Absent: nothing. */
  readonly wasted?: Wasted | undefined;
}

/** `facts` and `cause` are there for refusals: what the card is made of. */
export interface Settled {
  /** Null: nothing was sent, so nothing is booked. */
  readonly record: CallRecord | null;
  /** Work of several models is booked for each: those beside `record`. Absent: there are none. */
  readonly more?: readonly CallRecord[];
  readonly facts: CallFacts | null;
  readonly cause: CardCause | null;
}
