import type { BudgetView } from '../../lib/domain/budget-view.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { viewBudget } from '../../lib/screens/view-budget.ts';
import { nameAccountId } from '../balance/account-name.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';

/** What budgets are read from. */
interface BudgetsDesk {
  readonly store: Pick<LedgerStore, 'transact'>;
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  /** Epoch ms. */
  readonly now: number;
}

/** Every budget and how it stands, the fullest first. @throws LedgerError */
export async function viewBudgets({ store, holds, now }: BudgetsDesk): Promise<readonly BudgetView[]> {
  const [budgets, uses] = [await holds.budgets(), await holds.usage()];
  const { accounts, lists } = await store.transact(async ({ accounts, priceLists }) => ({
    accounts: await accounts.toArray(),
    lists: await priceLists.toArray(),
  }));
  const names = {
    provider: (id: string) => nameOf(id, lists),
    account: (id: string) => nameAccountId(id, accounts),
  };
  const usedOf = (id: string) => uses.find((one) => one.budget === id);
  const shown = budgets.map((budget) => viewBudget(budget, { usedOf, nameOf: names, now }));
  return shown.toSorted((a, b) => b.percent - a.percent);
}
