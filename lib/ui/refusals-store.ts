import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RefusalSaid, RefusalsView, ShownStory } from '../domain/refusal-view.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { type LookBackDays, type LookBackState, lookBack, NOT_LOOKED } from './look-back.ts';

/** Where somebody heard no. */
export interface RefusalsState extends LookBackState<RefusalsView> {
  /** What became of the last thing that was said of one, and of which. */
  readonly kept: { readonly id: string; readonly isFailed: boolean } | null;
}

/** What a person can do there. */
export interface RefusalsDeeds {
  readonly setDays: (days: LookBackDays) => void;
  readonly say: (story: ShownStory, said: RefusalSaid) => void;
  /** Goes to the Estimator with a request of the same sizes. */
  readonly estimate: (again: NonNullable<ShownStory['again']>) => void;
}

type Source = Pick<DashboardSource, 'hasRefusals' | 'readRefusals' | 'sayOfRefusal'>;

/** Read when its screen is looked at; before that only whether there is any. */
export function openRefusalsStore(
  source: Source,
  { go, estimate }: { readonly go: (address: string) => void } & Pick<RefusalsDeeds, 'estimate'>,
): {
  readonly store: StoreApi<RefusalsState>;
  readonly deeds: RefusalsDeeds;
  /** The address has changed, or the screen is looked at anew. */
  readonly visit: (hash: string) => Promise<void>;
} {
  const store = createStore<RefusalsState>(() => ({ ...NOT_LOOKED, kept: null }));
  const { visit, setDays } = lookBack<RefusalsView>(store, {
    ...{ screen: '#refusals', go },
    has: () => source.hasRefusals(),
    read: (days) => source.readRefusals(days),
  });
  return {
    store,
    visit,
    deeds: {
      estimate,
      setDays,
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
