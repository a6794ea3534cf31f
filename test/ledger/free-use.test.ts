import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FreeQuantity } from '../../lib/domain/free-quantity.ts';
import { repriceRecord } from '../../lib/engine/reprice-record.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { addManyToRollups } from '../../lib/ledger/add-many.ts';
import { openFreeOrder } from '../../lib/ledger/free-use.ts';
import { readContext } from '../../lib/ledger/ledger-context.ts';
import { putPriceFileInForce } from '../../lib/prices/file-prices.ts';
import { mergeRecord } from '../../lib/sync/merge-record.ts';
import { takeRows } from '../../lib/webext/import-rows.ts';
import { NOW } from '../domain/samples.ts';
import { answered, lost, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { filedRow, heldFile } from '../prices/filed.ts';
import { countReads } from '../webext/watch-database.ts';

const free: readonly FreeQuantity[] = [{ meters: ['input-tokens'], count: 1000, per: 'month' }];

let host: DexieHost;
beforeEach(async () => {
  const rates = { 'input-tokens': 10_000_000, 'output-tokens': 30_000_000 };
  putPriceFileInForce(heldFile([filedRow({ list: 'sandbox', model: 'toll-large', rates, free })]));
  host = await openDexieHost(NOW);
  await host.addAccount();
});
afterEach(async () => {
  putPriceFileInForce(null);
  await host.close();
});

const settle = (id: string, input: number, on = host) => settleCall(settlement(id, answered(input, 0)), on.ports);
async function usedBy({ database }: DexieHost): Promise<number> {
  const query = { provider: 'sandbox', fingerprint: null, model: 'toll-large', callId: '' };
  const { used = [] } = await readContext(database, query);
  return used.reduce((sum, { counts }) => sum + (counts['input-tokens'] ?? 0), 0);
}
async function inRecords(of: DexieHost): Promise<number> {
  const records = await of.records();
  return records.reduce((sum, { freeUse }) => sum + (freeUse?.['input-tokens'] ?? 0), 0);
}

describe('what was used of a free quantity', () => {
  it('is what the calls say themselves, however they came in', async () => {
    const other = await openDexieHost(NOW);
    await other.addAccount();
    const step = fc.record({
      kind: fc.constantFrom('settle', 'lost', 'merge', 'again', 'import'),
      id: fc.integer({ min: 0, max: 5 }),
      input: fc.integer({ min: 0, max: 400 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        run += 1;
        for (const { kind, id: number, input } of steps) {
          const id = `${run}-${number}`;
          if (kind === 'settle') await settle(id, input);
          else if (kind === 'lost') await settleCall(settlement(id, lost), host.ports);
          else if (kind === 'import') {
            const { record } = await settle(`${id}-file`, input, other);
            const isNew = record !== null && (await host.database.records.get(record.callId)) === undefined;
            if (isNew) await host.database.records.add(record);
            await addManyToRollups(host.database, isNew ? [record] : []);
          } else {
            const { record } = await settle(kind === 'merge' ? id : `${id}-there`, input, other);
            if (record !== null) await mergeRecord(host.database, record);
          }
        }
        expect(await usedBy(host)).toBe(await inRecords(host));
      }),
      { numRuns: 15 },
    );
    await other.close();
  });

  it('is found by a review with as many rows read, however many calls there are', async () => {
    const { record } = await settle('a', 300);
    if (record === null) throw new Error('an answer leaves a record');
    const reads = countReads(host.database);
    await reviewCall(request('b'), host.ports);
    const before = reads.take();
    const copies = Array.from({ length: 500 }, (_, index) => ({ ...record, callId: `copy-${index}` }));
    await host.database.records.bulkAdd(copies);
    await settle('b', 1);
    reads.take();
    await reviewCall(request('c'), host.ports);
    expect(reads.take()).toEqual(before);
    await settle('c', 1);
    expect(reads.take().walks).toBe(0);
  });

  it('is not taken in from a file beside the calls that it is made of', async () => {
    await settle('a', 300);
    const rows = (await host.database.habits.toArray()).filter(({ id }) => id.includes('|free|'));
    expect(rows).toHaveLength(1);
    await host.database.habits.clear();
    expect(await takeRows(host.database, { table: 'habits', rows, drops: new Set() })).toBe(0);
    expect(await host.database.habits.count()).toBe(0);
  });

  it('of calls before one, is in the order in which they began', async () => {
    for (const [at, id] of ['c', 'a', 'b'].entries()) {
      host.now = NOW + at * 1000;
      await settle(id, 100 * (at + 1));
    }
    const usedBefore = openFreeOrder(host.database);
    const usedUntil = async (id: string) => {
      const record = await host.database.records.get(id);
      return record && (await usedBefore(record, free, () => []))[0]?.counts;
    };
    expect(await usedUntil('c')).toEqual({ 'input-tokens': 0 });
    expect(await usedUntil('a')).toEqual({ 'input-tokens': 100 });
    expect(await usedUntil('b')).toEqual({ 'input-tokens': 300 });
  });

  it('of a pool that is said afterwards, is that of all its models together', async () => {
    const pool = [{ meters: ['input-tokens'], count: 500, per: 'month', pool: 'all' }] as const;
    const prices = ['toll-large', 'toll-mini'].map((model) => ({
      ...{ model, unit: 'USD', rates: { 'input-tokens': 1_000_000n, 'output-tokens': 0n } },
      ...{ free: pool, on: '2026-11-01' },
    }));
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) {
      host.now = NOW + at * 1000;
      const { record } = await settle(id, 300);
      if (record === null) throw new Error('an answer leaves a record');
      const { pricedBy: _, freeUse: __, ...others } = record;
      const model = at % 2 === 0 ? 'toll-large' : 'toll-mini';
      const draft = record.draft && { ...record.draft, model };
      await host.database.records.put({ ...others, model, draft, cost: null });
    }
    const usedBefore = openFreeOrder(host.database);
    const nano = async (id: string) => {
      const record = await host.database.records.get(id);
      if (record === undefined) throw new Error('it is there');
      const { model, fingerprint, provider, callId } = record;
      const context = await readContext(host.database, { provider, fingerprint, model, callId });
      const price = await repriceRecord(record, { ...context, own: { times: {}, prices } }, usedBefore);
      return price?.nano;
    };
    expect([await nano('a'), await nano('b'), await nano('c'), await nano('d')]).toEqual([
      0n,
      100_000n,
      300_000n,
      300_000n,
    ]);
  });
});
