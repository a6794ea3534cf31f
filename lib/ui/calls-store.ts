import { createStore, type StoreApi } from 'zustand/vanilla';
import { ANY_CALL, type CallChoices, type CallFilter, type CallPosition, type CallView } from '../domain/dashboard.ts';
import { type CallPage, countCalls, keepNear, missingBetween } from './call-pages.ts';
import { addressOfCalls, readCallsAddress } from './calls-address.ts';
import type { DashboardSource } from './dashboard-source.ts';

/** The list of calls, and the call that is open in it. */
export interface CallsState {
  readonly filter: CallFilter;
  readonly choices: CallChoices;
  /** `looking`: not enough fit yet, and older calls are looked at. */
  readonly status: 'loading' | 'looking' | 'ready' | 'failed';
  readonly pages: readonly CallPage[];
  /** Where older calls begin; null: there are none. */
  readonly next: CallPosition | null;
  /** There are older ones, and the list is as long as lists get. */
  readonly isFull: boolean;
  /** How far back was looked, epoch ms; null: nowhere yet. */
  readonly lookedBackTo: number | null;
  /** Calls came in since the newest were read. */
  readonly hasNewer: boolean;
  readonly openId: string | null;
  /** Null while it is read, or when it is not there. */
  readonly detail: CallView | null;
  /** `gone`: it is not there (any more). */
  readonly detailStatus: 'loading' | 'ready' | 'gone' | 'failed';
}

/** What a person can do there. What is asked for, and what is opened, is a place that the way back leads from. */
export interface CallsDeeds {
  readonly setFilter: (change: Partial<CallFilter>) => void;
  readonly clearFilter: () => void;
  /** The calls from one place to another are looked at, 0 the newest; `isCalm`: nobody is at work in the list. */
  readonly look: (from: number, to: number, isCalm: boolean) => void;
  /** The newest calls as they are now. */
  readonly refresh: () => void;
  /** Opens a call, or closes it. */
  readonly toggle: (callId: string) => void;
}

/** Calls that are read together. */
const CALLS_MAX = 50;
/** Older ones are read when so few are left below. */
const AHEAD = 20;
/** Browsers do not lay out a page of any height: who wants to see more names a day. */
export const CALLS_LISTED_MAX = 100_000;

type Source = Pick<DashboardSource, 'readCalls' | 'readChoices' | 'readDetail' | 'readNewest'>;

/** How an address is gone to: as a step that the way back leads from, or in the place of the one before. */
export type Go = (address: string, how: 'step' | 'same') => void;

