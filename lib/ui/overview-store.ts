import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OverviewDeeds, OverviewModel } from '../webext/popup-model.ts';
import type { DashboardSource } from './dashboard-source.ts';

/** What the dashboard begins with. */
export interface OverviewState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly view: OverviewModel | null;
}

/** Read when its screen is looked at, and again whenever something it shows was written. */
export function openOverviewStore(source: Pick<DashboardSource, 'readOverview' | 'overview'>): {
  readonly store: StoreApi<OverviewState>;
  readonly deeds: OverviewDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<OverviewState>(() => ({ status: 'loading', view: null }));
  let turn = 0;
  return {
    store,
    deeds: source.overview,
    reload: async () => {
      turn += 1;
      const mine = turn;
      const next = await source.readOverview().then(
        (view) => ({ status: 'ready', view }) as const,
        () => ({ status: 'failed' }) as const,
      );
      if (mine === turn) store.setState(next);
    },
  };
}
