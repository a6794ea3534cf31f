import { expect, it } from 'vitest';
import type { CallFilter, CallPosition, CallRow, CallSlice, CallView } from '../../lib/domain/dashboard.ts';
import { countCalls } from '../../lib/ui/call-pages.ts';
import { openCallsStore } from '../../lib/ui/calls-store.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));
const rows = (count: number, from = 0): readonly CallRow[] =>
  Array.from(
    { length: count },
    (_, index) => ({ record: { callId: String(from + index), day: '2026-11-21' } }) as unknown as CallRow,
  );

interface Asked {
  readonly filter: CallFilter;
  readonly after: CallPosition | null;
  readonly callsMax: number;
  readonly answer: (slice: CallSlice) => Promise<void>;
  readonly fail: () => Promise<void>;
}

/** A source whose answers a test gives by hand, and an address that deeds go to. */
function manualSource(hash = '#calls') {
  const asked: Asked[] = [];
  const gone: string[] = [];
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
    readDetail: async (callId: string) => {
      if (callId === 'broken') throw new Error('blocked');
      return callId === 'gone' ? null : ({ report: callId } as CallView);
    },
  };
  const opened = openCallsStore(
    source,
    (address, how) => {
      gone.push(`${how} ${address}`);
      opened.visit(address);
    },
    hash,
  );
  expect(asked, 'no call is read before it is begun').toEqual([]);
  opened.begin();
  const last = (): Asked => asked.at(-1) as Asked;
  const setNewest = (at: number) => {
    newest = at;
  };
  return { ...opened, asked, gone, last, setNewest, ids: () => idsOf(opened.store.getState().pages) };
}

function idsOf(pages: ReturnType<ReturnType<typeof openCallsStore>['store']['getState']>['pages']) {
  return pages.flatMap(({ rows: some }) => some?.map(({ record }) => record.callId) ?? [null]);
}

const at = (skip: number): CallPosition => ({ at: 9, skip });

it('looks further back until there are enough, and says how far it is', async () => {
  const { store, last, asked } = manualSource();
  await settled();
  await last().answer({ calls: rows(20), next: at(1) });
  expect(store.getState()).toMatchObject({ status: 'looking', lookedBackTo: 9 });
  expect(last()).toMatchObject({ after: at(1), callsMax: 30 });
  await last().answer({ calls: rows(30, 20), next: at(2) });
  expect(store.getState()).toMatchObject({ status: 'ready', next: at(2) });
  expect(countCalls(store.getState().pages)).toBe(50);
  expect(asked).toHaveLength(2);
});

it('reads older calls from where it stands when the end comes in sight, and not before', async () => {
  const { store, deeds, last, asked } = manualSource();
  await settled();
  await last().answer({ calls: rows(50), next: at(1) });
  deeds.look(0, 9, true);
  expect(asked).toHaveLength(1);
  deeds.look(25, 40, true);
  deeds.look(26, 41, true);
  expect(asked).toHaveLength(2);
  expect(last()).toMatchObject({ after: at(1), callsMax: 50 });
  await last().answer({ calls: rows(3, 50), next: null });
  expect(store.getState()).toMatchObject({ status: 'ready', next: null });
  expect(countCalls(store.getState().pages)).toBe(53);
  deeds.look(40, 53, true);
  expect(asked).toHaveLength(2);
});

it('lets go of what is far away, and reads it again from the same place', async () => {
  const { deeds, last, asked, ids } = manualSource();
  await settled();
  for (let page = 0; page < 20; page += 1) {
    await last().answer({ calls: rows(50, page * 50), next: at(page + 1) });
    deeds.look(page * 50 + 40, page * 50 + 49, true);
  }
  expect(ids().slice(0, 3)).toEqual([null, null, null]);
  await last().answer({ calls: [], next: null });
  const before = asked.length;
  deeds.look(60, 70, false);
  deeds.look(61, 71, false);
  expect(asked.slice(before)).toMatchObject([{ after: at(1), callsMax: 50 }]);
  await last().answer({ calls: rows(50, 50), next: at(2) });
  expect(ids()).toContain('50');
});

it('what was asked later wins, and ends what is under way', async () => {
  const { deeds, asked, last, ids } = manualSource();
  await settled();
  deeds.setFilter({ model: 'toll-mini' });
  await settled();
  await last().answer({ calls: rows(1), next: null });
  await asked[0]?.answer({ calls: rows(20), next: at(1) });
  expect(ids()).toEqual(['0']);
  expect(asked).toHaveLength(2);
  deeds.clearFilter();
  await settled();
  expect(last().filter.model).toBeNull();
});

it('what is asked for and what is open is the address: each a step, but the letters of a search', async () => {
  const { store, deeds, visit, gone, last } = manualSource('#calls?model=toll-mini&call=7');
  await settled();
  expect(last().filter.model).toBe('toll-mini');
  expect(store.getState()).toMatchObject({ openId: '7', detailStatus: 'ready', detail: { report: '7' } });
  deeds.setFilter({ provider: 'sandbox' });
  deeds.setFilter({ search: 'a' });
  deeds.toggle('8');
  deeds.toggle('8');
  expect(gone).toEqual([
    'step #calls?provider=sandbox&model=toll-mini',
    'same #calls?provider=sandbox&model=toll-mini&find=a',
    'step #calls?provider=sandbox&model=toll-mini&find=a&call=8',
    'step #calls?provider=sandbox&model=toll-mini&find=a',
  ]);
  visit('#spend');
  expect(store.getState().filter.search).toBe('a');
  visit('#calls');
  expect(store.getState()).toMatchObject({ filter: { search: '', provider: null }, openId: null });
});

it.each([
  ['gone', 'gone'],
  ['broken', 'failed'],
])('a call that is %s is no empty place', async (callId, detailStatus) => {
  const { store } = manualSource(`#calls?call=${callId}`);
  await settled();
  expect(store.getState()).toMatchObject({ openId: callId, detail: null, detailStatus });
});

it('says so when the ledger fails, and reads again when it is asked to', async () => {
  const { store, deeds, last } = manualSource();
  await settled();
  await last().fail();
  expect(store.getState().status).toBe('failed');
  deeds.refresh();
  await settled();
  await last().answer({ calls: rows(2), next: null });
  expect(store.getState().status).toBe('ready');
});

it('a new call appears at once where the newest are looked at, and is told of elsewhere', async () => {
  const { store, deeds, last, setNewest, onLedgerChanged, asked, ids } = manualSource();
  await settled();
  await last().answer({ calls: rows(2), next: null });
  onLedgerChanged();
  await settled();
  expect(asked).toHaveLength(1);
  setNewest(2);
  onLedgerChanged();
  await settled();
  expect(ids()).toHaveLength(2);
  await last().answer({ calls: rows(3), next: null });
  expect(ids()).toHaveLength(3);
  expect(store.getState().hasNewer).toBe(false);
  // Somebody is at work in the list: nothing moves under the hands.
  deeds.look(0, 3, false);
  setNewest(3);
  onLedgerChanged();
  await settled();
  expect(store.getState().hasNewer).toBe(true);
  deeds.refresh();
  await settled();
  expect(store.getState().hasNewer).toBe(false);
});
