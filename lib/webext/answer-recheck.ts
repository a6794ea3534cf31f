import { isSameWallet, usableNow } from '../domain/balance.ts';
import type { CardView } from '../domain/card.ts';
import { canRechargeHelp, decideShortage, keyLeftNano } from '../domain/decide-cause.ts';
import { chargedOf } from '../domain/explain-amounts.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainArrived, explainStillShort } from '../domain/explain-notice.ts';
import type { CallFacts } from '../domain/facts.ts';
import type { Money } from '../domain/money.ts';
import { joinWaiting } from '../engine/waiting-calls.ts';
import { preview, readWaiting } from './answer-call.ts';
import type { Desk } from './desk.ts';
import type { RecheckReply, RequestOf } from './messages.ts';
import { explainLeftOut, usableOf } from './show-after.ts';

type Recheck = RequestOf<'recheck'>;

/** Judges a held or refused call by what is known now, and says it on its card. */
export async function answerRecheck(request: Recheck, desk: Desk): Promise<RecheckReply> {
  // What a wallet holds says nothing of a request that is sent again and again, nor of a budget.
  if (request.cause === 'repeat' || request.cause === 'budget')
    return { isEnough: false, isNews: false, card: null, still: null };
  const own = await preview(request, desk);
  const facts = own && joinWaiting(own, await readWaiting(request.waiting, desk));
  if (facts === null) return { isEnough: false, isNews: false, card: null, still: null };
  const seen = compare(request, facts);
  const { isNews } = seen;
  if (request.batch) return { isEnough: false, isNews, card: explainLeftOut(facts, request.batch), still: null };
  const record = request.refusal && (await desk.database.records.get(request.callId));
  const isCharged = request.refusal && chargedOf(request.refusal, record?.cost ?? null);
  const shortage = decideShortage(facts);
  if (shortage === null && coversStated(request, facts, seen) && isOpenToMoney(request, facts)) {
    const waiting = request.refusal === null ? 'held' : 'refused';
    const card = explainArrived(request.cause, facts, { arrived: seen.arrived, waiting, isCharged });
    return { isEnough: true, isNews, card, still: request.isRead ? null : explainStill(request, facts, isCharged) };
  }
  const cause = shortage ?? request.cause;
  const still = explainStill({ ...request, cause }, facts, isCharged);
  return { isEnough: false, isNews, card: still, still };
}

/** What is known now beside what was known when the card opened. */
interface Compared {
  readonly isNews: boolean;
  /** What came in between two readings of one wallet; null: nothing, or nobody can tell. */
  readonly arrived: Money | null;
  /** That wallet was looked at before, and has not risen since. */
  readonly isUnchanged: boolean;
}

/** Readings of two accounts, or the first one ever, say nothing of what arrived. */
function compare({ before }: Recheck, { balance, now }: CallFacts): Compared {
  const usable = usableNow(balance, now);
  if (usable === null) return { isNews: false, arrived: null, isUnchanged: false };
  if (before === null || !isSameWallet(before, usable)) return { isNews: true, arrived: null, isUnchanged: false };
  const hasRisen = usable.nano > before.nano;
  const arrived = hasRisen ? { unit: usable.unit, nano: usable.nano - before.nano } : null;
  return { isNews: hasRisen, arrived, isUnchanged: !hasRisen };
}

/**
 * Whether there is as much as the refusal said it needs. Where it said that less is there than this wallet had at that
 * time, and has still, it speaks of another one, or of what only the provider knows.
 */
function coversStated({ refusal, before }: Recheck, facts: CallFacts, { isUnchanged }: Compared): boolean {
  const usable = usableOf(facts);
  if (usable === null) return false;
  if (refusal === null || refusal.unit !== usable.unit) return true;
  const { availableNano, neededNano } = refusal;
  const isElsewhere = isUnchanged && availableNano !== null && before !== null && availableNano < before.nano;
  return !isElsewhere && usable.nano >= (neededNano ?? 0n);
}

/** A refusal that money does not end stays, however much arrives; a key whose limit is known was judged already. */
function isOpenToMoney({ refusal, cause }: Recheck, facts: CallFacts): boolean {
  if (refusal === null || canRechargeHelp(cause)) return true;
  return cause === 'key-limit' && keyLeftNano(facts) !== null;
}

function explainStill(request: Recheck, facts: CallFacts, isCharged: boolean | null): CardView {
  if (request.refusal === null) return explainAsk(request.cause, facts);
  const { refusal: reading, canRetry } = request;
  return explainStillShort(request.cause, facts, { reading, original: '', canRetry, isCharged }, request);
}
