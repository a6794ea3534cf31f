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
export function openRelaysStore(
  source: Source,
  go: (address: string) => void,
): {
  readonly store: StoreApi<RelaysState>;
  readonly deeds: RelaysDeeds;
  /** The address has changed, or the screen is looked at anew. */
  readonly visit: (hash: string) => Promise<void>;
} {
  const store = createStore<RelaysState>(() => NOT_LOOKED);
  const { visit, setDays } = lookBack<RelayView>(store, {
    ...{ screen: '#relays', go },
    has: () => source.hasRelays(),
    read: (days) => source.readRelays(days),
  });
  return { store, visit, deeds: { setDays } };
}
