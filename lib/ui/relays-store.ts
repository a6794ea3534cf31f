import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RelayView } from '../domain/relay-view.ts';
import type { DashboardSource } from './dashboard-source.ts';

/** What was billed beside what was counted. */
export interface RelaysState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Whether there is anything to compare: the menu names the screen only then. */
  readonly isThere: boolean;
  readonly days: RelayDays;
  readonly view: RelayView | null;
}

/** How far back is looked. */
export const RELAY_DAYS = [30, 90] as const;
export type RelayDays = (typeof RELAY_DAYS)[number];

/** What a person can do there. */
export interface RelaysDeeds {
  readonly setDays: (days: RelayDays) => void;
}

type Source = Pick<DashboardSource, 'hasRelays' | 'readRelays'>;

/** The check of relays. Read when its screen is looked at; before that only whether there is any. */
export function openRelaysStore(source: Source): {
  readonly store: StoreApi<RelaysState>;
  readonly deeds: RelaysDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<RelaysState>(() => ({ status: 'loading', isThere: false, days: 30, view: null }));
  let turn = 0;
  const reload = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const next = await source.readRelays(store.getState().days).then(
      (view) => ({ status: 'ready', view }) as const,
      () => ({ status: 'failed' }) as const,
    );
    if (mine === turn) store.setState(next);
  };
  source.hasRelays().then(
    (isThere) => store.setState({ isThere }),
    () => undefined,
  );
  return {
    store,
    reload,
    deeds: {
      setDays: (days) => {
        store.setState({ days, status: 'loading' });
        void reload();
      },
    },
  };
}