/** What was asked for is in the page's address: deeds go there, and `visit` reads what it asks for; what came late is dropped. */
export function openCallsStore(
  source: Source,
  go: Go,
  hash = '',
): {
  readonly store: StoreApi<CallsState>;
  readonly deeds: CallsDeeds;
  /** The address has changed. */
  readonly visit: (hash: string) => void;
  /** Begins with the newest calls, and with what there is to choose among; resolves when the first of them are there. */
  readonly begin: () => Promise<void>;
  /** Tells that something was written. */
  readonly onLedgerChanged: () => void;
} {
  let first = readCallsAddress(hash) ?? { filter: ANY_CALL, callId: null };
  const store = createStore<CallsState>(() => ({
    ...{ filter: first.filter, choices: { providers: [], models: [], accounts: [] }, status: 'loading', pages: [] },
    ...{ next: null, isFull: false, lookedBackTo: null, hasNewer: false },
    ...{ openId: null, detail: null, detailStatus: 'loading' },
  }));
  let turn = 0;
  let newestShown: number | null = null;
  let isAtTop = true;
  const reading = new Set<number>();

  /** Reads on until so many calls more are there, or nothing older is; whoever asks anew ends it. */
  const readOn = async (mine: number, start: CallPosition | null): Promise<void> => {
    const { filter } = store.getState();
    for (let at = start, found = 0; mine === turn; ) {
      const { calls, next } = await source.readCalls(filter, at, CALLS_MAX - found);
      if (mine !== turn) return;
      found += calls.length;
      const last = calls.at(-1);
      const pages = store.getState().pages;
      const added =
        last === undefined
          ? pages
          : [...pages, { start: at, count: calls.length, rows: calls, lastDay: last.record.day }];
      const isDone = next === null || found >= CALLS_MAX;
      store.setState({
        ...{ pages: added, next, status: isDone ? 'ready' : 'looking', lookedBackTo: next?.at ?? null },
        isFull: next !== null && countCalls(added) >= CALLS_LISTED_MAX,
      });
      if (isDone) return;
      at = next;
    }
  };
  const carryOn = (work: (mine: number) => Promise<void>): void => {
    turn += 1;
    const mine = turn;
    reading.clear();
    work(mine).catch(() => {
      if (mine === turn) store.setState({ status: 'failed' });
    });
  };
  const show = (): void =>
    carryOn(async (mine) => {
      store.setState({ status: 'loading', pages: [], next: null, isFull: false, lookedBackTo: null, hasNewer: false });
      isAtTop = true;
      // Asked first: what comes in meanwhile is newer than that.
      const newest = source.readNewest().then((at) => {
        if (mine === turn) newestShown = at;
      });
      await Promise.all([newest, readOn(mine, null)]);
    });
  /** The newest calls in the place of what is shown, without an empty moment in between. */
  const renew = (newest: number | null): void =>
    carryOn(async (mine) => {
      const { calls, next } = await source.readCalls(store.getState().filter, null, CALLS_MAX);
      if (mine !== turn) return;
      newestShown = newest;
      const last = calls.at(-1);
      const pages =
        last === undefined ? [] : [{ start: null, count: calls.length, rows: calls, lastDay: last.record.day }];
      store.setState({ pages, next, hasNewer: false, status: 'ready', isFull: false, lookedBackTo: next?.at ?? null });
      if (calls.length < CALLS_MAX && next !== null) await readOn(mine, next);
    });
  const readAgain = (at: number): void => {
    const mine = turn;
    const page = store.getState().pages[at];
    if (page === undefined || reading.has(at)) return;
    reading.add(at);
    source.readCalls(store.getState().filter, page.start, page.count).then(
      ({ calls }) => {
        if (mine !== turn) return;
        reading.delete(at);
        const again = { ...page, count: calls.length, rows: calls };
        store.setState(({ pages }) => ({ pages: pages.map((one, index) => (index === at ? again : one)) }));
      },
      () => {
        if (mine === turn) store.setState({ status: 'failed' });
      },
    );
  };
  const readChoices = (): void => {
    source.readChoices().then(
      (choices) => store.setState({ choices }),
      () => undefined,
    );
  };
  const open = (callId: string | null): void => {
    store.setState({ openId: callId, detail: null, detailStatus: 'loading' });
    if (callId === null) return;
    const come = (found: Pick<CallsState, 'detailStatus' | 'detail'>): void => {
      if (store.getState().openId === callId) store.setState(found);
    };
    source.readDetail(callId).then(
      (detail) => come({ detail, detailStatus: detail === null ? 'gone' : 'ready' }),
      () => come({ detail: null, detailStatus: 'failed' }),
    );
  };
  const ask = (filter: CallFilter): void => {
    const { search } = store.getState().filter;
    // Each letter that is typed is no step.
    go(addressOfCalls({ filter, callId: null }), filter.search === search ? 'step' : 'same');
  };
  /** When there is something to see, or nothing. */
  const loaded = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = store.subscribe(({ status }) => {
        if (status === 'loading') return;
        stop();
        resolve();
      });
    });
  let begun: Promise<void> | null = null;
  return {
    store,
    deeds: {
      setFilter: (change) => ask({ ...store.getState().filter, ...change }),
      clearFilter: () => ask(ANY_CALL),
      look: (from, to, isCalm) => {
        isAtTop = from <= 0 && isCalm;
        const { pages, next, status, isFull } = store.getState();
        for (const at of missingBetween(pages, from, to)) readAgain(at);
        const near = keepNear(pages, from, to);
        if (near.some((page, at) => page !== pages[at])) store.setState({ pages: near });
        if (status !== 'ready' || next === null || isFull || to < countCalls(pages) - AHEAD) return;
        carryOn((mine) => readOn(mine, next));
        store.setState({ status: 'looking' });
      },
      refresh: () => {
        show();
        readChoices();
      },
      toggle: (callId) => {
        const { filter, openId } = store.getState();
        go(addressOfCalls({ filter, callId: openId === callId ? null : callId }), 'step');
      },
    },
    begin: () => {
      if (begun !== null) return begun;
      begun = loaded();
      store.setState({ filter: first.filter });
      show();
      readChoices();
      if (first.callId !== null) open(first.callId);
      return begun;
    },
    visit: (address) => {
      const asked = readCallsAddress(address);
      if (asked === null) return;
      if (begun === null) {
        first = asked;
        return;
      }
      const { filter, openId } = store.getState();
      const isSame = addressOfCalls({ filter, callId: null }) === addressOfCalls({ ...asked, callId: null });
      if (!isSame) {
        store.setState({ filter: asked.filter });
        show();
      }
      if (asked.callId !== openId) open(asked.callId);
    },
    onLedgerChanged: () => {
      if (begun === null) return;
      source.readNewest().then(
        (newest) => {
          if (newest === null || newest === newestShown) return;
          if (isAtTop && store.getState().status === 'ready') renew(newest);
          else store.setState({ hasNewer: true });
        },
        () => undefined,
      );
    },
  };
}
