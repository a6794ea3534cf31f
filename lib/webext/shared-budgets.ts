import { accountTitle } from '../domain/account-title.ts';
import type { SharedBudgets } from '../domain/budget-view.ts';
import { nameOf } from '../screens/account-name.ts';
import { type BudgetUsed, viewBudget } from '../screens/view-budget.ts';
import { type BudgetState, windowAt } from '../sync/budget-state.ts';
import type { Database } from './database.ts';
import { readLink } from './sync-companion.ts';

/** The paired companion's budgets with their parts, as it last told them; null: there is no companion. `now`: epoch ms. */
export async function readSharedBudgets(database: Database, now: number): Promise<SharedBudgets | null> {
  const [link, known, lists, accounts] = await Promise.all([
    readLink(database),
    database.companion.get('budgets'),
    database.priceLists.toArray(),
    database.accounts.toArray(),
  ]);
  if (link === null) return null;
  const { states, at } = known?.id === 'budgets' ? known : { states: [], at: null };
  const provider = (id: string): string => nameOf(id, lists);
  const account = (id: string): string => {
    const row = accounts.find((one) => one.id === id);
    return row === undefined ? id : accountTitle(provider(row.provider), row.name);
  };
  const uses = new Map(states.map((state) => [state.budget.id, usedAt(state, now)]));
  const shown = states
    .filter(({ budget }) => budget.scope.kind !== 'envelope')
    .map(({ budget }) => viewBudget(budget, { usedOf: (id) => uses.get(id), nameOf: { provider, account }, now }));
  const budgets = shown.toSorted((a, b) => b.percent - a.percent);
  return { budgets, at, isAway: link.problem !== null, address: link.address };
}

/** Where its window has ended since, another one has begun, of which nothing is known. */
function usedAt(state: BudgetState, now: number): BudgetUsed | undefined {
  return windowAt(state, now).isMeasured ? state : undefined;
}
