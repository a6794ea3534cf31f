import { createStore, type StoreApi } from 'zustand/vanilla';
import { FIRST_SPEND, type SpendBy, type SpendQuery, type SpendView } from '../domain/spend-view.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';
import { addressOfSpend, nextBy, readSpendAddress } from './spend-address.ts';

/** What was spent, and what of it is asked for. */
export interface SpendState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly query: SpendQuery;
  /** Of the query before while the next is read. */
  readonly view: SpendView | null;
}

/** What a person can do there. Each is a place that the way back leads from. */
export interface SpendDeeds {
  readonly ask: (change: Partial<SpendQuery>) => void;
  /** Goes into one of the groups. */
  readonly into: (id: string) => void;
  /** Leaves what was gone into, and shows it beside the others again. */
  readonly leave: (by: SpendBy) => void;
  /** Saves a picture or a table of what is shown. */
  readonly save: (data: Blob, file: string) => void;
}

type Source = Pick<DashboardSource, 'readSpend' | 'saveFile'>;

/** Its query is the page's address: deeds go there (`go`), and `visit` reads what it asks for. */
export function openSpendStore(
  source: Source,
  go: (address: string) => void,
): {
  readonly store: StoreApi<SpendState>;
  readonly deeds: SpendDeeds;
  /** The address has changed, or the screen is looked at anew. */
  readonly visit: (hash: string) => Promise<void>;
  /** Tells that something was written. */
  readonly reload: () => Promise<void>;
} {
  const store = createStore<SpendState>(() => ({ status: 'loading', query: FIRST_SPEND, view: null }));
  const reload = newestOf(
    () =>
      source.readSpend(store.getState().query).then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  const ask = (change: Partial<SpendQuery>): void => go(addressOfSpend({ ...store.getState().query, ...change }));
  return {
    store,
    deeds: {
      ask,
      into: (id) => {
        const { query } = store.getState();
        const within = { ...query.within, [query.by]: id };
        ask({ within, by: nextBy(within) });
      },
      leave: (by) => {
        const { [by]: _left, ...within } = store.getState().query.within;
        ask({ within, by });
      },
      save: (data, file) => source.saveFile(data, file),
    },
    reload,
    visit: async (hash) => {
      const query = readSpendAddress(hash);
      if (query === null) return;
      if (addressOfSpend(query) !== addressOfSpend(store.getState().query))
        store.setState({ query, status: 'loading' });
      await reload();
    },
  };
}
