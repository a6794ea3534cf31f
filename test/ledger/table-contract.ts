import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../lib/domain/record.ts';
import type { RollupRow } from '../../lib/ledger/rows.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';

/** Tables of a store, empty at first. */
export interface TablesHost {
  readonly tables: LedgerTables;
  /** Runs `work` in one read-write transaction; what it wrote is gone when it rejects. */
  readonly transact: <T>(work: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

const DAY = '2026-11-22';

function record(callId: string, openedAt: number, change: Partial<CallRecord> = {}): CallRecord {
  return { callId, openedAt, provider: 'p', model: 'm', outcome: 'answer', account: 'p:a', ...change } as CallRecord;
}

function rollup(model: string, likelyNano: bigint): RollupRow {
  return { day: DAY, provider: 'p', model, unit: 'USD', calls: 1, refusals: 0, likelyNano, unknownCalls: 0 };
}

/** What the ledger relies on of a store's tables, whichever store it is. */
export function describeTables(name: string, open: () => Promise<TablesHost>): void {
  describe(`tables over ${name}`, () => {
    let host: TablesHost;
    beforeEach(async () => {
      host = await open();
    });
    afterEach(() => host.close());
    const inside = <T>(work: (tables: LedgerTables) => Promise<T>): Promise<T> =>
      host.transact(async () => work(host.tables));

    it('keeps a row as it was put, with bigints beyond 2^53, lists, nulls and what is absent', async () => {
      const row = { id: 'x', values: [1, 10n ** 30n, -1n, { unit: 'USD', nano: 5n } as never] };
      await inside((tables) => Promise.resolve(tables.habits.put(row)));
      expect(await inside(async (tables) => tables.habits.get('x'))).toEqual(row);
      expect(await inside(async (tables) => tables.habits.get('y'))).toBeUndefined();
    });

    it('puts in the place of what was there, but adds a record once', async () => {
      await inside(async (tables) => {
        await tables.rollups.put(rollup('m', 1n));
        await tables.rollups.put(rollup('m', 2n));
        await tables.records.add(record('a', 1));
      });
      expect(await inside(async (tables) => tables.rollups.toArray())).toEqual([rollup('m', 2n)]);
      await expect(inside(async (tables) => tables.records.add(record('a', 2)))).rejects.toThrow();
      expect((await inside(async (tables) => tables.records.get('a')))?.openedAt).toBe(1);
    });

    it('writes all of a transaction or nothing', async () => {
      const failing = inside(async (tables) => {
        await tables.rollups.put(rollup('m', 1n));
        await tables.records.add(record('a', 1));
        throw new Error('afterwards');
      });
      await expect(failing).rejects.toThrow('afterwards');
      expect(await inside(async (tables) => [await tables.rollups.toArray(), await tables.records.toArray()])).toEqual([
        [],
        [],
      ]);
    });

    it('writes nothing of what goes on beside something that failed', async () => {
      await inside(async (tables) => tables.records.add(record('a', 1)));
      const goOn = async ({ habits }: LedgerTables): Promise<void> => {
        for (let at = 0; at < 20; at += 1) await habits.put({ id: `late-${at}`, values: [] });
      };
      const failing = inside(async (tables) => Promise.all([tables.records.add(record('a', 2)), goOn(tables)]));
      await expect(failing).rejects.toThrow();
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await inside(async (tables) => tables.habits.toArray())).toEqual([]);
    });

    it('sees inside a transaction what it wrote there', async () => {
      const seen = await inside(async (tables) => {
        await tables.habits.bulkPut([
          { id: 'a', values: [1] },
          { id: 'b', values: [2] },
        ]);
        await tables.habits.delete('a');
        return tables.habits.toArray();
      });
      expect(seen).toEqual([{ id: 'b', values: [2] }]);
    });

    it('finds several by their keys, in the order of the keys', async () => {
      await inside(async (tables) => {
        await tables.habits.bulkPut(['a', 'b', 'c'].map((id) => ({ id, values: [] })));
      });
      const found = await inside(async (tables) => tables.habits.bulkGet(['c', 'nothing', 'a']));
      expect(found.map((row) => row?.id)).toEqual(['c', undefined, 'a']);
      await inside(async (tables) => {
        await tables.habits.bulkDelete(['c', 'nothing', 'a']);
      });
      expect((await inside(async (tables) => tables.habits.toArray())).map(({ id }) => id)).toEqual(['b']);
      expect(await inside(async (tables) => tables.habits.bulkGet([]))).toEqual([]);
    });

    it('finds what begins with a text, whatever characters it has, and nothing beside', async () => {
      const ids = [
        'cost|p:a',
        'cost|p:a|USD',
        'cost|p:a|\u{10ffff}',
        'cost|p:b|USD',
        'cost|p:A|USD',
        'cost|p_a',
        'cost',
      ];
      await inside(async (tables) => {
        await tables.habits.bulkPut(ids.map((id) => ({ id, values: [] })));
      });
      const found = async (beginning: string): Promise<readonly string[]> =>
        (await inside(async (tables) => tables.habits.where('id').startsWith(beginning).toArray())).map(({ id }) => id);
      expect(await found('cost|p:a')).toEqual(['cost|p:a', 'cost|p:a|USD', 'cost|p:a|\u{10ffff}']);
      expect(await found('cost|p_')).toEqual(['cost|p_a']);
      expect(await found('%')).toEqual([]);
    });

    it('finds by an index of several columns between two values, in its order or backwards', async () => {
      await inside(async (tables) => {
        for (const at of [9, 10, 100, 11]) await tables.records.add(record(`r${at}`, at));
        await tables.records.add(record('other', 10, { provider: 'q' }));
        await tables.records.add(record('refused', 10, { outcome: 'refusal' }));
      });
      const [plain, edges, backwards, counted, first] = await inside(async ({ records }) => {
        const between = (withHigh?: boolean) =>
          records.where('[provider+openedAt]').between(['p', 9], ['p', 100], true, withHigh);
        return [
          await between().toArray(),
          await between(true).toArray(),
          await between(true)
            .reverse()
            .filter(({ outcome }) => outcome === 'answer')
            .limit(2)
            .toArray(),
          await between(true).count(),
          await records.where('[outcome+openedAt]').between(['refusal', 0], ['refusal', 10], true, true).first(),
        ] as const;
      });
      expect(plain.map(({ openedAt }) => openedAt)).toEqual([9, 10, 10, 11]);
      expect(edges.map(({ openedAt }) => openedAt)).toEqual([9, 10, 10, 11, 100]);
      expect(backwards.map(({ callId }) => callId)).toEqual(['r100', 'r11']);
      expect(counted).toBe(5);
      expect(first?.callId).toBe('refused');
    });

    it('tells the keys of the first ones by an index', async () => {
      const rows = ['a', 'b', 'c'].map(
        (name, index) => ({ provider: 'p', name, usedAt: 10 - index, output: {} }) as never,
      );
      await inside(async (tables) => {
        await tables.lengths.bulkPut(rows);
      });
      const keys = await inside(async ({ lengths }) =>
        lengths.where('[provider+usedAt]').between(['p', 0], ['p', Number.MAX_SAFE_INTEGER]).limit(2).primaryKeys(),
      );
      expect(keys).toEqual([
        ['p', 'c'],
        ['p', 'b'],
      ]);
    });

    it('finds by a column that may be null or absent, and by the first of a filter', async () => {
      await inside(async (tables) => {
        await tables.openCalls.put({ callId: 'a', account: null, provider: 'p', openedAt: 1 } as never);
        await tables.openCalls.put({ callId: 'b', account: 'p:a', provider: 'p', openedAt: 2 } as never);
      });
      const [ofAccount, any] = await inside(async ({ openCalls }) => [
        await openCalls.where('account').equals('p:a').toArray(),
        await openCalls.filter(({ provider }) => provider === 'p').first(),
      ]);
      expect(ofAccount.map(({ callId }) => callId)).toEqual(['b']);
      expect(any?.callId).toBe('a');
    });
  });
}
