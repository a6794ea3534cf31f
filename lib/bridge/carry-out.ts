import type { Revision } from '../domain/call.ts';
import type { CardAction } from '../domain/card.ts';
import { afterOpening } from '../domain/explain-card.ts';
import { explainGone } from '../domain/explain-notice.ts';
import { noteBatch, retryAll, sendRest } from './attempt.ts';
import { revise } from './body-of.ts';
import type { Bridge } from './bridge.ts';
import { type BridgeCall, payerFields } from './call.ts';
import type { OpenCard } from './card-desk.ts';
import { copyAnswer, copyMessage, copyReport } from './copy.ts';
import { askAgain, letGo } from './follow-call.ts';
import { linkKey } from './link-key.ts';
import { checkAndRetry, sendWhenFree } from './recharged.ts';
import { settle, WAITING_MAX } from './settle.ts';
import { deliver } from './take-outcome.ts';

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
      // What is not to be sent once more is not to be edited either.
      if (first?.state === 'held' && card.view.cause !== 'repeat') return keepEditing(bridge, card, first);
      for (const call of card.calls) dismiss(bridge, call);
      bridge.cards.close();
      if (card.kind === 'notice' && first?.left?.bodyText) bridge.leftOut.keep({ call: first, usable: card.usable });
      return;
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
      return first && copyReport(bridge, card, first, action.reader);
    case 'copy-report':
      return first && copyReport(bridge, card, first, 'us');
    case 'link-key':
      return first && linkKey(bridge, first, action.account);
    case 'deny-account':
      return first && linkKey(bridge, first, action.account, true);
    case 'unlink-key':
      return first && linkKey(bridge, first, null);
    case 'show-original':
      return;
    case 'open':
      return first && openLink(bridge, first, action.url);
    case 'open-calls':
      return first && openCalls(bridge, first);
    case 'raise-own-limit':
    case 'quiet-below':
    case 'quiet-today':
      return first && raiseOwnLimit(bridge, card, first, action);
  }
}

/**
 * Calls are to go out untouched from now on: a card that is open goes away, and what waits for it, or for a card of its
 * own, goes its way.
 */
export function endCards(bridge: Bridge): void {
  bridge.rate.end();
  goUntouched(bridge, [...bridge.calls.values()]);
  bridge.cards.close();
}

/** What is held is sent as it was written; what is withheld is handed over. */
export function goUntouched(bridge: Bridge, calls: readonly BridgeCall[]): void {
  for (const call of calls) {
    if (call.state === 'held') letGo(bridge, call);
    else deliver(bridge, call);
  }
}

function releaseRevised(bridge: Bridge, call: BridgeCall, revision: Revision): void {
  if (call.state !== 'held') return;
  const revised = revise(call, call.bodyText, revision);
  // The user agreed to the changed call only: where it cannot be made, the page's own would cost more than that.
  if (revised === null) return dismiss(bridge, call);
  call.state = 'sent';
  call.sentText = revised.bodyText;
  call.draft = revised.draft;
  noteBatch(call, revision, revised.rest);
  bridge.channel.post({ kind: 'release', call: call.number, bodyText: revised.bodyText });
}

/** Held: the page sees an abort. Withheld: it gets the provider's own answer. */
function dismiss(bridge: Bridge, call: BridgeCall): void {
  if (call.state === 'withheld') return deliver(bridge, call);
  if (call.state !== 'held') return;
  call.state = 'gone';
  bridge.channel.post({ kind: 'cancel', call: call.number });
  void settle(bridge, call, { kind: 'unsent' }).catch(() => null);
}

/** So long a page may take to put a text back when it hears that nothing was sent, ms. */
const PUT_BACK_MS = 300;

/**
 * What is held is not sent; where the page has emptied its field, what was typed is offered on a card of its own. Not where the page
 * took the card away, and not beside another card.
 */
async function keepEditing(bridge: Bridge, card: OpenCard, call: BridgeCall): Promise<void> {
  const wasShown = bridge.cards.isShown();
  bridge.saidNo.note(call);
  for (const held of card.calls) dismiss(bridge, held);
  bridge.cards.close();
  await new Promise((resolve) => setTimeout(resolve, PUT_BACK_MS));
  if (!wasShown || !bridge.conversation.isEmptied(call.bodyText ?? '')) return;
  bridge.conversation.refresh();
  if (bridge.cards.current() !== null) return;
  await bridge.cards.show({ ...card, kind: 'notice', calls: [call], view: explainGone(card.view, 'emptied', null) });
}

async function openLink(bridge: Bridge, call: BridgeCall, url: string): Promise<void> {
  try {
    await bridge.link.ask({ kind: 'open', ...payerFields(call), url });
  } catch {
    return;
  }
  const now = bridge.cards.current();
  const next = now?.calls.includes(call) ? afterOpening(now.view, url) : null;
  if (next !== null && next !== now?.view) bridge.cards.update(next);
}

async function openCalls(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.link.ask({ kind: 'open-calls', ...payerFields(call) }).catch(() => null);
}

/** What the user wants not to be asked about, by the button. */
const LIMITS = { 'raise-own-limit': 'cost', 'quiet-below': 'shortage', 'quiet-today': 'repeat' } as const;

async function raiseOwnLimit(
  bridge: Bridge,
  card: OpenCard,
  call: BridgeCall,
  limit: Extract<CardAction, { kind: keyof typeof LIMITS }>,
): Promise<void> {
  const { unit = '', nano = 0n } = 'unit' in limit ? limit : {};
  const of = LIMITS[limit.kind];
  const calls = card.calls.map(({ callId }) => callId).slice(0, WAITING_MAX);
  const request = { kind: 'raise-limit', ...payerFields(call), of, unit, nano, calls } as const;
  const below = await bridge.link.ask(request).catch(() => null);
  // Others may have joined while the limit was written: they were not asked about.
  const waiting = bridge.cards.current()?.calls ?? card.calls;
  for (const held of waiting.filter((one) => isBelow(one, card, below))) letGo(bridge, held);
  await askAgain(bridge, waiting);
}

/** A private window's ledger knows of none: then the one that the card speaks of goes, who joined last. */
function isBelow(call: BridgeCall, card: OpenCard, below: readonly string[] | null): boolean {
  if (below === null) return true;
  return below.length > 0 ? below.includes(call.callId) : call === card.calls.at(-1);
}
