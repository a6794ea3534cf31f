import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AboutView } from '../domain/self-check.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { FAILED, newestOf } from './newest-of.ts';

/** What this is, and whether it works. */
export interface AboutState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly view: AboutView | null;
}

/** Looked at when its screen is, and when it is asked to. */
export function openAboutStore(source: Pick<DashboardSource, 'readAbout'>): {
  readonly store: StoreApi<AboutState>;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<AboutState>(() => ({ status: 'loading', view: null }));
  const reload = newestOf(
    () =>
      source.readAbout().then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  return { store, reload };
}
