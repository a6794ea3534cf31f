import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AccountsModel } from '../webext/popup-model.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** Every wallet. */
export interface AccountsState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly view: AccountsModel | null;
}

/** Read when its screen is looked at, and again whenever something it shows was written. */
export function openAccountsStore(source: Pick<DashboardSource, 'readAccounts'>): {
  readonly store: StoreApi<AccountsState>;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<AccountsState>(() => ({ status: 'loading', view: null }));
  const reload = newestOf(
    () =>
      source.readAccounts().then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  return { store, reload };
}
