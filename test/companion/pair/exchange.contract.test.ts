import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { beginSync, type ExchangeDesk, exchange, renewSync } from '../../../companion/pair/exchange.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { ITEMS_MAX, type SyncAnswer, type SyncCursor, type SyncItem } from '../../../lib/sync/protocol.ts';
import { ONE } from '../../domain/samples.ts';
import { type Adapter, adapters, type TestDatabase } from '../ledger/adapters.ts';

const record = (callId: string, nano = ONE): CallRecord => ({
  ...{ callId, requestId: callId, provider: 'sandbox', surface: 'sandbox/chat', account: null, fingerprint: null },
  ...{ origin: 'https://a.example', model: 'toll-mini', draft: null, estimateLikelyNano: null, outcome: 'answer' },
  ...{ usage: null, cost: { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano }, certainty: 'billed' },
  ...{ refusalCause: null, isReviewed: true, openedAt: 1000, settledAt: 2000, day: '2026-11-22' },
});
const told = (callId: string): SyncItem => ({ kind: 'record', record: record(callId) });
const NOTHING = { items: [], cursor: null, notTaken: 0 } as const;
const idsOf = ({ items }: Pick<SyncAnswer, 'items'>): readonly string[] =>
  items.flatMap((item) => (item.kind === 'record' ? [item.record.callId] : []));

/** What paired browsers are told is the same over each of our databases. */
function describeExchange({ name, open }: Adapter): void {
  describe(`an exchange over ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());

    async function openExchange(): Promise<ExchangeDesk> {
      const ledger = await database.newLedger();
      const store = openLedgerStore(database.sql, ledger);
      return { store, holds: openHolds(database.sql, { ledger }), now: Date.now };
    }

    /** Everything that one browser is told until there is no more. */
    async function readAll(desk: ExchangeDesk, browser: string, from: SyncCursor | null): Promise<Read> {
      const ids: string[] = [];
      for (let cursor = from; ; ) {
        const answer = await exchange({ ...NOTHING, cursor }, browser, desk);
        ids.push(...idsOf(answer));
        cursor = answer.cursor;
        if (!answer.isMore) return { ids, cursor };
      }
    }

    it('misses no call of many that are written at once while it is read', async () => {
      const desk = await openExchange();
      await beginSync(desk, 'first');
      const ids = Array.from({ length: 60 }, (_, at) => `call-${String(at).padStart(3, '0')}`);
      const writing = Promise.all(
        ids.map((id) => desk.store.transact(async ({ records }) => void (await records.add(record(id))))),
      );
      const seen: string[] = [];
      let cursor: SyncCursor | null = null;
      let isOver = false;
      void writing.then(() => {
        isOver = true;
      });
      while (!isOver) {
        const read: Read = await readAll(desk, 'b-1', cursor);
        seen.push(...read.ids);
        cursor = read.cursor;
      }
      await writing;
      seen.push(...(await readAll(desk, 'b-1', cursor)).ids);
      expect([...new Set(seen)].sort()).toEqual(ids);
    });

    it('tells no browser what it has told itself, and every other one', async () => {
      const desk = await openExchange();
      await beginSync(desk, 'first');
      const [one, two] = [await readAll(desk, 'b-1', null), await readAll(desk, 'b-2', null)];
      await exchange({ ...NOTHING, items: [told('a'), told('a'), told('b')], cursor: null }, 'b-1', desk);
      expect((await readAll(desk, 'b-1', one.cursor)).ids).toEqual([]);
      expect((await readAll(desk, 'b-2', two.cursor)).ids).toEqual(['a', 'b']);
      expect((await desk.holds.spend({ start: 0, end: 900_000 })).map(({ nano }) => nano)).toEqual([2n * ONE]);
    });

    it('tells every browser of a correction with its call, and books one that is told again once', async () => {
      const desk = await openExchange();
      await beginSync(desk, 'first');
      await exchange({ ...NOTHING, items: [told('a')], cursor: null }, 'b-1', desk);
      const [one, two] = [await readAll(desk, 'b-1', null), await readAll(desk, 'b-2', null)];
      const refund = { id: 'refund-1', kind: 'refund', unit: 'USD', nano: -ONE / 4n } as const;
      const cost = { unit: refund.unit, nano: refund.nano };
      await desk.holds.adjust({ callId: 'a', id: refund.id, kind: refund.kind, cost, tokens: 0n, calls: 0n });
      for (const [browser, { cursor }] of Object.entries({ 'b-1': one, 'b-2': two })) {
        const { items } = await exchange({ ...NOTHING, cursor }, browser, desk);
        expect(items).toEqual([{ kind: 'record', record: { ...record('a'), corrections: [refund] } }]);
        await exchange({ ...NOTHING, items, cursor }, browser, desk);
      }
      expect((await desk.holds.spend({ start: 0, end: 900_000 })).map(({ nano }) => nano)).toEqual([(3n * ONE) / 4n]);
      expect(await desk.store.transact(async ({ records }) => records.get('a'))).toEqual(record('a'));
    });

    it('books what is told many times at once a single time', async () => {
      const desk = await openExchange();
      await beginSync(desk, 'first');
      const items = [told('a'), told('b')];
      await Promise.all(Array.from({ length: 6 }, () => exchange({ ...NOTHING, items, cursor: null }, 'b-1', desk)));
      const rows = await desk.store.transact(async ({ records, rollups }) => [
        (await records.toArray()).length,
        (await rollups.toArray()).map(({ calls, likelyNano }) => [calls, likelyNano]),
      ]);
      expect(rows).toEqual([2, [[2, 2n * ONE]]]);
    });

    it('reads the past in portions, and begins anew after a backup took the ledger’s place', async () => {
      const desk = await openExchange();
      const ids = Array.from({ length: 1100 }, (_, at) => `call-${String(at).padStart(4, '0')}`);
      await desk.store.transact(async ({ records }) => void (await records.bulkPut(ids.map((id) => record(id)))));
      await beginSync(desk, randomUUID());
      const first = await exchange({ ...NOTHING, cursor: null }, 'b-1', desk);
      expect([first.items.length, first.isMore]).toEqual([ITEMS_MAX, true]);
      const { ids: all, cursor } = await readAll(desk, 'b-1', null);
      expect(all).toEqual(ids);
      await renewSync(desk, randomUUID());
      const anew = await exchange({ ...NOTHING, cursor }, 'b-1', desk);
      expect([anew.isNew, anew.items.length]).toEqual([true, ITEMS_MAX]);
    }, 60_000);
  });
}

interface Read {
  readonly ids: readonly string[];
  readonly cursor: SyncCursor;
}

for (const adapter of adapters) describeExchange(adapter);
