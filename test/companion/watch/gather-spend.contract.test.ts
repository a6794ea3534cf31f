import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inWatchTables } from '../../../companion/ledger/in-watch-tables.ts';
import { type LedgerStore, openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { openSpendHistory } from '../../../companion/watch/gather-spend.ts';
import { findRunways } from '../../../companion/watch/runways.ts';
import { dropScheduled, putScheduled } from '../../../companion/watch/schedule.ts';
import type { BudgetedCall } from '../../../lib/budget/budget.ts';
import { budgetOf, callOf } from '../../budget/samples.ts';
import { adapters, type TestDatabase } from '../ledger/adapters.ts';
import { CENT, DOLLAR, openTestHolds, settlementOf, type TestHolds } from '../ledger/samples.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 5, 20, 10, 30);

describe.each(adapters)('spend hour by hour over $name', ({ open }) => {
  let database: TestDatabase;
  let store: LedgerStore;
  let holds: TestHolds;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  beforeEach(async () => {
    const ledger = await database.newLedger();
    holds = openTestHolds(database.sql, ledger);
    store = openLedgerStore(database.sql, ledger);
  });

  let calls = 0;
  async function book(at: number, nano: bigint, call: Partial<BudgetedCall> = {}): Promise<void> {
    calls += 1;
    await holds.settle(settlementOf(`c${calls}`, nano, { unheld: { call: callOf(call), at } }));
  }

  it('is added up by the hour, with what rollups tell apart, and by key and origin', async () => {
    await book(NOW - 2 * HOUR_MS, CENT, { key: 'k1' });
    await book(NOW - 2 * HOUR_MS + 1, CENT, { key: 'k2' });
    await book(NOW, 3n * CENT, { key: 'k1', account: null, label: 'night' });
    await book(NOW - 200 * DAY_MS, DOLLAR);
    const history = openSpendHistory(store);
    const hour = Math.floor(NOW / HOUR_MS) * HOUR_MS;
    expect(
      (await history.spend(NOW)).map(({ at, nano, calls, account, label }) => [
        at,
        nano,
        calls,
        account === null,
        label,
      ]),
    ).toEqual([
      [hour - 2 * HOUR_MS, 2n * CENT, 2n, false, callOf().label],
      [hour, 3n * CENT, 1n, true, 'night'],
    ]);
    const use = await history.use(NOW);
    expect(use.map(({ at, nano, key, calls }) => [at, nano, key, calls]).sort()).toEqual([
      [hour - 2 * HOUR_MS, CENT, 'k1', 1],
      [hour - 2 * HOUR_MS, CENT, 'k2', 1],
      [hour, 3n * CENT, 'k1', 1],
    ]);
  });

  it('what is over is remembered for a day, what may still change is read again', async () => {
    const history = openSpendHistory(store);
    await history.spend(NOW);
    await book(NOW - HOUR_MS, CENT);
    await book(NOW - 20 * DAY_MS, CENT);
    const sum = async (now: number): Promise<bigint> =>
      (await history.spend(now)).reduce((all, { nano }) => all + nano, 0n);
    expect([await sum(NOW + 1000), await sum(NOW + 60_000), await sum(NOW + DAY_MS)]).toEqual([0n, CENT, 2n * CENT]);
    // A clock that was set back believes nothing that it read ahead.
    expect(await sum(NOW)).toBe(2n * CENT);
  });

  it('an account and its budgets have runways by their own calls', async () => {
    await holds.put(budgetOf({ id: 'month', limit: 1000n * DOLLAR, window: { kind: 'month', zone: 'UTC' } }));
    await holds.put(budgetOf({ id: 'mine', scope: { kind: 'key', key: 'k1' }, limit: 10n * DOLLAR }));
    await holds.put(budgetOf({ id: 'count', unit: { kind: 'calls' }, limit: 100n }));
    await holds.put(budgetOf({ id: 'call', window: { kind: 'per-call' } }));
    const now = Date.now();
    for (let day = 1; day <= 12; day += 1) {
      await book(now - day * DAY_MS, DOLLAR, { key: 'k1', provider: 'openai', account: 'openai:a' });
      await book(now - day * DAY_MS + HOUR_MS, DOLLAR, { key: 'k2', provider: 'openai', account: 'openai:b' });
    }
    await store.transact(async ({ accounts, readings }) => {
      const plain = { provider: 'openai', name: 'Ada', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
      await accounts.put({ id: 'openai:a', ...plain });
      const reading = { unit: 'USD', availableNano: 5n * DOLLAR, frozenNano: null, at: now, source: 'api' } as const;
      await readings.put({ account: 'openai:a', unit: 'USD', reading, spentSinceNano: 0n });
    });
    const found = await findRunways({ store, holds, history: openSpendHistory(store), zone: 'UTC', now });
    const byId = new Map(found.map((one) => [one.of.id, one]));
    expect([...byId.keys()].sort()).toEqual(['count', 'mine', 'month', 'openai:a']);
    const account = byId.get('openai:a');
    expect(account).toMatchObject({ name: 'OpenAI · Ada', left: 5n * DOLLAR, renewsAt: null });
    expect(((account?.runway?.p50 ?? 0) - now) / DAY_MS).toBeGreaterThan(3.5);
    expect(((account?.runway?.p50 ?? 0) - now) / DAY_MS).toBeLessThan(6.5);
    expect(Number(byId.get('month')?.runway?.perDayNano) / 1e9).toBeCloseTo(2, 0);
    expect(Number(byId.get('mine')?.runway?.perDayNano) / 1e9).toBeCloseTo(1, 0);
    expect(Number(byId.get('count')?.runway?.perDayNano)).toBeCloseTo(2, 0);
    // What somebody planned for the day after tomorrow is gone by then, and is in what a funding plan reads.
    const at = new Date(now + 2 * DAY_MS).toISOString().slice(0, 16);
    const job = { name: 'reindex', unit: 'USD', amount: '4.5', at, every: null, lastDay: null, zone: 'UTC' };
    await inWatchTables(store, async (tables) => {
      await putScheduled(tables, { ...job, account: 'openai:a' });
      await putScheduled(tables, { ...job, name: 'others', account: 'openai:b' });
      await putScheduled(tables, { ...job, name: 'yuan', account: 'openai:a', unit: 'CNY' });
    });
    const planned = await findRunways({ store, holds, history: openSpendHistory(store), zone: 'UTC', now });
    const sooner = planned.find(({ of }) => of.id === 'openai:a');
    expect(((sooner?.runway?.p50 ?? 0) - now) / DAY_MS).toBeLessThan(2.1);
    const spent = (days: readonly bigint[] | null | undefined): number =>
      Number((days ?? []).reduce((sum, nano) => sum + nano, 0n)) / 1e9;
    expect(spent(sooner?.expected) - spent(account?.expected)).toBeCloseTo(4.5, 6);
    expect(await inWatchTables(store, (tables) => dropScheduled(tables, 'reindex'))).toBe(true);
    expect(await inWatchTables(store, (tables) => dropScheduled(tables, 'reindex'))).toBe(false);
  });
});
