import type { Budget, BudgetScope } from '../../lib/budget/budget.ts';
import { limitAt } from '../../lib/budget/budget.ts';
import { capsOf } from '../../lib/budget/envelopes.ts';
import type { BudgetStanding, BudgetView, EnvelopeView } from '../../lib/domain/budget-view.ts';
import type { BudgetFacts } from '../../lib/domain/facts.ts';
import type { AccountRow, PriceListRow } from '../../lib/ledger/rows.ts';
import { nameOf } from '../../lib/screens/account-name.ts';
import { nameAccountId } from '../balance/account-name.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { BudgetUse } from '../ledger/operations.ts';

/** What budgets are read from. */
interface BudgetsDesk {
  readonly store: Pick<LedgerStore, 'transact'>;
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  /** Epoch ms. */
  readonly now: number;
}

interface Names {
  readonly accounts: readonly AccountRow[];
  readonly lists: readonly PriceListRow[];
}

/** Every budget and how it stands, the fullest first. @throws LedgerError */
export async function viewBudgets({ store, holds, now }: BudgetsDesk): Promise<readonly BudgetView[]> {
  const [budgets, uses] = [await holds.budgets(), await holds.usage()];
  const names = await store.transact(async ({ accounts, priceLists }) => ({
    accounts: await accounts.toArray(),
    lists: await priceLists.toArray(),
  }));
  const shown = budgets.map((budget): BudgetView => {
    const { id, scope, window, isHard, limit } = budget;
    const use = uses.find((one) => one.budget === id);
    return {
      ...{ id, isHard, limit, scope: nameScope(scope, names), counts: countsOf(budget) },
      span: window.kind === 'per-call' ? 'call' : window.kind,
      ...standingOf(use, use?.cap ?? limitAt(budget, now)),
      unknownCalls: Number(use?.uncounted ?? 0n),
      envelopes: envelopesOf(budget, uses, now),
    };
  });
  return shown.toSorted((a, b) => b.percent - a.percent);
}

/** What a budget counts. */
export function countsOf({ unit }: Pick<Budget, 'unit'>): BudgetFacts['counts'] {
  return unit.kind === 'money' ? { of: unit.kind, unit: unit.currency } : { of: unit.kind };
}

/** How it stands; of what nobody has used yet nothing is used. */
export function standingOf(use: BudgetUse | undefined, cap: bigint): BudgetStanding {
  const { spent = 0n, held = 0n } = use ?? {};
  const used = spent + held;
  return { cap, spent, held, percent: cap > 0n ? Number((used * 100n) / cap) : used > 0n ? 100 : 0 };
}

function nameScope(scope: BudgetScope, { accounts, lists }: Names): BudgetView['scope'] {
  switch (scope.kind) {
    case 'everything':
      return null;
    case 'provider':
      return { kind: scope.kind, name: nameOf(scope.provider, lists) };
    case 'account':
      return { kind: scope.kind, name: nameAccountId(scope.account, accounts) };
    case 'model':
      return { kind: scope.kind, name: scope.model };
    case 'key':
      return { kind: scope.kind, name: scope.key };
    case 'label':
      return { kind: scope.kind, name: scope.label };
    case 'origin':
      return { kind: scope.kind, name: scope.origin };
    case 'envelope':
      return { kind: 'label', name: scope.labels.join(', ') };
  }
}

function envelopesOf(budget: Budget, uses: readonly BudgetUse[], now: number): readonly EnvelopeView[] {
  const { id, envelopes } = budget;
  if (envelopes === undefined) return [];
  const caps = capsOf(envelopes, limitAt(budget, now), now);
  return envelopes.shares.map(({ name, labels }) => {
    const use = uses.find((one) => one.budget === `${id}/${name}`);
    return { name, labels, ...standingOf(use, caps.get(name) ?? 0n) };
  });
}
