import type { Draft } from '../domain/call.ts';
import type { TapMessage } from '../page/protocol.ts';
import { findProvider, findSurfaceById } from '../providers/page-registry.ts';
import type { Replies } from '../webext/messages.ts';
import { readDraft } from './body-of.ts';
import { type Bridge, callIdOf, keepCall } from './bridge.ts';
import { type BridgeCall, callFields, payerFields } from './call.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { markPrompt } from './mark-prompt.ts';
import { readBalanceAgain } from './read-balance.ts';
import { balancePath, signedInAt } from './read-console.ts';
import { isSameRequest } from './said-no.ts';
import { besideOf, settle } from './settle.ts';

type Message<K extends TapMessage['kind']> = Extract<TapMessage, { kind: K }>;

/** A priced call is held in the tap until it is told what to do. */
export async function onReview(bridge: Bridge, message: Message<'review'>): Promise<void> {
  const call = openCall(bridge, message, { isUserStarted: bridge.isUserActive() });
  if (call === null) return refuseReview(bridge, message.call);
  if (bridge.saidNo.holdsFor(call)) return refuseAgain(bridge, call);
  bridge.link.begin();
  const { reviewedDraft: draft } = call;
  // A body its wire does not understand is not held; in a pause nothing is.
  if (draft === null || bridge.isPaused()) return letGoUnreviewed(bridge, call);
  try {
    await review(bridge, call, draft);
  } catch {
    // No ledger, no background: the page must not notice.
    letGo(bridge, call);
  }
}

/** Nothing of ours, or a number told twice: it may go, unless that number's card is being decided about. */
function refuseReview(bridge: Bridge, number: number): void {
  const known = bridge.calls.get(number)?.state;
  if (known === 'reviewing' || known === 'held') return;
  bridge.channel.post({ kind: 'release', call: number, bodyText: null });
}

/** Nobody is asked a second time. */
function refuseAgain(bridge: Bridge, call: BridgeCall): void {
  call.state = 'gone';
  bridge.channel.post({ kind: 'cancel', call: call.number });
}

function letGoUnreviewed(bridge: Bridge, call: BridgeCall): Promise<void> {
  letGo(bridge, call);
  return tellSent(bridge, call, { isAnyway: false, isReviewed: false });
}

async function review(bridge: Bridge, call: BridgeCall, draft: Draft): Promise<void> {
  const waiting = heldBeside(bridge, call);
  const first = await askReview(bridge, call, draft, waiting);
  const reply = first.isWorthReading ? await readFirst(bridge, call, draft) : first;
  if (call.state === 'sent') return tellSent(bridge, call, { isAnyway: false, isReviewed: false });
  if (call.state !== 'reviewing') return;
  if (reply.card === null) return letGo(bridge, call);
  call.state = 'held';
  call.card = reply.card;
  bridge.channel.post({ kind: 'held', call: call.number });
  const { card: view, usable, wallet } = reply;
  const shown = bridge.cards.show({ kind: 'ask', calls: [call], view, usable, wallet });
  if (heldBeside(bridge, call).length > waiting.length) await reviewTogether(bridge, call, draft);
  await shown;
}

/** So long a call may wait for a balance to be read again before anybody is asked, ms. */
const READ_FIRST_MS_MAX = 2000;

/** What an old balance says is no reason to hold a call: it is read again, and the call judged by that. */
async function readFirst(bridge: Bridge, call: BridgeCall, draft: Draft): Promise<Replies['review']> {
  if (call.state !== 'reviewing') return NO_CARD;
  bridge.channel.post({ kind: 'held', call: call.number });
  await readBalanceAgain(bridge, call, READ_FIRST_MS_MAX);
  return call.state === 'reviewing' ? askReview(bridge, call, draft, heldBeside(bridge, call), false) : NO_CARD;
}

const NO_CARD: Replies['review'] = { card: null, usable: null, wallet: null, isWorthReading: false };

