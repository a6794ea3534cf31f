import { BALANCE_FRESH_MS_MAX, isReadingSure } from '../domain/balance.ts';
import type { Draft } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { canRechargeHelp, decideShortage, isAboutMoney, isBillingMismatch } from '../domain/decide-cause.ts';
import type { CallFacts } from '../domain/facts.ts';
import { atUnit } from '../domain/money.ts';
import { OPEN_CALL_MS_MAX, type OpenCall } from '../domain/open-call.ts';
import { sumOfTokens } from '../domain/token-limit.ts';
import { type Wasted, wastedOf } from '../domain/waste.ts';
import { findProvider } from '../providers/registry.ts';
import { gatherFacts, isBalanceSure, isBelieved } from './call-facts.ts';
import { countFree } from './count-free.ts';
import { groupsOf } from './forecast-output.ts';
import type { CallContext, ReviewLedger, ReviewPorts } from './ports.ts';
import { joinWaiting, ofSameWallet, type WaitingCall, walletOf } from './waiting-calls.ts';
import type { KnownPrompts } from './weigh-prompt.ts';

/** A call about to leave. */
export interface ReviewRequest {
  readonly callId: string;
  readonly requestId: string;
  readonly documentId: string;
  readonly provider: string;
  readonly surface: string;
  readonly draft: Draft;
  readonly fingerprint: string | null;
  readonly masked?: string | null;
  /** The account of who is signed in, where the page is of the provider's console; null or absent: not known. */
  readonly account?: string | null;
  readonly origin: string;
  /** Started by a recent click or key press in a visible tab; others are never held. */
  readonly isUserStarted: boolean;
  /** Whoever asks can have the balance read again, once. */
  readonly canRead: boolean;
  /** Calls of this document that wait already: those that the same wallet pays for are asked about together. */
  readonly waiting: readonly WaitingCall[];
  /** Their ids, first the one its card came up for. Absent: there are none. */
  readonly waitingIds?: readonly string[];
  /** What was sent before it. Absent: nobody remembers. */
  readonly known?: KnownPrompts | undefined;
  /** See {@link OpenCall.policies}. */
  readonly policies?: readonly string[] | undefined;
  /** What a host found of it that is not in {@link known}. Absent: nothing. */
  readonly wasted?: Wasted | undefined;
}

/** May it go? `send` carries the facts too: the chip and the ledger use them. */
export type Verdict =
  | { readonly kind: 'send'; readonly facts: CallFacts | null }
  /** The balance is old, and what is left may not do: to be read again, and asked again; not sent meanwhile. */
  | { readonly kind: 'read'; readonly facts: CallFacts }
  | { readonly kind: 'ask'; readonly cause: CardCause; readonly facts: CallFacts };

/**
 * Decides whether a call may go, and writes its open-call row before the verdict is known to anybody.
 * An unknown provider or an unpriced model is never held. Rejects only when the ledger fails; the host then fails open.
 */
export async function reviewCall(request: ReviewRequest, ports: ReviewPorts): Promise<Verdict> {
  const now = ports.now();
  return ports.transact(async (ledger) => {
    const [known, record, open] = await Promise.all([
      ledger.readContext({ ...request, model: request.draft.model, groups: groupsOf(request) }),
      ledger.findRecord(request.callId),
      ledger.findOpenCall(request.callId),
    ]);
    const { verdict, context } = await decideCounted(request, known, { ledger, now, day: ports.dayOf(now) });
    // A call that did not wait for this verdict is on its way or over: its row is no longer the review's to write.
    if (record !== null || open?.isSent === true) return verdict;
    const wasAsked = verdict.kind === 'ask' && isAboutMoney(verdict.cause);
    const prompt = verdict.facts?.prompt;
    const wasted = request.wasted ?? (prompt && wastedOf(prompt.waste));
    await ledger.putOpenCall({
      callId: request.callId,
      requestId: request.requestId,
      documentId: request.documentId,
      provider: request.provider,
      surface: request.surface,
      account: context.account?.id ?? null,
      ...(context.account?.ownId !== undefined && { paidBy: context.account.ownId }),
      fingerprint: request.fingerprint,
      masked: request.masked ?? null,
      origin: request.origin,
      draft: request.draft,
      estimate: verdict.facts?.estimate ?? null,
      had: verdict.facts && hadOf(verdict.facts),
      ...(request.policies && request.policies.length > 0 && { policies: request.policies }),
      ...(wasted && { wasted }),
      isReviewed: true,
      wasAsked,
      card: wasAsked ? await findCard(request, verdict.facts.wallet, ledger) : null,
      isSent: verdict.kind === 'send',
      openedAt: now,
      expiresAt: now + OPEN_CALL_MS_MAX,
    });
    return verdict;
  });
}

/** The call that the open card of this wallet came up for; null: this one is the first. */
async function findCard(
  { waitingIds = [] }: ReviewRequest,
  wallet: string | undefined,
  ledger: ReviewLedger,
): Promise<string | null> {
  for (const callId of waitingIds) {
    const row = await ledger.findOpenCall(callId);
    if (row?.wasAsked && walletOf({ ...row, unit: row.estimate?.unit ?? null }) === wallet) return row.card ?? callId;
  }
  return null;
}

/** Whose period has no sums of what was free yet is decided again when they are there. */
async function decideCounted(
  request: ReviewRequest,
  context: CallContext,
  { ledger, now, day }: { readonly ledger: ReviewLedger; readonly now: number; readonly day: string },
): Promise<{ readonly verdict: Verdict; readonly context: CallContext }> {
  const verdict = decide(request, context, { now, day });
  const free = verdict.facts?.estimate?.free?.map((share) => share.free);
  if (free === undefined) return { verdict, context };
  const asked = { ...request, model: request.draft.model, day, at: now };
  const counted = await countFree({ free }, context, asked, ledger);
  return counted === null
    ? { verdict, context }
    : { verdict: decide(request, counted, { now, day }), context: counted };
}

