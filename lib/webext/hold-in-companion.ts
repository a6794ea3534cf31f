import { withWallet } from '../budget/budget.ts';
import type { CardView } from '../domain/card.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import type { BudgetFacts, CallFacts } from '../domain/facts.ts';
import type { Verdict } from '../engine/review-call.ts';
import { idsStandingFor, standsFor } from '../ledger/ledger-context.ts';
import {
  type AskedCall,
  type BudgetState,
  type BudgetStop,
  findStops,
  neededIn,
  spentIn,
} from '../sync/budget-state.ts';
import { type ReserveQuestion, reserveAnswerSchema } from '../sync/questions.ts';
import { askCompanion } from './ask-companion.ts';
import { type CompanionLink, nextWaiting } from './companion-link.ts';
import type { Database } from './database.ts';
import type { Desk } from './desk.ts';
import type { RequestOf } from './messages.ts';
import { isWaiting, noteFailure, readLink } from './sync-companion.ts';

/** Of the 400 ms that a verdict may take, so much is the companion's: what was known last decides where it takes longer. */
const RESERVE_MS_MAX = 200;
/** Calls that the companion does not know yet are looked through, the newest so many. */
const WAITING_MAX = 2000;

type Asking = Pick<RequestOf<'review'>, 'callId' | 'fingerprint' | 'draft'>;

/**
 * Holds a call in the companion's budgets, or says which hard one stops it; without an answer in time by what they last were
 * known to be. Null: nothing stops it, or there is no companion.
 */
export async function holdInCompanion(
  request: Asking,
  provider: string,
  facts: CallFacts | null,
  desk: Desk,
): Promise<BudgetFacts | null> {
  const { database, sender } = desk;
  const link = sender.isPrivate ? null : await readLink(database);
  if (link === null) return null;
  const { callId, draft, fingerprint: key } = request;
  const call = {
    ...{ provider, account: facts?.account?.id ?? null, model: draft.model, key, label: null, origin: sender.origin },
  };
  const asked: AskedCall = { call, draft: { inputTokens: draft.inputTokens }, estimate: facts?.estimate ?? null };
  const stops = isWaiting(link, Date.now()) ? null : await reserve({ callId, ...asked }, link, database);
  if (stops !== null) return factsOf(stops[0], false);
  return factsOf((await findKnownStops(asked, callId, database))[0], true);
}

/**
 * The card of a call that the ledger would let go and a budget does not; null: there is none. It is held then, and was not
 * sent. What is asked about for another reason is held in the companion when it leaves; what nobody started is never stopped.
 */
export async function askAboutBudget(
  request: Asking & Pick<RequestOf<'review'>, 'isUserStarted'>,
  provider: string,
  verdict: Verdict,
  desk: Desk,
): Promise<CardView | null> {
  if (verdict.kind !== 'send') return null;
  const { facts } = verdict;
  const budget = await holdInCompanion(request, provider, facts, desk);
  if (budget === null || facts === null || !request.isUserStarted) return null;
  const { openCalls } = desk.database;
  await desk.database.transaction('rw', openCalls, () => keepBack(desk.database, request.callId, facts.now));
  return explainAsk('budget', { ...facts, budget });
}

/**
 * A call that was let go is not on its way after all. Where the verdict was late it has left meanwhile, and its row is another
 * one. `reviewedAt`: of its review, epoch ms. Call inside a transaction.
 */
export async function keepBack({ openCalls }: Database, callId: string, reviewedAt: number): Promise<void> {
  const row = await openCalls.get(callId);
  if (row?.isReviewed && row.openedAt === reviewedAt) await openCalls.put({ ...row, isSent: false });
}

/** Null: it did not answer, or not in time. */
async function reserve(
  question: ReserveQuestion,
  link: CompanionLink,
  database: Database,
): Promise<readonly BudgetStop[] | null> {
  const { address, token } = link;
  const said = await askCompanion({
    ...{ address, token, path: '/reserve', timeoutMs: RESERVE_MS_MAX, answer: reserveAnswerSchema },
    body: question,
  });
  if (said.kind === 'told') return said.answer.kind === 'refused' ? said.answer.stops : [];
  // The next call is not to wait for it as well.
  void noteFailure(database, link, said.kind === 'problem' ? said.problem : 'strange-answer').catch(() => null);
  return null;
}

async function findKnownStops(asked: AskedCall, callId: string, database: Database): Promise<readonly BudgetStop[]> {
  const known = await database.companion.get('budgets');
  if (known?.id !== 'budgets' || known.states.length === 0) return [];
  const notes = await database.syncNotes
    .where('[kind+id]')
    .between(['record', ''], ['record', '\uffff'])
    .reverse()
    .limit(WAITING_MAX)
    .toArray();
  const records = (await database.records.bulkGet(notes.map(({ id }) => id))).filter((record) => record !== undefined);
  const open = (await database.openCalls.where('expiresAt').above(0).toArray()).filter(
    // Of one that began in the same millisecond nobody told the companion either.
    (call) => call.isSent && call.callId !== callId && call.openedAt >= known.at,
  );
  const spentHere = ({ budget, rates }: BudgetState, from: number): bigint => {
    const ended = records.filter(({ openedAt }) => openedAt >= from).map((record) => spentIn(budget, record, rates));
    const running = open
      .filter(({ openedAt }) => openedAt >= from)
      .map(({ fingerprint: key, ...call }) => {
        const { provider, account, origin, draft, estimate } = call;
        const of = { provider, account, model: draft.model, key, label: null, origin };
        return neededIn(budget, { call: of, draft, estimate }, rates) ?? 0n;
      });
    return [...ended, ...running].reduce((sum, amount) => sum + amount, 0n);
  };
  // Accounts may have been merged here since the companion was heard of.
  const accounts = await database.accounts.toArray();
  const idsOf = (id: string): readonly string[] => idsStandingFor(accounts, standsFor(accounts, id)?.id ?? id);
  const states = known.states.map((state) => ({ ...state, budget: withWallet(state.budget, idsOf) }));
  return findStops(states, asked, Date.now(), spentHere);
}

/** What a card says of the budget that stops a call. `isOld`: by what the companion said last. Null: none does. */
export function factsOf(stop: BudgetStop | undefined, isOld: boolean): BudgetFacts | null {
  if (stop === undefined) return null;
  const { budget: name, reason, unit, cap, spent, held, needed } = stop;
  const counts = unit.kind === 'money' ? ({ of: 'money', unit: unit.currency } as const) : ({ of: unit.kind } as const);
  return { name, reason, counts, cap, spent, held, needed, isOld };
}

/** A call that was held there did not leave: it is told with the next exchange, also when that comes days later. */
export async function releaseInCompanion(callId: string, { database, sender }: Desk): Promise<void> {
  if (sender.isPrivate) return;
  await database.transaction('rw', database.companion, database.syncNotes, async () => {
    if ((await readLink(database)) === null) return;
    await database.syncNotes.put({ kind: 'unsent', id: callId, waiting: nextWaiting() });
  });
}
