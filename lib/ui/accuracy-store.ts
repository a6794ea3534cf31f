import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AccuracyView } from '../domain/accuracy.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { newestOf } from './newest-of.ts';

/** How right estimates were; null: not read yet, or it could not be. */
export interface AccuracyState {
  readonly view: AccuracyView | null;
}

/** Read when the list of calls is looked at; the last question wins. */
export function openAccuracyStore(source: Pick<DashboardSource, 'readAccuracy'>): {
  readonly store: StoreApi<AccuracyState>;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<AccuracyState>(() => ({ view: null }));
  const reload = newestOf(
    () => source.readAccuracy().catch(() => null),
    (view) => store.setState({ view }),
  );
  return { store, reload };
}
