import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PriceView } from '../domain/price-view.ts';
import type { DashboardSource } from './dashboard-source.ts';

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
  let turn = 0;
  const reload = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const next = await source.readPrices().then(
      (prices) => ({ status: 'ready', prices }) as const,
      () => ({ status: 'failed' }) as const,
    );
    if (mine === turn) store.setState(next);
  };
  return { store, reload };
}
