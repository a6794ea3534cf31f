import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  FIRST_SAVINGS,
  isAsked,
  type SavingsQuery,
  type SavingsView,
  type WhatIfAsked,
  type WhatIfChoices,
  type WhatIfView,
} from '../domain/savings-view.ts';
import type { SpendPeriod } from '../domain/spend-view.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';
import { addressOfSavings, readSavingsAddress } from './savings-address.ts';
import { writePeriod } from './spend-address.ts';

/** What could have been saved, and what calls would have cost otherwise. */
export interface SavingsState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Whether there is anything to tell: the menu names the screen only then. */
  readonly isThere: boolean;
  readonly query: SavingsQuery;
  /** Of the period before while the next is read. */
  readonly view: SavingsView | null;
  /** Null: not known yet. */
  readonly choices: WhatIfChoices | null;
  readonly whatIf: {
    /** `none`: nothing was asked. */
    readonly status: 'none' | 'loading' | 'ready' | 'failed';
    readonly view: WhatIfView | null;
  };
}

/** What a person can do there. Each is a place that the way back leads from. */
export interface SavingsDeeds {
  readonly setPeriod: (period: SpendPeriod) => void;
  readonly ask: (asked: WhatIfAsked) => void;
  /** Reads what can be chosen at another provider; null: at those that were called. */
  readonly look: (provider: string | null) => void;
  /** Saves a picture or a table of what is shown. */
  readonly save: (data: Blob, file: string) => void;
}

type Source = Pick<DashboardSource, 'hasSavings' | 'readSavings' | 'readWhatIf' | 'readWhatIfChoices' | 'saveFile'>;

/** Its query is the page's address: deeds go there (`go`), and `visit` reads what it asks for. What was worked out stays until something else is asked. */
export function openSavingsStore(
  source: Source,
  go: (address: string) => void,
): {
  readonly store: StoreApi<SavingsState>;
  readonly deeds: SavingsDeeds;
  /** The address has changed, or (`isAnew`) the screen is looked at anew. */
  readonly visit: (hash: string, isAnew?: boolean) => Promise<void>;
} {
  const nothing = { status: 'none', view: null } as const;
  const store = createStore<SavingsState>(() => ({
    ...{ status: 'loading', isThere: false, query: FIRST_SAVINGS, view: null, choices: null, whatIf: nothing },
  }));
  source.hasSavings().then(
    (isThere) => store.setState({ isThere }),
    () => undefined,
  );
  const readView = newestOf(
    () =>
      source.readSavings(store.getState().query.period).then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  const readAnswer = newestOf(
    async (): Promise<SavingsState['whatIf']> => {
      const { query } = store.getState();
      if (!isAsked(query)) return nothing;
      return source.readWhatIf(query).then(
        (view) => ({ status: 'ready', view }) as const,
        () => ({ status: 'failed', view: null }) as const,
      );
    },
    (whatIf) => store.setState({ whatIf }),
  );
  let lookedAt: string | null = null;
  const readChoices = newestOf(
    () =>
      source.readWhatIfChoices({ period: store.getState().query.period, provider: lookedAt }).then(
        (choices) => ({ choices }),
        () => ({}),
      ),
    (next) => store.setState(next),
  );
  return {
    store,
    deeds: {
      setPeriod: (period) => go(addressOfSavings({ ...store.getState().query, period })),
      ask: (asked) => go(addressOfSavings({ ...asked, period: store.getState().query.period })),
      look: (provider) => {
        lookedAt = provider;
        void readChoices();
      },
      save: (data, file) => source.saveFile(data, file),
    },
    visit: async (hash, isAnew = false) => {
      const query = readSavingsAddress(hash);
      if (query === null) return;
      const before = store.getState();
      const isOther = isAnew || writePeriod(query.period) !== writePeriod(before.query.period);
      const whatIf = isAsked(query) ? ({ status: 'loading', view: before.whatIf.view } as const) : nothing;
      store.setState({ query, whatIf, ...(isOther && { status: 'loading' }) });
      lookedAt = query.provider;
      await Promise.all([isOther && readView(), readChoices(), readAnswer()]);
    },
  };
}
