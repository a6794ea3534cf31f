import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openCallDesk } from '../../../companion/calls/call-desk.ts';
import { reviewCalls } from '../../../companion/calls/review-calls.ts';
import { settleExpired } from '../../../companion/calls/settle-left.ts';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { budgetOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';
import { call, end } from './samples.ts';

const MINUTE_MS = 60_000;
const nobody = (): boolean => false;

describe.each(adapters)('a call that runs for long, over $name', (adapter) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await adapter.open();
  }, 60_000);
  afterAll(() => database?.close());

  async function open() {
    const ledger = await database.newLedger();
    const holds = openHolds(database.sql, { ledger });
    const store = openLedgerStore(database.sql, ledger);
    const budget = budgetOf({ unit: { kind: 'money', currency: 'credits' }, limit: 10n ** 15n });
    await holds.change({ kind: 'put', id: 'put', budgetId: budget.id, budget });
    let clock = Date.now();
    const now = () => clock;
    const ports = store.portsFor({ now, dayOf: () => '2026-11-22' });
    const desk = openCallDesk({ ports, secretHex: 'ab'.repeat(32), runId: 'companion-1', counters: {} });
    const troubles: string[] = [];
    const { port, running } = reviewCalls({ desk, holds, now, onTrouble: (what) => void troubles.push(what) });
    onTestFinished(running.stop);
    return {
      ...{ port, running, troubles, store, ports },
      pass(minutes: number) {
        clock += minutes * MINUTE_MS;
      },
      used: async () => (await holds.usage()).map(({ spent, held }) => [spent, held]),
      records: () => store.transact(async ({ records }) => records.toArray()),
      rows: () => store.transact(async ({ openCalls }) => openCalls.toArray()),
    };
  }

  it('is booked by its own end, however late that comes: its row is renewed while it is heard of', async () => {
    const { port, running, troubles, store, ports, pass, used, records, rows } = await open();
    expect((await port.review(call)).kind).toBe('send');
    for (let minutes = 0; minutes < 90; minutes += 2) {
      pass(2);
      await running.beat();
      // As another companion over the same database does.
      await settleExpired(store, ports, nobody);
    }
    expect([await records(), (await rows()).length]).toEqual([[], 1]);
    await port.settle(end);
    expect(await records()).toMatchObject([{ callId: 'a', outcome: 'answer', certainty: 'billed' }]);
    expect(await rows()).toEqual([]);
    expect(await used()).toEqual([[36_000_000_000n, 0n]]);
    expect(troubles).toEqual([]);
  });

  it('is not taken for lost where it runs on after its machine slept; one that is not heard of is', async () => {
    const { port, running, store, ports, pass, records } = await open();
    await port.review(call);
    pass(90);
    await settleExpired(store, ports, running.has);
    expect(await records()).toEqual([]);
    await settleExpired(store, ports, nobody);
    expect(await records()).toMatchObject([{ callId: 'a', outcome: 'cut', certainty: 'unknown' }]);
  });

  it('that ends while it is renewed leaves no row behind', async () => {
    const { port, running, pass, records, rows } = await open();
    await port.review(call);
    pass(10);
    await Promise.all([running.beat(), port.settle(end), running.beat()]);
    await running.beat();
    expect([(await records()).length, await rows()]).toEqual([1, []]);
  });
});
