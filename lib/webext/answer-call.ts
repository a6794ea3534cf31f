import { usableNow } from '../domain/balance.ts';
import type { Draft } from '../domain/call.ts';
import type { CardView } from '../domain/card.ts';
import { chargedOf } from '../domain/explain-amounts.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainPrinted } from '../domain/explain-printed.ts';
import { explainRefusal } from '../domain/explain-refusal.ts';
import type { CallFacts } from '../domain/facts.ts';
import { OPEN_CALL_MS_MAX, type OpenCall } from '../domain/open-call.ts';
import { readRate } from '../domain/rate.ts';
import type { CallRecord } from '../domain/record.ts';
import { renderText } from '../domain/render-text.ts';
import { readTokensLeft } from '../domain/tokens-left.ts';
import { isSameSize } from '../engine/forecast-of.ts';
import { UNREAD_DRAFT } from '../engine/reopen-call.ts';
import { hadOf, previewCall, reviewCall } from '../engine/review-call.ts';
import { settleCall } from '../engine/settle-call.ts';
import type { Settled } from '../engine/settlement.ts';
import { joinWaiting, ofSameWallet, type WaitingCall, walletOf } from '../engine/waiting-calls.ts';
import type { KnownPrompts } from '../engine/weigh-prompt.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { payerOf } from './answer-reading.ts';
import { showBadge } from './badge.ts';
import { isBookedThere } from './booked-there.ts';
import type { Desk } from './desk.ts';
import { syncWhenDue } from './follow-companion.ts';
import { noteHint } from './hints.ts';
import { askAboutBudget, holdInCompanion, releaseInCompanion } from './hold-in-companion.ts';
import { askAboutOwnBudget } from './hold-own-budget.ts';
import type { Replies, RequestOf, SettleReply } from './messages.ts';
import { noteAsked, noteLeft, noteStopped } from './note-block.ts';
import { noteEnd, noteSent, readKnown } from './sent-prompts.ts';
import { chooseLanguage, readSettings } from './settings.ts';
import { showAfter } from './show-after.ts';
import { tellAlerts } from './tell-alerts.ts';
import { tellOpen, tellOver, tellSent } from './tell-panels.ts';

/** Reviews a call about to leave; a card only when it is to be held. */
export async function answerReview(request: RequestOf<'review'>, desk: Desk): Promise<Replies['review']> {
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined) return { card: null, usable: null, wallet: null, isWorthReading: false };
  // A browser that lends no memory costs a line on the chip, never a verdict.
  const known = await readKnown(request, provider, desk).catch(() => undefined);
  const verdict = await reviewCall(
    {
      ...request,
      provider,
      account: payerOf(request, desk),
      origin: desk.sender.origin,
      waiting: await readWaiting(request.waiting, desk),
      waitingIds: request.waiting,
      known,
    },
    desk.ports,
  );
  const prompt = verdict.facts?.prompt;
  const overOwn = await askAboutOwnBudget(request, provider, verdict, desk).catch(() => null);
  const overBudget = overOwn ?? (await askAboutBudget(request, provider, verdict, desk).catch(() => null));
  if (verdict.kind !== 'read') void noteSent(request, provider, { desk, prompt }).catch(() => null);
  const card = overBudget ?? (verdict.kind === 'ask' ? explainAsk(verdict.cause, verdict.facts) : null);
  if (card !== null) {
    if (!desk.sender.isPrivate) void noteHint('card');
    void noteAsked(request.callId, card.cause, desk).catch(() => null);
  }
  if (verdict.kind !== 'read') {
    const estimate = verdict.facts?.estimate ?? null;
    tellOpen(request, { provider, state: card === null ? 'running' : 'asked', estimate, isReviewed: true }, desk);
  }
  return {
    card,
    usable: verdict.facts && usableNow(verdict.facts.balance, verdict.facts.now),
    wallet: verdict.facts?.wallet ?? null,
    isWorthReading: verdict.kind === 'read',
  };
}