/** Calls that began at the same moment did not know of each other: asked again, the card speaks of them all. */
async function reviewTogether(bridge: Bridge, call: BridgeCall, draft: Draft): Promise<void> {
  const waiting = heldBeside(bridge, call);
  const reply = await askReview(bridge, call, draft, waiting).catch(() => null);
  // Who joined later asks later, and knows more.
  if (reply?.card == null || call.state !== 'held') return;
  if (heldBeside(bridge, call).length === waiting.length) bridge.cards.updateOf(call, reply.card);
}

/**
 * Some calls of the open card went out: it goes on about those that still wait, as long as there is a reason to hold them.
 */
export async function askAgain(bridge: Bridge, calls: readonly BridgeCall[]): Promise<void> {
  for (const call of calls) if (call.state !== 'held') bridge.cards.leave(call);
  for (const call of calls) {
    if (call.state !== 'held' || call.reviewedDraft === null) continue;
    const waiting = heldBeside(bridge, call);
    const reply = await askReview(bridge, call, call.reviewedDraft, waiting, false).catch(() => null);
    if (reply?.card) return bridge.cards.updateOf(call, reply.card);
    letGo(bridge, call);
    bridge.cards.leave(call);
  }
}

/** Other calls that are held: those of the same wallet share a card, which the background tells. */
function heldBeside(bridge: Bridge, call: BridgeCall): readonly string[] {
  return besideOf(bridge, call, 'held');
}

function askReview(
  bridge: Bridge,
  call: BridgeCall,
  draft: Draft,
  waiting: readonly string[],
  canRead = balancePath(call.surface) !== null,
): Promise<Replies['review']> {
  return bridge.link.ask({
    kind: 'review',
    ...callFields(call, bridge.documentId),
    draft,
    marks: markPrompt(call.bodyText, bridge.secret()),
    isUserStarted: call.isUserStarted || call.state === 'held' || isPartOfHeld(bridge, call),
    canRead,
    waiting,
  });
}

/** So long after one that the user started the page may go on making calls that belong to it, ms. */
const PARALLEL_MS_MAX = 3000;

/**
 * Whether a call that no click started belongs to one that is held: made in the same breath, or the same once more, as by
 * an automatic retry. Others (polling, another feature of the page) go their way, and hidden tabs are never held.
 */
function isPartOfHeld(bridge: Bridge, call: BridgeCall): boolean {
  if (document.visibilityState !== 'visible') return false;
  const open = bridge.cards.current();
  // A retry may come after the page gave the first one up: that one's card is still open.
  const onCard = open?.kind === 'ask' ? open.calls : [];
  const held = [...bridge.calls.values()].filter(({ state }) => state === 'held');
  return [...held, ...onCard].some(
    (other) => other !== call && (isParallel(other, call) || isSameRequest(other, call)),
  );
}

function isParallel(held: BridgeCall, call: BridgeCall): boolean {
  return held.isUserStarted && call.madeAt - held.madeAt <= PARALLEL_MS_MAX;
}

/** Releases a call as it is. `isAnyway`: the user sends it although the card said it would be refused. */
export function letGo(bridge: Bridge, call: BridgeCall, isAnyway = false): void {
  if (call.state !== 'reviewing' && call.state !== 'held') return;
  const wasHeld = call.state === 'held';
  call.state = 'sent';
  call.draft = call.reviewedDraft;
  bridge.channel.post({ kind: 'release', call: call.number, bodyText: null });
  if (wasHeld) void tellSent(bridge, call, { isAnyway, isReviewed: true });
}

/** A call that was not held: recorded as unreviewed. */
export async function onPassed(bridge: Bridge, message: Message<'passed'>): Promise<void> {
  const known = bridge.calls.get(message.call);
  if (known) {
    // No verdict came in time; the review may still be on its way.
    if (known.state !== 'reviewing' && known.state !== 'held') return;
    known.state = 'sent';
    known.draft = known.reviewedDraft;
    // A card that came up in the same moment must not say that nothing was sent.
    bridge.cards.leave(known);
    return tellSent(bridge, known, { isAnyway: false, isReviewed: false });
  }
  // What is only looked at went out by itself; a refusal of it is worth a card where the user has just done something.
  const isUserStarted = message.why === 'observed' && bridge.isUserActive();
  const call = openCall(bridge, { ...message, canRetry: false }, { isUserStarted });
  if (call === null) return;
  call.state = 'sent';
  call.draft = call.reviewedDraft;
  bridge.link.begin();
  await tellSent(bridge, call, { isAnyway: false, isReviewed: false });
}

