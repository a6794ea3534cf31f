import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RelayView } from '../domain/relay-view.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { type LookBackDays, type LookBackState, lookBack, NOT_LOOKED } from './look-back.ts';

/** What was billed beside what was counted. */
export type RelaysState = LookBackState<RelayView>;

/** What a person can do there. */
export interface RelaysDeeds {
  readonly setDays: (days: LookBackDays) => void;
}

type Source = Pick<DashboardSource, 'hasRelays' | 'readRelays'>;

/** The check of relays. Read when its screen is looked at; before that only whether there is any. */
export function openRelaysStore(source: Source): {
  readonly store: StoreApi<RelaysState>;
  readonly deeds: RelaysDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<RelaysState>(() => NOT_LOOKED);
  const { reload, setDays } = lookBack<RelayView>(store, {
    has: () => source.hasRelays(),
    read: (days) => source.readRelays(days),
  });
  return { store, reload, deeds: { setDays } };
}