/**
 * Who pays for each of these calls, and what is set aside for it: held ones have a forecast, of refused ones it is made
 * again.
 */
export function readWaiting(callIds: readonly string[], desk: Desk): Promise<readonly WaitingCall[]> {
  return Promise.all(
    callIds.map(async (callId) => {
      const open = await desk.database.openCalls.get(callId);
      if (open) {
        const { estimate } = open;
        return {
          wallet: walletOf({ ...open, unit: estimate?.unit ?? null }),
          reserveNano: estimate?.reserveNano ?? null,
        };
      }
      const record = await desk.database.records.get(callId);
      const facts = record?.draft ? await preview({ ...record, ...unkeptOf(record), draft: record.draft }, desk) : null;
      return { wallet: facts?.wallet ?? null, reserveNano: facts?.estimate?.reserveNano ?? null };
    }),
  );
}

/** What a record does not keep of who paid: it has the account. */
function unkeptOf({ masked = null }: CallRecord): { readonly masked: string | null; readonly signedIn: null } {
  return { masked, signedIn: null };
}

/** A call leaves now: held until now, changed, retried, or never reviewed. */
export async function answerSent(request: RequestOf<'sent'>, desk: Desk): Promise<null> {
  const surface = findSurfaceById(request.surface);
  const provider = surface?.provider;
  if (provider === undefined || surface?.isFollowUp) return null;
  const now = desk.ports.now();
  const draft = request.draft ?? UNREAD_DRAFT;
  const call = { ...request, draft, provider, account: payerOf(request, desk), origin: desk.sender.origin };
  let held: CallFacts | null = null;
  let left: OpenCall | null = null;
  void noteLeft(request.callId, draft, desk).catch(() => null);
  // Nothing is awaited before the transaction: a settlement that comes right behind must find this row.
  await desk.ports.transact(async (ledger) => {
    // One that overtook this message all the same has the last word.
    if (await ledger.findRecord(request.callId)) return;
    const known = await ledger.findOpenCall(request.callId);
    // Its answer came already, and what it began goes on.
    if (known?.job) return;
    const facts = await previewCall(call, { ...desk.ports, now: () => now, ledger });
    const context = await ledger.readContext({ ...call, model: draft.model });
    const row: OpenCall = {
      callId: request.callId,
      requestId: request.requestId,
      documentId: request.documentId,
      provider,
      surface: request.surface,
      account: context.account?.id ?? null,
      ...(context.account?.ownId !== undefined && { paidBy: context.account.ownId }),
      fingerprint: request.fingerprint,
      masked: request.masked,
      origin: call.origin,
      draft,
      // What was said of it while it was held stays: only the review knows what was sent before.
      estimate: known?.estimate && isSameSize(known.draft, draft) ? known.estimate : (facts?.estimate ?? null),
      had: facts && hadOf(facts),
      isReviewed: request.isReviewed,
      wasAsked: request.isAnyway && known?.wasAsked === true,
      card: known?.card ?? null,
      isSent: true,
      openedAt: now,
      expiresAt: now + OPEN_CALL_MS_MAX,
    };
    await ledger.putOpenCall(row);
    [held, left] = [facts, row];
  });
  tellSent(left, desk);
  // It goes whatever is said: held there, it counts for the calls beside it.
  void holdInCompanion({ ...request, draft }, provider, held, desk).catch(() => null);
  return null;
}

