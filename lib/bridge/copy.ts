import { toDecimal } from '../domain/money.ts';
import type { TextMessage } from '../page/protocol.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import type { Bridge } from './bridge.ts';
import type { BridgeCall } from './call.ts';

/** Where the tap's texts arrive; they go to the clipboard and nowhere else. */
const waiting = new Map<string, (text: string) => void>();
const TEXT_MS_MAX = 2000;

/** Copies what the user wrote; the tap still has it. */
export async function copyMessage(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.cards.copyText(await askText(bridge, call, 'message'));
}

/** Copies the answer to the records that were sent later. */
export async function copyAnswer(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.cards.copyText(await askText(bridge, call, 'answer'));
}

/** Copies a note for the provider's support: who, when, which request, which sums; no content. */
export async function copyNote(bridge: Bridge, call: BridgeCall): Promise<void> {
  const provider = findProvider(findSurfaceById(call.surface)?.provider ?? '');
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

/** The tap's answer to `ask-text`. */
export function onText(message: TextMessage): void {
  waiting.get(`${message.call}/${message.which}`)?.(message.text);
}

function askText(bridge: Bridge, call: BridgeCall, which: 'message' | 'answer'): Promise<string> {
  const id = `${call.number}/${which}`;
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(''), TEXT_MS_MAX);
    const done = (text: string): void => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(text);
    };
    waiting.set(id, done);
    bridge.channel.post({ kind: 'ask-text', call: call.number, which });
  });
}
