import type { Draft, RefusalReading } from '../domain/call.ts';
import type { CardView } from '../domain/card.ts';
import type { HeaderRecord } from '../page/protocol.ts';
import type { AnswerReader } from './read-answer.ts';

/** One attempt, as the bridge follows it. */
export interface BridgeCall {
  /** The tap's number in this document. */
  readonly number: number;
  /** Made here: a page can neither guess nor replay it. */
  readonly callId: string;
  readonly requestId: string;
  readonly surface: string;
  /** What the surface's path named in this request; null: nothing. */
  readonly named: string | null;
  readonly fingerprint: string | null;
  /** The same of the key as lists show it that hide keys; null: they do not. */
  readonly masked: string | null;
  /** Who was signed in at the provider's console, as this document knew then; null: nobody, or another page. */
  readonly signedIn: string | null;
  /** Whether the page's own means can send it again; whether that still helps: {@link canRetryNow}. */
  readonly canRetry: boolean;
  readonly isUserStarted: boolean;
  /** When the page made it, ms of this document's clock. */
  readonly madeAt: number;
  /** What the page wrote, in this tab's memory; null: it could not be read, or is of no use any more. */
  bodyText: string | null;
  readonly reviewedDraft: Draft | null;
  /** The model the page asked for, and goes on naming whatever is sent instead; null: none. */
  readonly askedModel: string | null;
  /** What is sent instead of the page's own body; null: the page's own. */
  sentText: string | null;
  /** What really left; null until then, or when it could not be read. */
  draft: Draft | null;
  /** Reads the answer while it comes in; null until it comes. */
  reader: AnswerReader | null;
  state: 'reviewing' | 'held' | 'sent' | 'withheld' | 'settled' | 'gone';
  /** After a smaller batch went out: how many units went and how many were left out; null otherwise. */
  batch: { readonly sent: number; readonly rest: number } | null;
  /** The provider's own words after a refusal; stays here. */
  original: string | null;
  refusal: RefusalReading | null;
  /** When that came, epoch ms; null: it was not refused. */
  refusedAt: number | null;
  card: CardView | null;
  /** What the answer's head says about limits on calls, by header; null: no answer yet. */
  limits: HeaderRecord | null;
  /** What the provider numbers it by, as the answer's head says; null: no answer yet, or it does not. */
  providerRequestId: string | null;
  /** What a gateway has booked it by, as the answer's head says; null: no answer yet, or it came through none. */
  bookedAs: string | null;
  /** The card's heading as a sentence, for beside the page's own printed error. */
  sentence: string | null;
  /** Ends the look-out for what the page prints while the answer comes in as a stream; null when there is none. */
  stopRemembering: (() => void) | null;
  /** What a smaller batch has left out, shared by all attempts of the call; null when nothing was. */
  left: LeftOut | null;
  /** An attempt of ours to send the rest: its answer waits for "Copy the answer". */
  readonly isRest: boolean;
}

/** Records that were not sent, and what came back for them. */
export interface LeftOut {
  /** The call whose batch they belonged to. */
  readonly of: BridgeCall;
  /** A complete body; null while it is on its way, and when it arrived. */
  bodyText: string | null;
  /** The answer to it, for the user to copy; null: none yet. */
  answer: string | null;
}

/** Whether the page still waits for an answer to this call, so that a retry's can reach it. */
export function canRetryNow(call: BridgeCall): boolean {
  return call.canRetry && call.state === 'withheld';
}

/** The fields every request about a call carries. */
export function callFields(
  call: BridgeCall,
  documentId: string,
): {
  readonly callId: string;
  readonly requestId: string;
  readonly documentId: string;
  readonly surface: string;
  readonly fingerprint: string | null;
  readonly masked: string | null;
  readonly signedIn: string | null;
} {
  const { callId, requestId } = call;
  return { callId, requestId, documentId, ...payerFields(call) };
}

/** Where a call goes and who pays for it. */
export function payerFields({
  surface,
  fingerprint,
  masked,
  signedIn,
}: Pick<BridgeCall, 'surface' | 'fingerprint' | 'masked' | 'signedIn'>): Pick<
  BridgeCall,
  'surface' | 'fingerprint' | 'masked' | 'signedIn'
> {
  return { surface, fingerprint, masked, signedIn };
}
