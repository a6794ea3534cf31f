import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupsOf } from '../../lib/engine/forecast-output.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { readContext } from '../../lib/ledger/ledger-context.ts';
import { NOW } from '../domain/samples.ts';
import { answered, chat, PLENTY, readingOf, refused, request, settlement } from '../engine/calls.ts';
import { type DexieHost, openDexieHost } from '../engine/dexie-host.ts';
import { ACCOUNT } from '../engine/ledger-host.ts';
import { countReads, failWrites } from '../webext/watch-database.ts';

let host: DexieHost;
beforeEach(async () => {
  host = await openDexieHost(NOW);
  await host.addAccount();
  await host.putReading(ACCOUNT, readingOf(host, PLENTY));
  host.now += 1000;
});
afterEach(() => host.close());

const settle = (callId: string, outcome = answered(1200, 100)) => settleCall(settlement(callId, outcome), host.ports);
const groups = groupsOf(request('any'));
const contextNow = () =>
  readContext(host.database, { provider: 'sandbox', fingerprint: null, model: 'toll-large', callId: '', groups });

describe('a ledger of 100,000 records', () => {
  it('is reviewed with as many rows read as an empty one', async () => {
    await settle('first');
    const { record } = await settle('second');
    if (record === null) throw new Error('an answer leaves a record');
    const reads = countReads(host.database);
    await reviewCall(request('a'), host.ports);
    const before = reads.take();

    for (let start = 0; start < 100_000; start += 10_000) {
      const copies = Array.from({ length: 10_000 }, (_, index) => ({ ...record, callId: `copy-${start + index}` }));
      await host.database.records.bulkAdd(copies);
    }
    expect(await host.database.records.count()).toBe(100_002);
    await settle('a');
    reads.take();
    await reviewCall(request('b'), host.ports);
    const after = reads.take();
    await settle('b');
    const settled = reads.take();

    expect(before.rows).toBeGreaterThan(0);
    expect(before.walks).toBe(0);
    expect(after).toEqual(before);
    expect(settled.rows).toBeLessThan(20);
    expect(settled.walks).toBe(0);
  }, 60_000);
});

describe('when the database fails', () => {
  it('a review and a settlement reject with what happened', async () => {
    host.database.close();
    await expect(reviewCall(request('a'), host.ports)).rejects.toThrow(
      '[ledger] nothing was written: DatabaseClosedError',
    );
    await expect(settle('a')).rejects.toMatchObject({ cause: { name: 'DatabaseClosedError' } });
  });

  it.each(['records', 'rollups', 'readings', 'habits', 'openCalls'])(
    'a full disk at %s leaves nothing half written, and the record is kept once there is room',
    async (table) => {
      const disk = failWrites(host.database, table);
      await reviewCall(request('a'), host.ports);
      disk.isFull = true;
      const error = await settle('a').catch((caught: unknown) => caught);
      expect(String(error)).toMatch(/^Error: \[ledger\] nothing was written: (QuotaExceeded|Abort)Error$/);
      expect(await host.records()).toEqual([]);
      expect(await host.openCalls()).toMatchObject([{ callId: 'a' }]);
      expect(await host.sumsOf('USD')).toMatchObject({ calls: 0 });
      disk.isFull = false;
      await settle('a');
      expect(await host.records()).toMatchObject([{ callId: 'a', isReviewed: true }]);
      expect(await host.sumsOf('USD')).toMatchObject({ calls: 1, likelyNano: 15_000_000n });
      expect((await contextNow()).account?.balances).toMatchObject([{ spentSinceNano: 15_000_000n, openNano: 0n }]);
    },
  );

  it('says no word of what was to be stored', async () => {
    const disk = failWrites(host.database, 'records');
    disk.isFull = true;
    const error = await settle('a').catch((caught: unknown) => caught);
    expect(String(error)).not.toContain('toll-large');
  });

  it('storage cleared under us costs what was in it, and nothing that comes after', async () => {
    await settle('a');
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(host.database.name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
    await settle('b');
    expect(await host.records()).toMatchObject([{ callId: 'b', cost: { likelyNano: 15_000_000n }, account: null }]);
  });
});

describe('what is kept', () => {
  it('is the cost of the last 64 answers, and the lengths of more', async () => {
    for (let index = 0; index < 70; index += 1) await settle(`call-${index}`, answered(1200, index));
    const { lengths = [], account } = await contextNow();
    expect(lengths.map(({ output }) => output.shares.calls)).toEqual([70, 70, 70, 70]);
    expect(account?.costs).toHaveLength(64);
  });

  it('teaches nothing from what was refused or failed', async () => {
    await settle('a', refused());
    await settle('b', { kind: 'error', status: 500 });
    expect(await contextNow()).toMatchObject({ lengths: [], account: { costs: [] } });
  });

  it('is one rollup per day, provider, model and unit', async () => {
    await settle('a');
    await settle('b');
    await settleCall(settlement('c', answered(1, 1), { ...chat, model: 'toll-mini' }), host.ports);
    host.now += 86_400_000;
    await settle('d', refused());
    const rows = await host.database.rollups.toArray();
    expect(rows.map(({ day, model, calls, refusals }) => [day, model, calls, refusals])).toEqual([
      ['2026-11-21', 'toll-large', 2, 0],
      ['2026-11-21', 'toll-mini', 1, 0],
      ['2026-11-22', 'toll-large', 1, 1],
    ]);
  });

  it('remembers the frozen part that a refusal does not speak of', async () => {
    await host.putReading(ACCOUNT, { ...readingOf(host, 5n), frozenNano: 7n });
    host.now += 1;
    await host.putReading(ACCOUNT, { ...readingOf(host, 4n), frozenNano: null, source: 'refusal' });
    expect((await contextNow()).account?.balances).toMatchObject([{ reading: { availableNano: 4n, frozenNano: 7n } }]);
  });

  it('keeps amounts beyond 2⁵³ exact', async () => {
    const huge = 10n ** 21n + 1n;
    await host.putReading(ACCOUNT, readingOf(host, huge, 'VND'));
    const { account } = await contextNow();
    expect(account?.balances.find(({ reading }) => reading.unit === 'VND')?.reading.availableNano).toBe(huge);
  });
});
