import type { StoreApi } from 'zustand/vanilla';
import { FAILED, newestOf } from './newest-of.ts';
import { askedOf } from './spend-address.ts';

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

/** Where such a screen reads from, and how an address of the dashboard is gone to. */
interface LookBackSource<View> {
  /** Its address: `#relays`. */
  readonly screen: string;
  readonly go: (address: string) => void;
  readonly has: () => Promise<boolean>;
  readonly read: (days: LookBackDays) => Promise<View>;
}

/** The part of the dashboard's address that asks a screen for these days; what it begins with is not written. */
export function addressOfLookBack(screen: string, days: LookBackDays): string {
  return days === NOT_LOOKED.days ? screen : `${screen}?days=${days}`;
}

/**
 * Reads a screen's view for its days, which its address has: `setDays` goes there, and `visit` reads what it asks for. What was
 * asked for last is what is shown. `has` that rejects says nothing.
 */
export function lookBack<View>(
  store: Pick<StoreApi<LookBackState<View>>, 'getState' | 'setState'>,
  source: LookBackSource<View>,
): { readonly visit: (hash: string) => Promise<void>; readonly setDays: (days: LookBackDays) => void } {
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
    setDays: (days) => source.go(addressOfLookBack(source.screen, days)),
    async visit(hash) {
      const asked = askedOf(source.screen, hash)?.get('days');
      if (asked === undefined) return;
      // What is not understood is as at first.
      const days = LOOK_BACK_DAYS.find((one) => String(one) === asked) ?? NOT_LOOKED.days;
      store.setState((before) => (before.days === days ? before : { days, status: 'loading' }));
      await reload();
    },
  };
}
