import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AccuracyView } from '../domain/accuracy.ts';
import type { DashboardSource } from './dashboard-source.ts';

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
  let turn = 0;
  const reload = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const view = await source.readAccuracy().catch(() => null);
    if (mine === turn) store.setState({ view });
  };
  return { store, reload };
}
