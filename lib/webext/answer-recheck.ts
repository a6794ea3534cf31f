import type { CardView } from '../domain/card.ts';
import { decideShortage } from '../domain/decide-cause.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainArrived, explainStillShort } from '../domain/explain-notice.ts';
import type { CallFacts } from '../domain/facts.ts';
import { preview, usableOf } from './answer-call.ts';
import type { Desk } from './desk.ts';
import type { RecheckReply, RequestOf } from './messages.ts';

const UNKNOWN: RecheckReply = { isEnough: false, hasRisen: false, card: null };

/** Judges a held or refused call by what is known now, and says it on its card. */
export async function answerRecheck(request: RequestOf<'recheck'>, desk: Desk): Promise<RecheckReply> {
  const facts = await preview(request, desk);
  const usable = facts && usableOf(facts);
  if (facts === null || usable === null) return UNKNOWN;
  const before = request.before?.unit === usable.unit ? request.before.nano : 0n;
  const hasRisen = usable.nano > before;
  const stated = request.refusal?.unit === usable.unit ? (request.refusal.neededNano ?? 0n) : 0n;
  const cause = decideShortage(facts);
  if (cause === null && usable.nano >= stated) {
    const arrived = { unit: usable.unit, nano: hasRisen ? usable.nano - before : usable.nano };
    const waiting = request.refusal === null ? 'held' : 'refused';
    return { isEnough: true, hasRisen, card: explainArrived(request.cause, facts, arrived, waiting) };
  }
  return { isEnough: false, hasRisen, card: explainStill(request, facts, cause ?? request.cause) };
}

function explainStill(request: RequestOf<'recheck'>, facts: CallFacts, cause: RequestOf<'recheck'>['cause']): CardView {
  if (request.refusal === null) return explainAsk(cause, facts);
  const { refusal: reading, canRetry } = request;
  const isCharged = reading.hasAnswerBegun ? null : false;
  return explainStillShort(cause, facts, { reading, original: '', canRetry, isCharged }, true);
}
