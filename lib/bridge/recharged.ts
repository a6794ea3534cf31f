import type { CardCause } from '../domain/card.ts';
import { busyTexts, offerRest } from '../domain/explain-notice.ts';
import type { RecheckReply } from '../webext/messages.ts';
import { retryAll } from './attempt.ts';
import type { Bridge } from './bridge.ts';
import { type BridgeCall, callFields, canRetryNow } from './call.ts';
import type { OpenCard } from './card-desk.ts';
import { letGo } from './follow-call.ts';
import type { KeptCall } from './left-out.ts';
import { readBalanceAgain } from './read-balance.ts';
import { balancePath } from './read-console.ts';

/** A console answers within this or the ladder goes on, ms. */
const READ_MS_MAX = 8000;

/**
 * "I have recharged: check and retry". First rung: repeat the console's own balance read, where this page is of the
 * console. Retries when it suffices now; else says what was read, or that it could not be, and offers to try all the same.
 */
export async function checkAndRetry(bridge: Bridge, card: OpenCard): Promise<void> {
  const [call] = card.calls;
  if (!call) return;
  bridge.cards.setBusy(busyTexts.checking);
  const isRead = await readBalanceAgain(bridge, call, READ_MS_MAX);
  if (card.kind === 'notice') return offerRestAgain(bridge, card, call, isRead);
  const reply = await recheck(bridge, aboutOf(card), call, isRead);
  bridge.cards.setBusy(null);
  const now = bridge.cards.current();
  if (now?.calls[0] !== call) return;
  if (reply?.isEnough && (isRead || reply.isNews)) return retryAll(bridge, now, null);
  if (reply?.still) bridge.cards.update({ ...reply.still, original: call.original });
}

async function offerRestAgain(bridge: Bridge, card: OpenCard, call: BridgeCall, isRead: boolean): Promise<void> {
  const reply = isRead ? await recheck(bridge, aboutOf(card), call, true) : null;
  bridge.cards.setBusy(null);
  const now = bridge.cards.current();
  if (now?.calls[0] === call) bridge.cards.update(reply?.card ?? offerRest(now.view, call.batch?.rest ?? 0));
}

/** Between two looks whether the user's own running calls have freed what they hold, ms. */
const FREE_LOOK_MS = 1000;

/** "Send when it frees": waits for the user's own running calls, as long as the card may stay. */
export async function sendWhenFree(bridge: Bridge, card: OpenCard): Promise<void> {
  const [call] = card.calls;
  if (!call) return;
  bridge.cards.setBusy(busyTexts.freeing);
  while (bridge.cards.current()?.calls[0] === call && (call.state === 'held' || call.state === 'withheld')) {
    const reply = await recheck(bridge, aboutOf(card), call, true);
    if (reply?.isEnough) return goOn(bridge, call);
    await new Promise((resolve) => setTimeout(resolve, FREE_LOOK_MS));
  }
}

async function goOn(bridge: Bridge, call: BridgeCall): Promise<void> {
  const card = bridge.cards.current();
  if (card?.calls[0] !== call) return;
  if (call.state === 'withheld') return retryAll(bridge, card, null);
  for (const held of card.calls) letGo(bridge, held);
  bridge.cards.close();
}

/** A balance changed somewhere: an open card says so by itself, and offers to go on when it suffices. */
export async function onBalancesChanged(bridge: Bridge): Promise<void> {
  const card = bridge.cards.current();
  const waiting = bridge.leftOut.current();
  if (card === null && waiting !== null) return showRest(bridge, waiting, true);
  const [call] = card?.calls ?? [];
  const isRest = card?.kind === 'notice' && call?.batch != null;
  if (!card || !call || (call.state !== 'held' && call.state !== 'withheld' && !isRest)) return;
  const reply = await recheck(bridge, aboutOf(card), call, true);
  const now = bridge.cards.current();
  if (reply?.card == null || !reply.isNews || now?.calls[0] !== call) return;
  if (reply.isEnough || call.state === 'held' || isRest)
    bridge.cards.update({ ...reply.card, original: call.original });
}

/**
 * Shows again what a smaller batch has left out, with what they cost and what there is now. `isOnlyIfRisen`: nobody asked,
 * so only after a recharge.
 */
export async function showRest(bridge: Bridge, kept: KeptCall, isOnlyIfRisen = false): Promise<void> {
  const { call, usable } = kept;
  const reply = await recheck(bridge, { kind: 'notice', cause: 'batch', usable, others: [] }, call, true);
  if (reply?.card == null || (isOnlyIfRisen && !reply.isNews) || bridge.leftOut.current() !== kept) return;
  bridge.leftOut.release(call);
  await bridge.cards.show({ kind: 'notice', calls: [call], view: reply.card, usable, wallet: null });
}

/** What a card speaks about, beside its first call. */
interface About {
  readonly cause: CardCause;
  /** All calls under it. */
  readonly others: readonly BridgeCall[];
}

function aboutOf({ kind, usable, view, calls }: OpenCard): Parameters<typeof recheck>[1] {
  return { kind, usable, cause: view.cause, others: calls };
}

/** Null when the background could not be asked. */
async function recheck(
  bridge: Bridge,
  { others, ...card }: Pick<OpenCard, 'kind' | 'usable'> & About,
  call: BridgeCall,
  isRead: boolean,
): Promise<RecheckReply | null> {
  const draft = call.draft ?? call.reviewedDraft;
  if (draft === null) return null;
  const { cause } = card;
  const { refusal } = call;
  const batch = card.kind === 'notice' ? call.batch : null;
  const fields = callFields(call, bridge.documentId);
  const request = {
    kind: 'recheck',
    ...fields,
    draft,
    cause,
    refusal,
    canRetry: canRetryNow(call),
    before: card.usable,
    batch,
    isRead,
    canRead: balancePath(call.surface) !== null,
    waiting: others.filter((other) => other !== call).map((other) => other.callId),
  } as const;
  return bridge.link.ask(request).catch(() => null);
}
