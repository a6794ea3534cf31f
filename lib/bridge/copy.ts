import { toDecimal } from '../domain/money.ts';
import { findProvider, findSurfaceById } from '../providers/registry.ts';
import { messageIn } from './body-of.ts';
import type { Bridge } from './bridge.ts';
import { type BridgeCall, callFields } from './call.ts';
import type { OpenCard } from './card-desk.ts';

/** Copies what the user wrote. */
export async function copyMessage(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.cards.copyText(messageIn(call.bodyText ?? ''));
}

/** Copies the answer to the records that were sent later. */
export async function copyAnswer(bridge: Bridge, call: BridgeCall): Promise<void> {
  await bridge.cards.copyText(call.left?.answer ?? '');
}

/** "This was wrong": copies what the card was made of, sizes and sums; no content, no key. */
export async function copyReport(bridge: Bridge, card: OpenCard, call: BridgeCall): Promise<void> {
  const { cause, kind } = card.view;
  const fields = callFields(call, bridge.documentId);
  const about = { draft: call.draft ?? call.reviewedDraft, refusal: call.refusal, cause, card: kind };
  const report = await bridge.link.ask({ kind: 'report', ...fields, ...about }).catch(() => '');
  await bridge.cards.copyText(report);
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
      `Time: ${zonedTime(call.refusedAt ?? Date.now())}`,
      `Request id: ${refusal?.providerRequestId ?? 'not stated'}`,
      `Answer: HTTP ${refusal?.status ?? 'unknown'}${refusal?.code ? `, code ${refusal.code}` : ''}`,
      `Model: ${call.draft?.model ?? call.reviewedDraft?.model ?? 'none'}`,
      `Balance stated: ${amount(refusal?.availableNano ?? null)}`,
      `Needed, as stated: ${amount(refusal?.neededNano ?? null)}`,
    ].join('\n'),
  );
}

/** The local time with its zone, `2026-11-21T20:05:09+08:00`: support looks into logs of its own zone. */
export function zonedTime(at: number): string {
  const date = new Date(at);
  const minutes = -date.getTimezoneOffset();
  const two = (part: number): string => String(Math.floor(Math.abs(part))).padStart(2, '0');
  const local = new Date(at + minutes * 60_000).toISOString().slice(0, 19);
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
