import type { ChipView } from '../domain/card.ts';
import { explainChipBefore } from '../domain/explain-chip.ts';
import { readChipNews } from '../ledger/chip-news.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { preview } from './answer-call.ts';
import type { Desk } from './desk.ts';
import { noteHint } from './hints.ts';
import type { RequestOf } from './messages.ts';
import { readNext } from './sent-prompts.ts';

/** What the chip says while somebody types. */
export async function answerPreview(request: RequestOf<'preview'>, desk: Desk): Promise<ChipView | null> {
  const { database } = desk;
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined) return null;
  const known = await readNext(request, provider, desk).catch(() => undefined);
  const view = await database.transaction('r', database.tables, async () => {
    const facts = await preview({ ...request, callId: '' }, desk, known);
    if (facts === null) return null;
    const account = facts.account?.id ?? null;
    const news = await readChipNews(database, facts, { provider, account, now: facts.now });
    const isTypical = facts.estimate?.isPrior === true && request.draft.outputTokensMax === null;
    return explainChipBefore(facts, isTypical, news);
  });
  if (view !== null && !desk.sender.isPrivate) void noteHint('chip');
  return view;
}
