import type { Revision } from '../domain/call.ts';
import { busyTexts } from '../domain/explain-notice.ts';
import { type Bridge, callIdOf, keepCall, nextOwnNumber } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import type { OpenCard } from './card-desk.ts';
import { tellSent } from './follow-call.ts';

/** Sends every call of the card again; each answer goes to the page that waits for it. */
export async function retryAll(bridge: Bridge, card: OpenCard, revision: Revision | null, afterMs = 0): Promise<void> {
  if (afterMs > 0) {
    bridge.cards.setBusy(busyTexts.seconds(Math.ceil(afterMs / 1000)));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
  }
  // Others may have joined, or the page given up, while it was waited for.
  const now = bridge.cards.current();
  const open = now?.calls.some((call) => card.calls.includes(call)) ? now : null;
  const calls = open?.calls ?? card.calls;
  if (!calls.some((call) => call.state === 'withheld')) return;
  for (const call of calls) retry(bridge, call, revision);
  if (open !== null) bridge.cards.close();
}

function retry(bridge: Bridge, call: BridgeCall, revision: Revision | null): void {
  if (call.state !== 'withheld') return;
  const next = startAttempt(bridge, call, { isRest: false });
  call.state = 'settled';
  bridge.channel.post({ kind: 'retry', call: call.number, next: next.number, revision });
  void tellSent(bridge, next, { isAnyway: false, isReviewed: true });
}

/** Sends the records that were left out; their answer is kept for "Copy the answer". */
export function sendRest(bridge: Bridge, call: BridgeCall): void {
  const next = startAttempt(bridge, call, { isRest: true });
  bridge.channel.post({ kind: 'send-rest', call: call.number, next: next.number });
  void tellSent(bridge, next, { isAnyway: false, isReviewed: true });
  bridge.cards.close();
}

function startAttempt(bridge: Bridge, call: BridgeCall, kind: { readonly isRest: boolean }): BridgeCall {
  const number = nextOwnNumber();
  const draft = kind.isRest ? restDraft(call) : (call.draft ?? call.reviewedDraft);
  const next: BridgeCall = {
    ...call,
    number,
    callId: callIdOf(bridge.documentId, number),
    isUserStarted: true,
    reviewedDraft: draft,
    draft,
    state: 'sent',
    batch: null,
    original: null,
    refusal: null,
    card: null,
    sentence: null,
    stopRemembering: null,
    isRest: kind.isRest,
  };
  keepCall(bridge, next);
  bridge.link.begin();
  return next;
}

function restDraft(call: BridgeCall): BridgeCall['draft'] {
  const draft = call.reviewedDraft;
  return draft?.units ? { ...draft, units: { ...draft.units, count: call.batch?.rest ?? 0 } } : draft;
}
