import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EndedCall } from '../../../companion/events/news.ts';
import { openNewsDesk } from '../../../companion/events/news.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { openRefusalTables } from '../../../companion/ledger/refusal-tables.ts';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import { keepBlocks } from '../../../companion/refusals/keep-blocks.ts';
import { readStories } from '../../../companion/refusals/read-stories.ts';
import { NOVEMBER, recordOf } from '../export-samples.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';

const MINUTE_MS = 60_000;
const NOW = NOVEMBER + 86_400_000 * 3;
const account = 'openai:team';

function describeStories({ name, open }: Adapter): void {
  describe(`stories over ${name}`, () => {
    let database: TestDatabase;
    let store: LedgerStore;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());
    beforeEach(async () => {
      store = openLedgerStore(database.sql, await database.newLedger());
    });
    const refusal = (number: number, minutes: number, change = {}) =>
      recordOf(number, {
        ...{ outcome: 'refusal', refusalCause: 'frozen', account, usage: null },
        openedAt: NOVEMBER + minutes * MINUTE_MS,
        ...change,
      });
    const read = () => readStories(store, { start: NOVEMBER, end: NOW, now: NOW });

    it('what went through after a no is found among all that did, by origin, and a rise of the balance', async () => {
      await store.transact(async ({ records }) => {
        await records.bulkPut([
          refusal(1, 0),
          refusal(2, 1),
          recordOf(3, { openedAt: NOVEMBER + 2 * MINUTE_MS, origin: 'tool:other' }),
          recordOf(4, { openedAt: NOVEMBER + 9 * MINUTE_MS, outcome: 'error' }),
          recordOf(5, { openedAt: NOVEMBER + 10 * MINUTE_MS }),
          refusal(6, 600, { origin: 'tool:third' }),
        ]);
      });
      const reading = { unit: 'USD', frozenNano: null, source: 'api' } as const;
      await store.transactBelow(async ({ tx, ledger }) => {
        const points = [
          [-5, 1_000_000_000n],
          [5, 6_000_000_000n],
          [30, 6_000_000_000n],
        ] as const;
        await openWatchTables(tx, ledger).balanceHistory.bulkPut(
          points.map(([minutes, availableNano]) => {
            const at = NOVEMBER + minutes * MINUTE_MS;
            return { account, unit: 'USD', at, reading: { ...reading, at, availableNano } };
          }),
        );
      });
      const { stories, points } = await read();
      expect(stories.map(({ no, attempts, next, lostMs }) => [no.id, attempts, next, lostMs])).toEqual([
        ['c000006', 1, 'given-up', 1234],
        ['c000001', 2, 'recharged', 10 * MINUTE_MS],
      ]);
      expect(points).toMatchObject([{ cause: 'frozen', stories: 2, attempts: 3 }]);
    });

    it('what we stop is written behind the calls, a loop as few rows, and nothing that is no no', async () => {
      const desk = openNewsDesk(() => undefined);
      const troubles: string[] = [];
      const kept = keepBlocks({ store, listen: desk.listen, onTrouble: (what) => void troubles.push(what) });
      const tell = (change: Partial<EndedCall>): void =>
        desk.tell({
          kind: 'call-ended',
          call: { ...ENDED, refusal: { type: 'budget-exceeded', policies: [] }, ...change },
        });
      for (let at = 0; at < 1000; at += 1) tell({ callId: `a${at}`, startedAt: NOVEMBER + at });
      for (let at = 0; at < 500; at += 1) tell({ callId: `b${at}`, origin: `tool:${at}`, startedAt: NOVEMBER + at });
      tell({ refusal: { type: 'bad-request', policies: [] } });
      tell({ refusal: null });
      await kept.stop();
      expect(troubles).toEqual([]);
      const rows = await store.transactBelow(({ tx, ledger }) =>
        Promise.resolve(openRefusalTables(tx, ledger).blockedCalls.toArray()),
      );
      expect(rows.length).toBe(100);
      expect(rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(1500);
      expect(rows.find(({ id }) => id === 'a0')).toMatchObject({ attempts: 1000, cause: 'budget', by: 'us' });
    });

    it('what cannot be written for longer than rows are begun anew is written when it can be again', async () => {
      const desk = openNewsDesk(() => undefined);
      const troubles: string[] = [];
      const rename = (from: string, to: string) =>
        database.sql.transaction(async (tx) => void (await tx.rows(`alter table ${from} rename to ${to}`)));
      const tell = (callId: string, startedAt: number): void =>
        desk.tell({
          kind: 'call-ended',
          call: { ...ENDED, callId, startedAt, refusal: { type: 'budget-exceeded', policies: [] } },
        });
      await rename('row_blocked_calls', 'row_gone');
      const kept = keepBlocks({ store, listen: desk.listen, onTrouble: (what) => void troubles.push(what) });
      tell('first', NOVEMBER);
      tell('again', NOVEMBER + 1);
      await expect.poll(() => troubles.length, { timeout: 10_000 }).toBeGreaterThan(0);
      // More of the first row while it waits, and one behind it that is begun anew.
      tell('more', NOVEMBER + 2);
      tell('later', NOVEMBER + 2 * MINUTE_MS);
      const before = troubles.length;
      await expect.poll(() => troubles.length, { timeout: 10_000 }).toBeGreaterThan(before);
      await rename('row_gone', 'row_blocked_calls');
      await kept.stop();
      const rows = await store.transactBelow(({ tx, ledger }) =>
        Promise.resolve(openRefusalTables(tx, ledger).blockedCalls.toArray()),
      );
      expect(rows.map(({ id, attempts }) => [id, attempts]).toSorted()).toEqual([
        ['first', 3],
        ['later', 1],
      ]);
    }, 30_000);

    it('the newest are looked at, and that there are more is said', async () => {
      await store.transact(async ({ records }) => {
        await records.bulkPut(Array.from({ length: 350 }, (_, at) => refusal(at, at * 2, { origin: `tool:${at}` })));
      });
      const { stories, isPart } = await read();
      expect([stories.length, isPart, stories[0]?.no.id]).toEqual([300, true, 'c000349']);
    });
  });
}

const ENDED: EndedCall = {
  ...{ callId: 'x', requestId: 'x', provider: 'openai', surface: null, wire: null, origin: 'tool:loop', model: null },
  ...{ isStream: false, outputMax: null, how: 'unsent', status: null, startedAt: NOVEMBER, firstByteAt: null },
  ...{
    endedAt: NOVEMBER + 1,
    oursMs: null,
    traceparent: null,
    refusal: null,
    asked: null,
    record: null,
    replaced: null,
  },
};

for (const adapter of adapters) describeStories(adapter);
