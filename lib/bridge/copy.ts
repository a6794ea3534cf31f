import { toDecimal } from '../domain/money.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import { messageIn } from './body-of.ts';
import type { Bridge } from './bridge.ts';
import type { BridgeCall } from './call.ts';

/** Copies what the user wrote. */
export async function copyMessage(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.cards.copyText(messageIn(call.bodyText ?? ''));
}

/** Copies the answer to the records that were sent later. */
export async function copyAnswer(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.cards.copyText(call.left?.answer ?? '');
}

/** Copies a note for the provider's support: who, when, which request, which sums; no content. */
export async function copyNote(bridge: Bridge, call: BridgeCall): Promise<void> {
  const id = findSurfaceById(call.surface)?.provider ?? '';
  const provider = findProvider(id, bridge.sites.factsOf(id));
  const { refusal } = call;
  const amount = (nano: bigint | null): string =>
    nano === null ? 'not stated' : `${toDecimal(nano)} ${refusal?.unit}`;
  await bridge.cards.copyText(
    [
      `Provider: ${provider?.name ?? call.surface}`,
      `Time: ${new Date().toISOString()}`,
      `Request id: ${refusal?.providerRequestId ?? 'not stated'}`,
      `Answer: HTTP ${refusal?.status ?? 'unknown'}${refusal?.code ? `, code ${refusal.code}` : ''}`,
      `Model: ${call.draft?.model ?? call.reviewedDraft?.model ?? 'none'}`,
      `Balance stated: ${amount(refusal?.availableNano ?? null)}`,
      `Needed, as stated: ${amount(refusal?.neededNano ?? null)}`,
    ].join('\n'),
  );
}
