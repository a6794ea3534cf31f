import { usableNow } from '../domain/balance.ts';
import type { CardCause, CardView } from '../domain/card.ts';
import { decideRefusal, decideShortage, isAboutMoney } from '../domain/decide-cause.ts';
import { chargedOf } from '../domain/explain-amounts.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import { explainRefusal } from '../domain/explain-refusal.ts';
import type { CallFacts } from '../domain/facts.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { Cost } from '../domain/record.ts';
import { joinWaiting } from '../engine/waiting-calls.ts';
import { findSurfaceById } from '../providers/registry.ts';
import { preview, readWaiting } from './answer-call.ts';
import type { Desk } from './desk.ts';
import { linkKey, unlinkKey } from './link-accounts.ts';
import type { LinkReply, RequestOf } from './messages.ts';

type Link = RequestOf<'link-key'>;

/** The user says on a card whose key it is or is not, or forgets that; what the card says then, of all the calls under it. */
export async function answerLinkKey(request: Link, desk: Desk): Promise<LinkReply | null> {
  const { fingerprint, masked, account, isDenied = false } = request;
  const provider = findSurfaceById(request.surface)?.provider;
  if (provider === undefined || fingerprint === null || desk.sender.isPrivate) return null;
  const isDone =
    account === null
      ? await unlinkKey(desk.database, fingerprint)
      : await linkKey(desk.database, { fingerprint, masked, provider, account, isDenied, now: desk.ports.now() });
  const own = isDone ? await preview({ ...request, account: null }, desk) : null;
  if (own === null) return null;
  await bookHeld(request, own.account?.id ?? null, desk);
  const facts = joinWaiting(own, await readWaiting(request.waiting, desk));
  const record = await desk.database.records.get(request.callId);
  const card = explainAnew(request, facts, record?.cost ?? null);
  return { card, usable: usableNow(own.balance, own.now), wallet: own.wallet ?? null };
}

/** Calls with that key that are held wait for the same wallet now. */
async function bookHeld(request: Link, account: string | null, { database }: Desk): Promise<void> {
  await database.transaction('rw', database.openCalls, async () => {
    const rows = await database.openCalls.bulkGet([request.callId, ...request.waiting]);
    const held = rows.filter((row) => row?.isSent === false && row.fingerprint === request.fingerprint);
    await database.openCalls.bulkPut(held.flatMap((row) => (row ? [withAccount(row, account)] : [])));
  });
}

function withAccount({ paidBy: _before, ...row }: OpenCall, account: string | null): OpenCall {
  return { ...row, account };
}

function explainAnew({ refusal: reading, canRetry, cause }: Link, facts: CallFacts, cost: Cost | null): CardView {
  if (reading === null) return explainAsk(decideShortage(facts) ?? causeLeft(cause, facts), facts);
  const isCharged = chargedOf(reading, cost);
  return explainRefusal(decideRefusal(reading, facts), facts, { reading, original: '', canRetry, isCharged });
}

/** Without a wallet nobody knows that it is short; what a call costs is as it was. */
function causeLeft(cause: CardCause, { account }: CallFacts): CardCause {
  return account == null && isAboutMoney(cause) ? 'unsure' : cause;
}
