import type { HandedBudget, HandOverAnswer } from '../../lib/sync/hand-over.ts';
import type { Holds } from '../ledger/holds.ts';

type Outcome = HandOverAnswer['budgets'][number]['outcome'];

/**
 * Takes over budgets that a browser has kept by itself. What was spent in them is added up from this ledger's calls, so that
 * nothing of it is told or counted twice; told again a budget changes nothing. One whose name is taken here stays where it is.
 */
export async function takeBudgets(
  handed: readonly HandedBudget[],
  holds: Pick<Holds, 'change'>,
): Promise<HandOverAnswer> {
  const budgets: { readonly id: string; readonly outcome: Outcome }[] = [];
  // One after the other: each takes the ledger's row for itself.
  for (const { change, budget } of handed)
    budgets.push({ id: budget.id, outcome: await take({ change, budget }, holds) });
  return { budgets };
}

async function take({ change: id, budget }: HandedBudget, holds: Pick<Holds, 'change'>): Promise<Outcome> {
  try {
    const { problem } = await holds.change({ kind: 'put', id, budgetId: budget.id, budget, isNew: true });
    return problem === null ? 'taken' : 'name-taken';
  } catch (error) {
    // A zone that is not known here.
    if (error instanceof RangeError) return 'not-possible';
    throw error;
  }
}
