import type { Revision } from '../domain/call.ts';
import type { CardAction } from '../domain/card.ts';
import { busyTexts } from '../domain/explain-notice.ts';
import { type Bridge, callIdOf, keepCall, nextOwnNumber } from './bridge.ts';
import type { BridgeCall } from './call.ts';
import type { OpenCard } from './card-desk.ts';
import { copyAnswer, copyMessage, copyNote } from './copy.ts';
import { deliver, letGo, settle, tellSent } from './follow-call.ts';
import { checkAndRetry, sendWhenFree } from './recharged.ts';

/** Carries out what was clicked. Nothing else can send, retry, open or copy. */
export async function carryOut(bridge: Bridge, card: OpenCard, action: CardAction): Promise<void> {
  const [first] = card.calls;
  switch (action.kind) {
    case 'send':
      for (const call of card.calls) letGo(bridge, call, true);
      return bridge.cards.close();
    case 'send-revised':
      for (const call of card.calls) releaseRevised(bridge, call, action.revision);
      return bridge.cards.close();
    case 'dismiss':
      for (const call of card.calls) dismiss(bridge, call);
      return bridge.cards.close();
    case 'retry':
      return retryAll(bridge, card, action.revision, action.afterMs);
    case 'check-and-retry':
      return checkAndRetry(bridge, card);
    case 'send-when-free':
      return sendWhenFree(bridge, card);
    case 'send-rest':
      return first && sendRest(bridge, first);
    case 'copy-message':
      return first && copyMessage(bridge, first);
    case 'copy-answer':
      return first && copyAnswer(bridge, first);
    case 'copy-note':
      return first && copyNote(bridge, first);
    case 'show-original':
      return;
    case 'open':
      return first && openLink(bridge, first, action.url);
    case 'raise-own-limit':
      return first && raiseOwnLimit(bridge, card, first, action);
  }
}

function releaseRevised(bridge: Bridge, call: BridgeCall, revision: Revision): void {
  if (call.state !== 'held') return;
  call.state = 'sent';
  if (revision.kind === 'batch') {
    call.batch = { sent: revision.keep, rest: (call.reviewedDraft?.units?.count ?? 0) - revision.keep };
  }
  bridge.channel.post({ kind: 'release', call: call.number, revision });
}

/** Held: the page sees an abort. Withheld: it gets the provider's own answer. */
function dismiss(bridge: Bridge, call: BridgeCall): void {
  if (call.state === 'withheld') return deliver(bridge, call);
  if (call.state !== 'held') return;
  call.state = 'gone';
  bridge.channel.post({ kind: 'cancel', call: call.number });
  void settle(bridge, call, { kind: 'unsent' }).catch(() => null);
}

/** Sends every call of the card again; each answer goes to the page that waits for it. */
export async function retryAll(bridge: Bridge, card: OpenCard, revision: Revision | null, afterMs = 0): Promise<void> {
  if (afterMs > 0) {
    bridge.cards.setBusy(busyTexts.seconds(Math.ceil(afterMs / 1000)));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
  }
  const isStillOpen = bridge.cards.current()?.calls[0] === card.calls[0];
  for (const call of card.calls) retry(bridge, call, revision);
  if (isStillOpen) bridge.cards.close();
}

function retry(bridge: Bridge, call: BridgeCall, revision: Revision | null): void {
  if (call.state !== 'withheld') return;
  const next = startAttempt(bridge, call, { isRest: false });
  call.state = 'settled';
  bridge.channel.post({ kind: 'retry', call: call.number, next: next.number, revision });
  void tellSent(bridge, next, { isAnyway: false, isReviewed: true });
}

/** Sends the records that were left out; their answer is kept for "Copy the answer". */
function sendRest(bridge: Bridge, call: BridgeCall): void {
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

async function openLink(bridge: Bridge, call: BridgeCall, url: string): Promise<void> {
  await bridge.link.ask({ kind: 'open', surface: call.surface, fingerprint: call.fingerprint, url }).catch(() => null);
}

async function raiseOwnLimit(
  bridge: Bridge,
  card: OpenCard,
  call: BridgeCall,
  limit: { readonly unit: string; readonly nano: bigint },
): Promise<void> {
  const { surface, fingerprint } = call;
  const { unit, nano } = limit;
  await bridge.link.ask({ kind: 'raise-limit', surface, fingerprint, unit, nano }).catch(() => null);
  for (const held of card.calls) letGo(bridge, held);
  bridge.cards.close();
}
