import { randomUUID } from 'node:crypto';
import { withWallet } from '../../lib/budget/budget.ts';
import { idsStandingFor, standsFor } from '../../lib/ledger/ledger-context.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';

/**
 * Has budgets of accounts count all calls of their wallets: accounts can be merged, and a call is of the one that stands for the
 * others. What was booked under any of these ids is added up anew. Rejects where the ledger does.
 */
export async function linkBudgets({
  holds,
  store,
}: {
  readonly holds: Pick<Holds, 'budgets' | 'change'>;
  readonly store: Pick<LedgerStore, 'transact'>;
}): Promise<void> {
  const budgets = (await holds.budgets()).filter(({ scope }) => scope.kind === 'account');
  if (budgets.length === 0) return;
  const rows = await store.transact(async ({ accounts }) => accounts.toArray());
  for (const budget of budgets) {
    const { scope } = withWallet(budget, (id) => idsStandingFor(rows, standsFor(rows, id)?.id ?? id));
    if (scope === budget.scope || scope.kind !== 'account') continue;
    const wallet = scope.wallet ?? [scope.account];
    await holds.change({ id: randomUUID(), budgetId: budget.id, kind: 'link', wallet });
  }
}
