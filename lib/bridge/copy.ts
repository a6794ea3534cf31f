import type { ReportReader } from '../domain/card.ts';
import { busyTexts } from '../domain/explain-notice.ts';
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

/** "This was wrong", or a note for somebody's support: what the card was made of, written by the background. */
export async function copyReport(
  bridge: Bridge,
  card: OpenCard,
  call: BridgeCall,
  reader: ReportReader,
): Promise<void> {
  const { cause, kind } = card.view;
  const { refusal, refusedAt } = call;
  const draft = call.draft ?? call.reviewedDraft;
  const about = { draft, refusal, refusedAt, cause, card: kind, reader };
  const fields = callFields(call, bridge.documentId);
  const report = await bridge.link.ask({ kind: 'report', ...fields, ...about }).catch(() => '');
  await bridge.cards.copyText(report, reader === 'us' ? busyTexts.copiedReport : undefined);
}
