import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PriceView } from '../domain/price-view.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** The models that were called, and what they cost. */
export interface PricesState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly prices: readonly PriceView[];
}

/** Read when the screen is looked at; the last question wins. */
export function openPricesStore(source: Pick<DashboardSource, 'readPrices'>): {
  readonly store: StoreApi<PricesState>;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<PricesState>(() => ({ status: 'loading', prices: [] }));
  const reload = newestOf(
    () =>
      source.readPrices().then(
        (prices) => ({ status: 'ready', prices }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  return { store, reload };
}
