import type { Revision } from '../domain/call.ts';
import { busyTexts } from '../domain/explain-notice.ts';
import { readDraft, revise } from './body-of.ts';
import { type Bridge, callIdOf, keepCall, nextOwnNumber } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import type { OpenCard } from './card-desk.ts';
import { tellSent } from './follow-call.ts';
import { deliver } from './take-outcome.ts';

/** Sends every call of the card again; each answer goes to the page that waits for it. */
export async function retryAll(bridge: Bridge, card: OpenCard, revision: Revision | null, afterMs = 0): Promise<void> {
  await countDown(bridge, card, afterMs - (performance.now() - card.shownAt));
  // Others may have joined, or the page given up, while it was waited for.
  const now = bridge.cards.current();
  const open = now?.calls.some((call) => card.calls.includes(call)) ? now : null;
  const calls = open?.calls ?? card.calls;
  if (!calls.some((call) => call.state === 'withheld')) return;
  for (const call of calls) retry(bridge, call, revision);
  if (open !== null) bridge.cards.close();
}

/** Says each second how long it still takes. */
async function countDown(bridge: Bridge, card: OpenCard, waitMs: number): Promise<void> {
  const endsAt = performance.now() + waitMs;
  for (let leftMs = waitMs; leftMs > 0; leftMs = endsAt - performance.now()) {
    if (!bridge.cards.current()?.calls.some((call) => card.calls.includes(call))) return;
    bridge.cards.setBusy(busyTexts.seconds(Math.ceil(leftMs / 1000)));
    // To the next whole second first: the last one is said for as long as the others.
    await new Promise((resolve) => setTimeout(resolve, leftMs % 1000 || 1000));
  }
}

/** Sends a withheld call again, as it was or changed; its answer goes to the page that waits for it. */
export function retry(bridge: Bridge, call: BridgeCall, revision: Revision | null): void {
  if (call.state !== 'withheld') return;
  // Without a new change it is what was sent, not what the page wrote: the user agreed to no more.
  const revised = revision && revise(call, call.bodyText, revision);
  if (revision !== null && revised === null) return deliver(bridge, call);
  const next = startAttempt(bridge, call, {
    draft: revised ? revised.draft : (call.draft ?? call.reviewedDraft),
    sentText: revised ? revised.bodyText : call.sentText,
  });
  if (revision !== null && revised) noteBatch(next, revision, revised.rest);
  call.state = 'settled';
  bridge.channel.post({ kind: 'retry', call: call.number, next: next.number, bodyText: next.sentText });
  void tellSent(bridge, next, { isAnyway: false, isReviewed: true });
}

/** A smaller batch goes out: what it leaves out is kept in this tab. */
export function noteBatch(call: BridgeCall, revision: Revision, bodyText: string | null): void {
  if (revision.kind !== 'batch') return;
  call.batch = { sent: revision.keep, rest: (call.reviewedDraft?.units?.count ?? 0) - revision.keep };
  call.left = bodyText === null ? null : { of: call, bodyText, answer: null };
}

/** Sends the records that were left out; their answer is kept for "Copy the answer". A second click sends nothing. */
export function sendRest(bridge: Bridge, call: BridgeCall): void {
  const bodyText = call.left?.bodyText ?? null;
  if (!call.left || bodyText === null) return;
  call.left.bodyText = null;
  bridge.leftOut.release(call);
  const draft = readDraft(call, bodyText);
  const next = startAttempt(bridge, call, { isRest: true, bodyText, sentText: bodyText, draft });
  bridge.channel.post({ kind: 'send-rest', call: call.number, next: next.number, bodyText });
  void tellSent(bridge, next, { isAnyway: false, isReviewed: true });
  bridge.cards.close();
}

function startAttempt(
  bridge: Bridge,
  call: BridgeCall,
  given: Pick<BridgeCall, 'draft' | 'sentText'> & Partial<Pick<BridgeCall, 'isRest' | 'bodyText'>>,
): BridgeCall {
  const number = nextOwnNumber();
  const next: BridgeCall = {
    ...call,
    isRest: false,
    ...given,
    number,
    callId: callIdOf(bridge.documentId, number),
    isUserStarted: true,
    reviewedDraft: given.draft,
    reader: null,
    state: 'sent',
    batch: null,
    original: null,
    refusal: null,
    refusedAt: null,
    card: null,
    limits: null,
    providerRequestId: null,
    bookedAs: null,
    sentence: null,
    stopRemembering: null,
  };
  keepCall(bridge, next);
  bridge.link.begin();
  return next;
}
