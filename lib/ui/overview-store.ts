import { createStore, type StoreApi } from 'zustand/vanilla';
import type { OverviewDeeds, OverviewModel } from '../webext/popup-model.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';

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
  const reload = newestOf(
    () =>
      source.readOverview().then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  return { store, deeds: source.overview, reload };
}
