import type { StoreApi } from 'zustand/vanilla';
import { FAILED, newestOf } from './newest-of.ts';

/** How far back screens look that tell of some days. */
export const LOOK_BACK_DAYS = [30, 90] as const;
export type LookBackDays = (typeof LOOK_BACK_DAYS)[number];

/** A screen that is read when it is looked at; before that only whether there is anything. */
export interface LookBackState<View> {
  readonly status: 'loading' | 'ready' | 'failed';
  /** Whether there is anything to tell: the menu names the screen only then. */
  readonly isThere: boolean;
  readonly days: LookBackDays;
  readonly view: View | null;
}

/** What such a screen begins with. */
export const NOT_LOOKED = { status: 'loading', isThere: false, days: 30, view: null } as const;

/** Reads a screen's view for its days; what was asked for last is what is shown. `has` that rejects says nothing. */
export function lookBack<View>(
  store: Pick<StoreApi<LookBackState<View>>, 'getState' | 'setState'>,
  source: { readonly has: () => Promise<boolean>; readonly read: (days: LookBackDays) => Promise<View> },
): { readonly reload: () => Promise<void>; readonly setDays: (days: LookBackDays) => void } {
  const reload = newestOf(
    () =>
      source.read(store.getState().days).then(
        (view) => ({ status: 'ready', view }) as const,
        () => FAILED,
      ),
    (next) => store.setState(next),
  );
  source.has().then(
    (isThere) => store.setState({ isThere }),
    () => undefined,
  );
  return {
    reload,
    setDays(days) {
      store.setState({ days, status: 'loading' });
      void reload();
    },
  };
}
