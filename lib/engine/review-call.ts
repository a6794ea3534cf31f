import { BALANCE_FRESH_MS_MAX } from '../domain/balance.ts';
import type { Draft } from '../domain/call.ts';
import type { CardCause } from '../domain/card.ts';
import { decideShortage } from '../domain/decide-cause.ts';
import type { CallFacts } from '../domain/facts.ts';
import { OPEN_CALL_MS_MAX } from '../domain/open-call.ts';
import { findProvider } from '../providers/registry.ts';
import { gatherFacts, isBalanceSure, joinWaiting, type WaitingCall } from './call-facts.ts';
import type { CallContext, ReviewLedger, ReviewPorts } from './ports.ts';

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
  /** Calls that already wait under the open card of this document: they are asked about together. */
  readonly waiting: readonly WaitingCall[];
}

/** May it go? `send` carries the facts too: the chip and the ledger use them. */
export type Verdict =
  | { readonly kind: 'send'; readonly facts: CallFacts | null }
  | { readonly kind: 'ask'; readonly cause: CardCause; readonly facts: CallFacts };

/**
 * Decides whether a call may go, and writes its open-call row before the verdict is known to anybody.
 * An unknown provider or an unpriced model is never held. Rejects only when the ledger fails; the host then fails open.
 */
export async function reviewCall(request: ReviewRequest, ports: ReviewPorts): Promise<Verdict> {
  const now = ports.now();
  return ports.transact(async (ledger) => {
    const [context, record, open] = await Promise.all([
      ledger.readContext({ ...request, model: request.draft.model }),
      ledger.findRecord(request.callId),
      ledger.findOpenCall(request.callId),
    ]);
    const verdict = decide(request, context, now);
    // A call that did not wait for this verdict is on its way or over: its row is no longer the review's to write.
    if (record !== null || open?.isSent === true) return verdict;
    await ledger.putOpenCall({
      callId: request.callId,
      requestId: request.requestId,
      documentId: request.documentId,
      provider: request.provider,
      surface: request.surface,
      account: context.account?.id ?? null,
      fingerprint: request.fingerprint,
      origin: request.origin,
      draft: request.draft,
      estimate: verdict.facts?.estimate ?? null,
      isReviewed: true,
      wasAsked: verdict.kind === 'ask' && verdict.cause !== 'own-limit',
      isSent: verdict.kind === 'send',
      openedAt: now,
      expiresAt: now + OPEN_CALL_MS_MAX,
    });
    return verdict;
  });
}

function decide(request: ReviewRequest, context: CallContext, now: number): Verdict {
  const provider = findProvider(request.provider, context.site?.facts ?? null);
  if (provider === null) return { kind: 'send', facts: null };
  const facts = joinWaiting(gatherFacts({ ...request, provider, context, now }), request.waiting);
  const cause = request.isUserStarted ? findReason(facts, context, now) : null;
  return cause === null ? { kind: 'send', facts } : { kind: 'ask', cause, facts };
}

/** A reason that is sure enough to stop somebody, or null (CARDS, "When we may interrupt"). */
function findReason(facts: CallFacts, context: CallContext, now: number): CardCause | null {
  if (facts.estimate?.isGuess) return null;
  const isSure = facts.balance !== null && isBalanceSure(facts.balance, context, now);
  const shortage = isSure ? decideShortage(isKeySure(context, now) ? facts : { ...facts, key: null }) : null;
  if (shortage !== null) return shortage;
  const { estimate, ownLimitNano } = facts;
  return estimate !== null && ownLimitNano !== null && estimate.likelyNano > ownLimitNano ? 'own-limit' : null;
}

/** A key's limit and use are as old as a balance may be, or say nothing that is sure. */
function isKeySure({ account }: CallContext, now: number): boolean {
  return account?.keyReadAt != null && Math.abs(now - account.keyReadAt) <= BALANCE_FRESH_MS_MAX;
}

/** The facts of a call that is not sent yet, for the chip: nothing is written. */
export async function previewCall(
  request: Pick<ReviewRequest, 'callId' | 'provider' | 'draft' | 'fingerprint' | 'masked' | 'account' | 'origin'>,
  ports: { readonly now: () => number; readonly ledger: Pick<ReviewLedger, 'readContext'> },
): Promise<CallFacts | null> {
  const context = await ports.ledger.readContext({ ...request, model: request.draft.model });
  const provider = findProvider(request.provider, context.site?.facts ?? null);
  if (provider === null) return null;
  return gatherFacts({ ...request, provider, context, now: ports.now() });
}
