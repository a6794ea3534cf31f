import './fake-browser.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { putReading } from '../../lib/ledger/put-reading.ts';
import { Database } from '../../lib/webext/database.ts';
import { followGlance } from '../../lib/webext/follow-glance.ts';
import { forgetGlance, keepGlance, takeGlance } from '../../lib/webext/glance.ts';
import type { Glance } from '../../lib/webext/popup-model.ts';
import { openPopupSource } from '../../lib/webext/popup-source.ts';
import { PLENTY } from '../engine/calls.ts';
import { ACCOUNT, CONSOLE } from '../engine/ledger-host.ts';
import { seen } from './fake-browser.ts';

const MINUTE_MS = 60_000;

let database: Database;
beforeEach(async () => {
  seen.session = {};
  database = new Database();
  const rest = { name: null, consoleOrigin: CONSOLE, ownLimits: {}, falseAsks: 0 };
  await database.accounts.put({ id: ACCOUNT, provider: 'sandbox', seenAt: Date.now(), ...rest });
  await setBalance(PLENTY);
});
afterEach(async () => {
  vi.useRealTimers();
  await database.delete();
});

const setBalance = (availableNano: bigint) =>
  putReading(database, ACCOUNT, { unit: 'USD', availableNano, frozenNano: 0n, at: Date.now(), source: 'console' });
const usable = (glance: Glance | null) => glance?.accounts[0]?.balances[0]?.usableNano;

it('the popup begins with what it showed last, whatever page was in front', async () => {
  expect(await takeGlance()).toBeNull();
  const { site, afford, now, ...shown } = await openPopupSource().load();
  await vi.waitFor(async () => expect(await takeGlance()).toMatchObject(shown));
  expect(await takeGlance()).not.toHaveProperty('site');
});

it('what lies ready is renewed after something was written', async () => {
  followGlance();
  await setBalance(5n);
  await setBalance(6n);
  await vi.waitFor(async () => expect(usable(await takeGlance())).toBe(6n), 5000);
});

it.each([
  ['a minute old', (now: number) => now - MINUTE_MS, true],
  ['left behind an hour ago', (now: number) => now - 60 * MINUTE_MS, false],
  ['of a clock that was put back', (now: number) => now + MINUTE_MS, false],
])('what is %s is shown: %#', async (_, at, isShown) => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  vi.useFakeTimers({ toFake: ['Date'], now: noon });
  await keepGlance({ ...(await openPopupSource().load()), now: at(noon) });
  expect((await takeGlance()) !== null).toBe(isShown);
});

it('what was spent yesterday is not shown as spent today', async () => {
  const midnight = new Date(2026, 10, 22).getTime();
  vi.useFakeTimers({ toFake: ['Date'], now: midnight + 1000 });
  await keepGlance({ ...(await openPopupSource().load()), now: midnight - 1000 });
  expect(await takeGlance()).toBeNull();
});

it('is gone when it is to be forgotten, and what is no glance is none', async () => {
  await keepGlance(await openPopupSource().load());
  await forgetGlance();
  expect(await takeGlance()).toBeNull();
  for (const stored of ['{}', '[', 7, { now: 1 }, '{"now":"today","accounts":[]}']) {
    seen.session = { glance: stored };
    expect(await takeGlance()).toBeNull();
  }
});
