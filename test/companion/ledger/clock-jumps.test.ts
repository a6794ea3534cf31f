import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openHolds } from '../../../companion/ledger/holds.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { budgetOf } from '../../budget/samples.ts';
import { CENT, requestOf, settlementOf } from './samples.ts';

const NOON = Date.parse('2026-11-18T12:00:00Z');
const DAY_MS = 86_400_000;

it.each([
  ['forth', 3 * DAY_MS],
  ['back', -3 * DAY_MS],
])(
  'a clock that jumps %s loses no hold that is heard of, and moves no call out of its window',
  async (_name, jumpMs) => {
    const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-clock-'));
    const sql = openSqlite(join(folder, 'ledger.sqlite'));
    onTestFinished(async () => {
      await sql.close();
      rmSync(folder, { recursive: true, force: true });
    });
    await migrate(sql, 'main');
    let now = NOON;
    const holds = openHolds(sql, { now: () => now });
    const budget = budgetOf({ window: { kind: 'day', zone: 'UTC' } });
    await holds.change({ kind: 'put', id: 'put', budgetId: budget.id, budget });
    const used = async () => (await holds.usage()).map(({ spent, held }) => [spent, held]);
    for (const id of ['a', 'b']) await holds.reserve(requestOf(id, 10n * CENT, { isSent: true }));
    expect(await used()).toEqual([[0n, 20n * CENT]]);
    now += jumpMs;
    // The heartbeat comes before the sweep, or after it: then the hold is booked, and its end is an adjustment.
    expect(await holds.extend('a', 60_000)).toBe(true);
    const { booked } = await holds.sweep();
    expect(booked).toEqual(jumpMs > 0 ? ['b'] : []);
    expect(await used()).toEqual([[0n, 0n]]);
    expect((await holds.reserve(requestOf('c', 10n * CENT, { isSent: true }))).kind).toBe('held');
    expect(await used()).toEqual([[0n, 10n * CENT]]);
    expect(await holds.settle(settlementOf('a', CENT))).toBe('booked');
    expect(await holds.settle(settlementOf('b', 2n * CENT))).toBe(jumpMs > 0 ? 'adjusted' : 'booked');
    expect(await used()).toEqual([[0n, 10n * CENT]]);
    now = NOON + 1000;
    expect(await used()).toEqual([[3n * CENT, 0n]]);
    expect(await holds.settle(settlementOf('c', 4n * CENT))).toBe('booked');
    const hours = await holds.hours({ start: NOON - 10 * DAY_MS, end: NOON + 10 * DAY_MS });
    expect(hours.map(({ at, nano }) => [at, nano]).sort()).toEqual(
      [
        [NOON, 3n * CENT],
        [NOON + jumpMs, 4n * CENT],
      ].sort(),
    );
  },
);
