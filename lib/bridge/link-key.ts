import type { Bridge } from './bridge.ts';
import { type BridgeCall, callFields, canRetryNow } from './call.ts';

/**
 * The user says whose key it is, or is not (`isDenied`); `account` null: forgets that. The card then speaks of that wallet, as far as it is known.
 */
export async function linkKey(
  bridge: Bridge,
  call: BridgeCall,
  account: string | null,
  isDenied = false,
): Promise<void> {
  const draft = call.draft ?? call.reviewedDraft;
  const card = bridge.cards.current();
  if (draft === null || card === null || card.kind === 'notice') return;
  const { refusal } = call;
  const waiting = card.calls.filter((other) => other !== call).map((other) => other.callId);
  const about = { draft, refusal, canRetry: canRetryNow(call), cause: card.view.cause, waiting };
  const request = { kind: 'link-key', ...callFields(call, bridge.documentId), ...about, account, isDenied } as const;
  const reply = await bridge.link.ask(request).catch(() => null);
  if (reply !== null && bridge.cards.current()?.calls[0] === call) {
    bridge.cards.update({ ...reply.card, original: call.original }, { usable: reply.usable, wallet: reply.wallet });
  }
}
