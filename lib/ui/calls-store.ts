import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  ANY_CALL,
  type CallChoices,
  type CallDetail,
  type CallFilter,
  type CallPosition,
  type CallRow,
} from '../domain/dashboard.ts';
import type { DashboardSource } from './dashboard-source.ts';

/** One page of the list of calls, and the call that is open in it. */
export interface CallsState {
  readonly filter: CallFilter;
  readonly choices: CallChoices;
  /** `looking`: no page is full yet, and older calls are looked at. */
  readonly status: 'loading' | 'looking' | 'ready' | 'failed';
  readonly calls: readonly CallRow[];
  /** Where each page begins, up to this one; the first begins at the newest call. */
  readonly starts: readonly (CallPosition | null)[];
  /** Where the next page begins; null: there is none. */
  readonly next: CallPosition | null;
  /** How far back was looked, epoch ms; null: nowhere yet. */
  readonly lookedBackTo: number | null;
  /** Calls came in since the first page was read. */
  readonly hasNewer: boolean;
  readonly openId: string | null;
  /** Null while it is read, or when it is gone. */
  readonly detail: CallDetail | null;
}

/** What a person can do there. */
export interface CallsDeeds {
  readonly setFilter: (change: Partial<CallFilter>) => void;
  readonly clearFilter: () => void;
  readonly older: () => void;
  readonly newer: () => void;
  /** The newest calls as they are now. */
  readonly refresh: () => void;
  /** Opens a call, or closes it. */
  readonly toggle: (callId: string) => void;
}

/** Calls on one page. */
const CALLS_MAX = 50;

type Source = Pick<DashboardSource, 'readCalls' | 'readChoices' | 'readDetail' | 'readNewest'>;

/** The list of calls. Reads its first page at once; what is asked for later wins over what comes in late. */
export function openCallsStore(
  source: Source,
  first: CallFilter = ANY_CALL,
): {
  readonly store: StoreApi<CallsState>;
  readonly deeds: CallsDeeds;
  /** Tells that something was written. */
  readonly onLedgerChanged: () => void;
} {
  const store = createStore<CallsState>(() => ({
    filter: first,
    choices: { providers: [], models: [], accounts: [] },
    status: 'loading',
    calls: [],
    starts: [null],
    next: null,
    lookedBackTo: null,
    hasNewer: false,
    openId: null,
    detail: null,
  }));
  let turn = 0;
  let newestShown: number | null = null;

  /** Goes on until the page is full, or nothing older is there; whoever asks anew ends it. */
  const fill = async (starts: CallsState['starts']): Promise<void> => {
    turn += 1;
    const mine = turn;
    const { filter } = store.getState();
    store.setState({
      starts,
      status: 'loading',
      calls: [],
      next: null,
      lookedBackTo: null,
      openId: null,
      detail: null,
    });
    if (starts.length === 1) {
      store.setState({ hasNewer: false });
      newestShown = await source.readNewest();
    }
    let at = starts.at(-1) ?? null;
    while (mine === turn) {
      const slice = await source.readCalls(filter, at, CALLS_MAX - store.getState().calls.length);
      if (mine !== turn) return;
      const calls = [...store.getState().calls, ...slice.calls];
      const isDone = slice.next === null || calls.length >= CALLS_MAX;
      store.setState({
        calls,
        next: slice.next,
        status: isDone ? 'ready' : 'looking',
        lookedBackTo: slice.next?.at ?? null,
      });
      if (isDone) return;
      at = slice.next;
    }
  };
  const show = (starts: CallsState['starts']): void => {
    const reading = fill(starts);
    const mine = turn;
    reading.catch(() => {
      if (mine === turn) store.setState({ status: 'failed' });
    });
  };
  const readChoices = (): void => {
    source.readChoices().then(
      (choices) => store.setState({ choices }),
      () => undefined,
    );
  };
  const open = async (callId: string): Promise<void> => {
    store.setState({ openId: callId, detail: null });
    const detail = await source.readDetail(callId).catch(() => null);
    if (store.getState().openId === callId) store.setState({ detail });
  };
  show([null]);
  readChoices();
  return {
    store,
    deeds: {
      setFilter: (change) => {
        store.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
        show([null]);
      },
      clearFilter: () => {
        store.setState({ filter: ANY_CALL });
        show([null]);
      },
      older: () => {
        const { next, starts } = store.getState();
        if (next !== null) show([...starts, next]);
      },
      newer: () => {
        const { starts } = store.getState();
        if (starts.length > 1) show(starts.slice(0, -1));
      },
      refresh: () => {
        show([null]);
        readChoices();
      },
      toggle: (callId) => {
        if (store.getState().openId === callId) store.setState({ openId: null, detail: null });
        else void open(callId);
      },
    },
    onLedgerChanged: () => {
      source.readNewest().then(
        (newest) => {
          if (newest !== null && newest !== newestShown) store.setState({ hasNewer: true });
        },
        () => undefined,
      );
    },
  };
}
