import type { CardCause, CardView } from '../domain/card.ts';
import { explainAsk } from '../domain/explain-ask.ts';
import type { Verdict } from '../engine/review-call.ts';
import { type BudgetState, type BudgetStop, findStops } from '../sync/budget-state.ts';
import { firstDayOf } from './budget-days.ts';
import type { Database } from './database.ts';
import type { Desk } from './desk.ts';
import { factsOf, keepBack } from './hold-in-companion.ts';
import type { RequestOf } from './messages.ts';
import { measureBudget, type OwnBudgetRow, type SpentFrom } from './own-budgets.ts';

/** Cards about a choice of the user's: a budget that is passed as well is said instead. Of the others money comes first. */
const OWN_CHOICES: readonly CardCause[] = ['own-limit', 'token-limit', 'repeat'];

/**
 * The card of a call that does not fit into a hard budget of the user's own; null: it does, or there is none. It is held then, and
 * not on its way. Only for what the user has started; what nobody started is counted and never stopped. Decided and noted in one
 * transaction: of two calls at the same moment no more go than fit.
 */
export async function askAboutOwnBudget(
  { callId, draft, fingerprint: key, isUserStarted }: RequestOf<'review'>,
  provider: string,
  verdict: Verdict,
  { database, sender }: Desk,
): Promise<CardView | null> {
  const { facts } = verdict;
  if (facts === null || !isUserStarted || sender.isPrivate || verdict.kind === 'read') return null;
  if (verdict.kind === 'ask' && !OWN_CHOICES.includes(verdict.cause)) return null;
  if ((await database.ownBudgets.count()) === 0) return null;
  const call = { provider, account: facts.account?.id ?? null, model: draft.model, key, label: null };
  const asked = {
    ...{
      call: { ...call, origin: sender.origin },
      draft: { inputTokens: draft.inputTokens },
      estimate: facts.estimate,
    },
  };
  const { ownBudgets, rollups, openCalls } = database;
  const stop = await database.transaction('rw', ownBudgets, rollups, openCalls, async () => {
    const hard = (await ownBudgets.toArray()).filter(({ budget }) => budget.isHard);
    if (hard.length === 0) return undefined;
    const from = await readSpentFrom(database, facts.now);
    const [first] = findStops(
      hard.map((row) => stateOf(row, from, callId)),
      asked,
      facts.now,
      () => 0n,
    );
    if (first !== undefined) await keepBack(database, callId, facts.now);
    return first;
  });
  return explainStop(stop, facts);
}

function explainStop(stop: BudgetStop | undefined, facts: NonNullable<Verdict['facts']>): CardView | null {
  const budget = factsOf(stop, false);
  return budget && explainAsk('budget', { ...facts, budget });
}

/** What is spent and on its way at an instant (epoch ms). Call inside a transaction, so that both are of one moment. */
export async function readSpentFrom({ rollups, openCalls }: Database, now: number): Promise<SpentFrom> {
  return {
    rollups: await rollups.where('day').aboveOrEqual(firstDayOf(now)).toArray(),
    open: await openCalls.toArray(),
    now,
  };
}

function stateOf({ budget }: OwnBudgetRow, from: SpentFrom, except: string): BudgetState {
  const { span, spent, held } = measureBudget(budget, from, except);
  return { budget, spent, held, starts: [span.start, span.end] };
}