function decide(
  request: ReviewRequest,
  context: CallContext,
  { now, day }: { readonly now: number; readonly day: string },
): Verdict {
  const provider = findProvider(request.provider, context.site?.facts ?? null);
  if (provider === null) return { kind: 'send', facts: null };
  const own = gatherFacts({ ...request, provider, context, now, day });
  const facts = joinWaiting(own, ofSameWallet(own, request.waiting));
  const cause = request.isUserStarted ? (findReason(facts, context, now) ?? findLoop(facts)) : null;
  if (cause !== null) return { kind: 'ask', cause, facts };
  const isUnsure = facts.balance !== null && !isReadingSure(facts.balance, now);
  const canAsk = request.isUserStarted && isBelieved(context) && !isQuiet(facts, context);
  return request.canRead && isUnsure && canAsk && isClose(facts) ? { kind: 'read', facts } : { kind: 'send', facts };
}

/** The same request more often than the user wants to be left alone with: it needs no price to be sure. */
function findLoop({ prompt }: CallFacts): CardCause | null {
  return prompt?.waste.isTooMany ? 'repeat' : null;
}

/** The balance a call is judged by, for what its outcome teaches; null: not fresh, or in another unit. */
export function hadOf({ balance, estimate, now }: CallFacts): NonNullable<OpenCall['had']> | null {
  if (balance?.usableNano == null || balance.unit !== estimate?.unit || !isReadingSure(balance, now)) return null;
  return { usableNano: balance.usableNano, readAt: balance.at };
}

/** A reason that is sure enough to stop somebody, or null (CARDS, "When we may interrupt"). */
function findReason(facts: CallFacts, context: CallContext, now: number): CardCause | null {
  if (facts.estimate !== null && facts.overflow?.isSure) return 'too-long';
  if (facts.estimate?.isGuess) return isTooManyTokens(facts) ? 'token-limit' : null;
  const isSure = facts.balance !== null && isBalanceSure(facts.balance, context, now);
  // How a key pays by its list does not age like a balance; but two answers in a row that went through prove it wrong.
  if (isBillingMismatch(facts)) return isBelieved(context) && !isQuiet(facts, context) ? 'billing-mismatch' : null;
  const shortage = isSure ? decideShortage(isKeySure(context, now) ? facts : { ...facts, key: null }) : null;
  if (shortage !== null && !isQuiet(facts, context) && !isOnItsWay(shortage, context, now)) return shortage;
  const { estimate, ownLimitNano } = facts;
  if (estimate !== null && ownLimitNano !== null && estimate.likelyNano > ownLimitNano) return 'own-limit';
  return isTooManyTokens(facts) ? 'token-limit' : null;
}

/** The user's own limit, which needs no price. */
function isTooManyTokens({ tokens, tokensMax }: CallFacts): boolean {
  return tokens != null && tokensMax != null && sumOfTokens(tokens) > tokensMax;
}

/** A balance may have fallen since it was read: one that is no more than this many times what is needed is looked at. */
const CLOSE_FACTOR = 8n;

function isClose(facts: CallFacts): boolean {
  const { estimate, balance } = facts;
  if (decideShortage(facts) !== null) return true;
  const needed = facts.reserveAllNano ?? estimate?.reserveLowNano ?? null;
  return needed !== null && balance?.usableNano != null && balance.usableNano < needed * CLOSE_FACTOR;
}

/** So long money may take from the recharge page to the balance, without another card meanwhile, ms. */
const RECHARGE_MS_MAX = 15 * 60_000;

/**
 * The user went to recharge, no reading shows it yet, and this console was late before: a call went through by money that
 * only showed afterwards.
 */
function isOnItsWay(cause: CardCause, { account, accepted = [] }: CallContext, now: number): boolean {
  if (!canRechargeHelp(cause) || account?.rechargeAt == null) return false;
  return accepted.some((one) => one.isDoubtful) && Math.abs(now - account.rechargeAt) <= RECHARGE_MS_MAX;
}

/** "Don't ask below $X here": the call costs less than what the user wants to hear about. */
function isQuiet({ estimate }: CallFacts, { account }: CallContext): boolean {
  const below = estimate && atUnit(account?.quietBelow, estimate.unit);
  return typeof below === 'bigint' && estimate !== null && estimate.likelyNano < below;
}

/** A key's limit and use are as old as a balance may be, or say nothing that is sure. */
function isKeySure({ account }: CallContext, now: number): boolean {
  return account?.keyReadAt != null && Math.abs(now - account.keyReadAt) <= BALANCE_FRESH_MS_MAX;
}

/** The facts of a call that is not sent yet, for the chip: nothing is written. */
export async function previewCall(
  request: Pick<
    ReviewRequest,
    'callId' | 'provider' | 'draft' | 'fingerprint' | 'masked' | 'account' | 'origin' | 'known'
  >,
  ports: Pick<ReviewPorts, 'now' | 'dayOf'> & { readonly ledger: Pick<ReviewLedger, 'readContext'> },
): Promise<CallFacts | null> {
  const context = await ports.ledger.readContext({
    ...request,
    model: request.draft.model,
    groups: groupsOf(request),
  });
  const provider = findProvider(request.provider, context.site?.facts ?? null);
  if (provider === null) return null;
  const now = ports.now();
  return gatherFacts({ ...request, provider, context, now, day: ports.dayOf(now) });
}
