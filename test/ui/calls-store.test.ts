import { expect, it } from 'vitest';
import type { CallFilter, CallPosition, CallRow, CallSlice } from '../../lib/domain/dashboard.ts';
import { openCallsStore } from '../../lib/ui/calls-store.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));
const rows = (count: number, from = 0): readonly CallRow[] =>
  Array.from({ length: count }, (_, index) => ({ record: { callId: String(from + index) } }) as unknown as CallRow);

interface Asked {
  readonly filter: CallFilter;
  readonly after: CallPosition | null;
  readonly callsMax: number;
  readonly answer: (slice: CallSlice) => Promise<void>;
  readonly fail: () => Promise<void>;
}

/** A source whose answers a test gives by hand. */
function manualSource() {
  const asked: Asked[] = [];
  let newest = 1;
  const source = {
    readCalls: (filter: CallFilter, after: CallPosition | null, callsMax: number) =>
      new Promise<CallSlice>((resolve, reject) => {
        const answer = async (slice: CallSlice) => {
          resolve(slice);
          await settled();
        };
        const fail = async () => {
          reject(new Error('blocked'));
          await settled();
        };
        asked.push({ filter, after, callsMax, answer, fail });
      }),
    readNewest: async () => newest,
    readChoices: async () => ({ providers: [], models: ['toll-mini'], accounts: [] }),
    readDetail: async () => null,
  };
  return {
    source,
    last: (): Asked => asked.at(-1) as Asked,
    asked,
    setNewest: (at: number) => {
      newest = at;
    },
  };
}

const at = (skip: number): CallPosition => ({ at: 9, skip });

it('looks further back until a page is full, and says how far it is', async () => {
  const { source, last, asked } = manualSource();
  const { store } = openCallsStore(source);
  await settled();
  await last().answer({ calls: rows(20), next: at(1) });
  expect(store.getState()).toMatchObject({ status: 'looking', lookedBackTo: 9 });
  expect(last()).toMatchObject({ after: at(1), callsMax: 30 });
  await last().answer({ calls: rows(30, 20), next: at(2) });
  expect(store.getState()).toMatchObject({ status: 'ready', next: at(2) });
  expect(store.getState().calls).toHaveLength(50);
  expect(asked).toHaveLength(2);
});

it('goes to older calls and back again by the same way', async () => {
  const { source, last } = manualSource();
  const { store, deeds } = openCallsStore(source);
  await settled();
  await last().answer({ calls: rows(50), next: at(1) });
  deeds.older();
  await settled();
  expect(last().after).toEqual(at(1));
  await last().answer({ calls: rows(3, 50), next: null });
  expect(store.getState()).toMatchObject({ status: 'ready', next: null, starts: [null, at(1)] });
  deeds.newer();
  await settled();
  expect(last().after).toBeNull();
});

it('what was asked later wins, and ends what is under way', async () => {
  const { source, asked, last } = manualSource();
  const { store, deeds } = openCallsStore(source);
  await settled();
  deeds.setFilter({ model: 'toll-mini' });
  await settled();
  await last().answer({ calls: rows(1), next: null });
  await asked[0]?.answer({ calls: rows(20), next: at(1) });
  expect(store.getState().calls).toHaveLength(1);
  expect(asked).toHaveLength(2);
  deeds.clearFilter();
  await settled();
  expect(last().filter.model).toBeNull();
});

it('says so when the ledger fails, and reads again when it is asked to', async () => {
  const { source, last } = manualSource();
  const { store, deeds } = openCallsStore(source);
  await settled();
  await last().fail();
  expect(store.getState().status).toBe('failed');
  deeds.refresh();
  await settled();
  await last().answer({ calls: rows(2), next: null });
  expect(store.getState().status).toBe('ready');
});

it('tells that newer calls came in, and not that something else was written', async () => {
  const { source, last, setNewest } = manualSource();
  const { store, deeds, onLedgerChanged } = openCallsStore(source);
  await settled();
  await last().answer({ calls: rows(2), next: null });
  onLedgerChanged();
  await settled();
  expect(store.getState().hasNewer).toBe(false);
  setNewest(2);
  onLedgerChanged();
  await settled();
  expect(store.getState().hasNewer).toBe(true);
  deeds.refresh();
  expect(store.getState().hasNewer).toBe(false);
});
