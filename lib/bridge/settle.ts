import type { Outcome } from '../domain/call.ts';
import type { RequestOf, SettleReply } from '../webext/messages.ts';
import type { Bridge } from './bridge.ts';
import { type BridgeCall, callFields } from './call.ts';

/** Books an outcome; the call is no longer in flight. Rejects when it could not be booked now; it is tried again then. */
export async function settle(
  bridge: Bridge,
  call: BridgeCall,
  outcome: Outcome,
  canRetry = false,
): Promise<SettleReply> {
  const fields = callFields(call, bridge.documentId);
  const draft = call.draft ?? call.reviewedDraft;
  const { batch, isRest, askedModel: asked } = call;
  const limits = call.limits ?? {};
  const providerRequestId = call.providerRequestId ?? null;
  const isForCard = outcome.kind === 'refusal' && outcome.refusal.says !== 'rate-limit';
  const waiting = isForCard ? besideOf(bridge, call, 'withheld') : [];
  const request = {
    kind: 'settle',
    ...fields,
    draft,
    outcome,
    canRetry,
    batch,
    asked,
    isRest,
    waiting,
    limits,
    providerRequestId,
    ...(call.bookedAs !== null && { bookedAs: call.bookedAs }),
  } as const;
  try {
    return await bridge.link.ask(request);
  } catch (error) {
    void settleLater(bridge, request);
    throw error;
  } finally {
    bridge.link.end();
  }
}

/** Other calls of the document that wait in this state: they may join one card, also when it is still on its way. */
export function besideOf(bridge: Bridge, call: BridgeCall, state: 'held' | 'withheld'): readonly string[] {
  // Those that were refused for the limit on calls have a line of their own.
  const isBeside = (other: BridgeCall): boolean =>
    other !== call && other.state === state && other.refusal?.says !== 'rate-limit';
  const others = [...bridge.calls.values()].filter(isBeside);
  return others.slice(0, WAITING_MAX).map((other) => other.callId);
}

/** So many calls are told beside another one. */
export const WAITING_MAX = 100;

/** When the ledger is asked once more, ms after the last time: a background that died, a disk that was full. */
const SETTLE_AGAIN_MS = [1000, 5000, 30_000];

/** Books an outcome that could not be booked at once. The ledger takes a call only once, however often it is told. */
async function settleLater(bridge: Bridge, request: RequestOf<'settle'>): Promise<void> {
  for (const waitMs of SETTLE_AGAIN_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (bridge.link.isGone()) return;
    if ((await bridge.link.ask(request).catch(() => null)) !== null) return;
  }
}