/** Books what came back; for a refusal the card, for an answer the chip. */
export async function answerSettle(request: RequestOf<'settle'>, desk: Desk): Promise<SettleReply> {
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined) return NOTHING_TO_SHOW;
  // Before anything is awaited: what the page sends right behind is not taken for one more of a call that never left.
  const noted = noteEnd(request.requestId, request.outcome, desk).catch(() => null);
  const isElsewhere = await isBookedThere(request, desk);
  const settled = await settleCall(
    {
      ...request,
      ...(isElsewhere && { outcome: { kind: 'unsent' } }),
      provider,
      account: payerOf(request, desk),
      origin: desk.sender.origin,
      rate: readRate(request.limits ?? {}),
      tokensLeft: readTokensLeft(request.limits ?? {}),
    },
    desk.ports,
  );
  const { record } = settled;
  if (record !== null) tellOver([record, ...(settled.more ?? [])], desk);
  if (isElsewhere) {
    tellOpen(request, { provider, state: 'unsent', estimate: null, isReviewed: true }, desk);
    await releaseInCompanion(request.callId, desk).catch(() => null);
    void syncWhenDue(desk.database);
    return NOTHING_TO_SHOW;
  }
  if (request.outcome.kind === 'unsent') {
    tellOpen(request, { provider, state: 'unsent', estimate: null, isReviewed: true }, desk);
    void noteStopped(request.callId, desk).catch(() => null);
    await releaseInCompanion(request.callId, desk).catch(() => null);
  }
  void syncWhenDue(desk.database);
  const [now, waste, begun] = await Promise.all([
    record && preview({ ...request, draft: request.draft ?? UNREAD_DRAFT }, desk),
    noted,
    desk.sender.isPrivate || record === null ? [] : tellAlerts(desk.database),
  ]);
  // Whether it is low by now is known only here.
  await showBadge(desk.database, record?.account ?? null, record?.cost?.unit ?? null);
  const ofBudgets = begun.filter(({ subject }) => subject.kind === 'budget');
  const budget = ofBudgets.find(({ kind }) => kind === 'budget-over') ?? ofBudgets[0] ?? null;
  const card = refusalCard(settled, request, await readWaiting(request.waiting, desk));
  return {
    card,
    sentence: card && (await sayPrinted(card, chargedBy(settled, request))),
    // What a refusal stated counts as read where it was taken for the account's balance.
    usable: now && usableNow(now.balance, now.now),
    wallet: settled.facts?.wallet ?? null,
    ...(record ? showAfter(record, request, { facts: now, waste, budget }) : { chip: null, notice: null }),
  };
}

const NOTHING_TO_SHOW: SettleReply = {
  card: null,
  sentence: null,
  usable: null,
  wallet: null,
  chip: null,
  notice: null,
};

async function sayPrinted(card: CardView, isCharged: boolean | null): Promise<string> {
  const language = chooseLanguage(await readSettings());
  return renderText(explainPrinted(card, isCharged), language);
}

function chargedBy({ record }: Settled, { outcome }: RequestOf<'settle'>): boolean | null {
  return outcome.kind === 'refusal' ? chargedOf(outcome.refusal, record?.cost ?? null) : null;
}

function refusalCard(settled: Settled, request: RequestOf<'settle'>, waiting: readonly WaitingCall[]): CardView | null {
  const { facts, cause } = settled;
  if (facts === null || cause === null || request.outcome.kind !== 'refusal') return null;
  const reading = request.outcome.refusal;
  return explainRefusal(cause, joinWaiting(facts, ofSameWallet(facts, waiting)), {
    reading,
    // The provider's own words never come here; the bridge puts them in.
    original: '',
    canRetry: request.canRetry,
    limitPerMinute: readRate(request.limits ?? {})?.limit ?? null,
    isCharged: chargedBy(settled, request),
  });
}

/** The facts of a call that is only looked at. */
export function preview(
  call: {
    readonly callId: string;
    readonly surface: string;
    readonly draft: Draft;
    readonly fingerprint: string | null;
    readonly masked: string | null;
    readonly signedIn: string | null;
    /** Where it is known already. */
    readonly account?: string | null;
  },
  desk: Desk,
  known?: KnownPrompts,
): Promise<CallFacts | null> {
  const provider = findSurfaceById(call.surface)?.provider;
  if (provider === undefined) return Promise.resolve(null);
  const { database, ledger, ports, sender } = desk;
  // One transaction: what is set aside and what was spent must be of the same moment.
  return database.transaction('r', database.tables, async () =>
    previewCall(
      { ...call, provider, account: call.account ?? payerOf(call, desk), origin: sender.origin, known },
      { ...ports, ledger },
    ),
  );
}