/** The request of a call left, perhaps changed. */
export function onSent(bridge: Bridge, message: Message<'sent'>): void {
  const call = bridge.calls.get(message.call);
  if (!call) return;
  if (call.draft)
    bridge.conversation.remember(call.draft, payerFields(call), call.isUserStarted ? call.bodyText : null);
  if (call.draft?.isStream && call.isUserStarted) call.stopRemembering ??= bridge.printed.remember();
  // What was reviewed is in the ledger already; a changed request is told, so that its own size is set aside.
  if (call.sentText !== null) void tellSent(bridge, call, { isAnyway: false, isReviewed: true });
}

/** Tells the ledger that a call leaves now. */
export async function tellSent(
  bridge: Bridge,
  call: BridgeCall,
  how: { readonly isAnyway: boolean; readonly isReviewed: boolean },
): Promise<void> {
  const request = { kind: 'sent', ...callFields(call, bridge.documentId), draft: call.draft, ...how } as const;
  // The settlement carries the draft again, so a lost message costs nothing.
  await bridge.link.ask(request).catch(() => null);
}

/** The page gave up while the call was held or withheld. */
export async function onGone(bridge: Bridge, message: Message<'gone'>): Promise<void> {
  const call = bridge.calls.get(message.call);
  if (!call || call.state === 'settled' || call.state === 'gone') return;
  const wasHeld = call.state === 'reviewing' || call.state === 'held';
  // A withheld answer that nobody fetched in time is the page's now; who has left wants no card either.
  call.state = message.reason === 'timeout' && !wasHeld ? 'settled' : 'gone';
  bridge.onPageGaveUp(call, wasHeld);
  if (wasHeld) await settle(bridge, call, { kind: 'unsent' }).catch(() => null);
}

/**
 * The document goes away. A browser may keep it for "Back", with its port open and nothing said: what was held is
 * closed here. What is under way the tap reports as cut.
 */
export function onLeaving(bridge: Bridge): void {
  for (const call of bridge.calls.values()) {
    call.reader?.hurry();
    const wasHeld = call.state === 'reviewing' || call.state === 'held';
    if (!wasHeld && call.state !== 'withheld') continue;
    call.state = 'gone';
    if (wasHeld) void settle(bridge, call, { kind: 'unsent' }).catch(() => null);
  }
  bridge.cards.close();
}

/** A new attempt, with an id of our own; null when the surface is not one of ours. */
function openCall(
  bridge: Bridge,
  message: {
    readonly call: number;
    readonly surface: string;
    readonly named?: string | undefined;
    readonly key: string | null;
    readonly bodyText: string | null;
    readonly canRetry: boolean;
  },
  given: { readonly isUserStarted: boolean },
): BridgeCall | null {
  const surface = findSurfaceById(message.surface);
  if (bridge.calls.has(message.call) || surface?.kind !== 'call' || !bridge.sites.isKnown(surface)) return null;
  const key = surface.isSessionPaid ? null : message.key;
  const callId = callIdOf(bridge.documentId, message.call);
  const named = message.named ?? null;
  // What is only asked for has no body, and none to be read.
  const bodyText = message.bodyText ?? (surface.method === 'GET' ? '' : null);
  const reviewedDraft = readDraft({ surface: surface.id, named }, bodyText);
  const call: BridgeCall = {
    number: message.call,
    callId,
    requestId: callId,
    surface: message.surface,
    named,
    ...fingerprintsOf(key, findProvider(surface.provider)?.keys ?? null, bridge.secret()),
    signedIn: signedInAt(message.surface),
    canRetry: message.canRetry,
    isUserStarted: given.isUserStarted,
    madeAt: performance.now(),
    bodyText,
    reviewedDraft,
    askedModel: reviewedDraft?.model ?? null,
    sentText: null,
    draft: null,
    reader: null,
    state: 'reviewing',
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
    left: null,
    isRest: false,
  };
  keepCall(bridge, call);
  return call;
}
