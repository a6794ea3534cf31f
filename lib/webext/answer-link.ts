import type { CardView } from '../domain/card.ts';
import { decideRefusal, decideShortage } from '../domain/decide-cause.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainRefusal } from '../domain/explain-refusal.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { preview } from './answer-call.ts';
import type { Desk } from './desk.ts';
import { linkKey, unlinkKey } from './link-accounts.ts';
import type { RequestOf } from './messages.ts';

/** The user says on a card whose key it is, or forgets that; what the card says then. */
export async function answerLinkKey(request: RequestOf<'link-key'>, desk: Desk): Promise<CardView | null> {
  const { fingerprint, masked, account } = request;
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined || fingerprint === null || desk.sender.isPrivate) return null;
  const isDone =
    account === null
      ? await unlinkKey(desk.database, fingerprint)
      : await linkKey(desk.database, { fingerprint, masked, provider, account, now: desk.ports.now() });
  return isDone ? explainAnew(request, desk) : null;
}

async function explainAnew(request: RequestOf<'link-key'>, desk: Desk): Promise<CardView | null> {
  const facts = await preview(request, desk);
  if (facts === null) return null;
  const { refusal: reading, canRetry } = request;
  if (reading === null) return explainAsk(decideShortage(facts) ?? request.cause, facts);
  const isCharged = reading.hasAnswerBegun ? null : false;
  return explainRefusal(decideRefusal(reading, facts), facts, { reading, original: '', canRetry, isCharged });
}
