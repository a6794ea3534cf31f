import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BudgetView } from '../domain/budget-view.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** The budgets of a companion. */
export interface CompanionBudgetsState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** The fullest first. */
  readonly budgets: readonly BudgetView[];
}

/** Read when the screen is looked at, and whenever something was written while it is. */
export function openCompanionBudgetsStore(source: { readonly readBudgets: () => Promise<readonly BudgetView[]> }): {
  readonly store: StoreApi<CompanionBudgetsState>;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<CompanionBudgetsState>(() => ({ status: 'loading', budgets: [] }));
  const reload = newestOf(
    () =>
      source.readBudgets().then(
        (budgets) => ({ status: 'ready', budgets }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  return { store, reload };
}
