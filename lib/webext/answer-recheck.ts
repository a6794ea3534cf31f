import type { CardView } from '../domain/card.ts';
import { canRechargeHelp, decideShortage, keyLeftNano } from '../domain/decide-cause.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainArrived, explainStillShort } from '../domain/explain-notice.ts';
import type { CallFacts } from '../domain/facts.ts';
import { joinWaiting } from '../engine/waiting-calls.ts';
import { explainLeftOut, preview, readWaiting, usableOf } from './answer-call.ts';
import type { Desk } from './desk.ts';
import type { RecheckReply, RequestOf } from './messages.ts';

type Recheck = RequestOf<'recheck'>;

/** Judges a held or refused call by what is known now, and says it on its card. */
export async function answerRecheck(request: Recheck, desk: Desk): Promise<RecheckReply> {
  const own = await preview(request, desk);
  const facts = own && joinWaiting(own, await readWaiting(request.waiting, desk));
  if (facts === null) return { isEnough: false, hasRisen: false, card: null, still: null };
  const usable = usableOf(facts);
  const before = request.before?.unit === usable?.unit ? (request.before?.nano ?? 0n) : 0n;
  const hasRisen = usable !== null && usable.nano > before;
  const stated = request.refusal?.unit === usable?.unit ? (request.refusal?.neededNano ?? 0n) : 0n;
  if (request.batch) return { isEnough: false, hasRisen, card: explainLeftOut(facts, request.batch), still: null };
  const shortage = decideShortage(facts);
  if (usable !== null && shortage === null && usable.nano >= stated && isOpenToMoney(request, facts)) {
    const arrived = { unit: usable.unit, nano: hasRisen ? usable.nano - before : usable.nano };
    const waiting = request.refusal === null ? 'held' : 'refused';
    const card = explainArrived(request.cause, facts, arrived, waiting);
    return { isEnough: true, hasRisen, card, still: request.isRead ? null : explainStill(request, facts) };
  }
  const cause = shortage ?? request.cause;
  const still = explainStill({ ...request, cause }, facts);
  return { isEnough: false, hasRisen, card: still, still };
}

/** A refusal that money does not end stays, however much arrives; a key whose limit is known was judged already. */
function isOpenToMoney({ refusal, cause }: Recheck, facts: CallFacts): boolean {
  if (refusal === null || canRechargeHelp(cause)) return true;
  return cause === 'key-limit' && keyLeftNano(facts) !== null;
}

function explainStill(request: Recheck, facts: CallFacts): CardView {
  if (request.refusal === null) return explainAsk(request.cause, facts);
  const { refusal: reading, canRetry } = request;
  const isCharged = reading.hasAnswerBegun ? null : false;
  return explainStillShort(request.cause, facts, { reading, original: '', canRetry, isCharged }, request.isRead);
}
