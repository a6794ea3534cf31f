import './fake-browser.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { saveBudget } from '../../lib/webext/choose-budgets.ts';
import { readOverview } from '../../lib/webext/dashboard-overview.ts';
import { Database } from '../../lib/webext/database.ts';
import { answered } from '../engine/calls.ts';
import { openAsking, reviewOf, settleOf } from './asking.ts';
import { seen } from './fake-browser.ts';

/** A Wednesday in the third week of a month, at noon of this machine's zone. */
const NOON = new Date(2026, 10, 18, 12).getTime();
const DAY_MS = 86_400_000;
let database: Database;
const ask = openAsking(() => database);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  // The popup's part of it opens the extension's own.
  database = new Database();
  Object.assign(seen, { stored: {}, notices: new Map(), mayNotify: false, opened: [], tabs: [] });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.delete();
});

async function callOn(day: number, callId: string): Promise<void> {
  vi.setSystemTime(NOON + day * DAY_MS);
  await ask(reviewOf(callId));
  await ask(settleOf(callId, { outcome: answered(1200, 100) }));
  vi.setSystemTime(NOON);
}

it('sums up what was spent since midnight, since Monday and since the first', async () => {
  await callOn(-20, 'last month');
  await callOn(-8, 'this month');
  await callOn(-1, 'this week');
  await callOn(0, 'today');
  const { spent } = await readOverview(NOON);
  const each = 15_000_000n;
  expect(spent.map(({ span, sums, calls }) => [span, sums, calls])).toEqual([
    ['day', [{ unit: 'USD', nano: each }], 1],
    ['week', [{ unit: 'USD', nano: 2n * each }], 2],
    ['month', [{ unit: 'USD', nano: 3n * each }], 3],
  ]);
  expect(spent.map(({ days }) => days.from)).toEqual(['2026-11-18', '2026-11-16', '2026-11-01']);
});

it('has every budget, the fullest first, and nothing where there is nothing', async () => {
  expect(await readOverview(NOON)).toMatchObject({ accounts: [], alerts: [], budgets: [], lastCalls: [] });
  const daily = { name: 'wide', scope: 'everything', counts: 'money|USD', limit: '9', span: 'day', isHard: false };
  await saveBudget(database, daily, null);
  await saveBudget(database, { ...daily, name: 'narrow', limit: '0.02' }, null);
  await callOn(0, 'today');
  const { budgets, lastCalls } = await readOverview(NOON);
  expect(budgets.map(({ id, percent }) => [id, percent])).toEqual([
    ['narrow', 75],
    ['wide', 0],
  ]);
  expect(lastCalls.map(({ callId }) => callId)).toHaveLength(1);
});
