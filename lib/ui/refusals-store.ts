import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RefusalSaid, RefusalsView, ShownStory } from '../domain/refusal-view.ts';
import type { DashboardSource } from './dashboard-source.ts';

/** Where somebody heard no. */
export interface RefusalsState {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Whether anybody ever did: the menu names the screen only then. */
  readonly isThere: boolean;
  readonly days: RefusalDays;
  readonly view: RefusalsView | null;
  /** What became of the last thing that was said of one, and of which. */
  readonly kept: { readonly id: string; readonly isFailed: boolean } | null;
}

/** How far back is looked. */
export const REFUSAL_DAYS = [30, 90] as const;
export type RefusalDays = (typeof REFUSAL_DAYS)[number];

/** What a person can do there. */
export interface RefusalsDeeds {
  readonly setDays: (days: RefusalDays) => void;
  readonly say: (story: ShownStory, said: RefusalSaid) => void;
  /** Goes to the Estimator with a request of the same sizes. */
  readonly estimate: (again: NonNullable<ShownStory['again']>) => void;
}

type Source = Pick<DashboardSource, 'hasRefusals' | 'readRefusals' | 'sayOfRefusal'>;

/** Read when its screen is looked at; before that only whether there is any. */
export function openRefusalsStore(
  source: Source,
  estimate: RefusalsDeeds['estimate'],
): {
  readonly store: StoreApi<RefusalsState>;
  readonly deeds: RefusalsDeeds;
  readonly reload: () => Promise<void>;
} {
  const store = createStore<RefusalsState>(() => ({
    ...{ status: 'loading', isThere: false, days: 30, view: null, kept: null },
  }));
  let turn = 0;
  const reload = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const next = await source.readRefusals(store.getState().days).then(
      (view) => ({ status: 'ready', view }) as const,
      () => ({ status: 'failed' }) as const,
    );
    if (mine === turn) store.setState(next);
  };
  source.hasRefusals().then(
    (isThere) => store.setState({ isThere }),
    () => undefined,
  );
  return {
    store,
    reload,
    deeds: {
      estimate,
      setDays: (days) => {
        store.setState({ days, status: 'loading' });
        void reload();
      },
      say: ({ no }, said) => {
        store.setState(({ view }) => ({ view: view && withSaid(view, no.id, said), kept: null }));
        source.sayOfRefusal(no, said).then(
          () => store.setState({ kept: { id: no.id, isFailed: false } }),
          () => store.setState({ kept: { id: no.id, isFailed: true } }),
        );
      },
    },
  };
}

function withSaid(view: RefusalsView, id: string, said: RefusalSaid): RefusalsView {
  return { ...view, stories: view.stories.map((story) => (story.no.id === id ? { ...story, said } : story)) };
}
