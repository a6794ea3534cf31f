import './fake-browser.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { settleCall } from '../../lib/engine/settle-call.ts';
import { putReading } from '../../lib/ledger/put-reading.ts';
import { Database } from '../../lib/webext/database.ts';
import { openDesk } from '../../lib/webext/desk.ts';
import type { PopupModel } from '../../lib/webext/popup-model.ts';
import { openPopupSource } from '../../lib/webext/popup-source.ts';
import { tellAlerts } from '../../lib/webext/tell-alerts.ts';
import { ONE } from '../domain/samples.ts';
import { answered, CHAT_RESERVE, PLENTY, request, settlement } from '../engine/calls.ts';
import { ACCOUNT, CONSOLE } from '../engine/ledger-host.ts';
import { seen } from './fake-browser.ts';

const TABS = seen.tabs;
/** The background's connection: the popup has its own. */
let database: Database;
beforeEach(async () => {
  database = new Database();
  await database.accounts.put({
    id: ACCOUNT,
    provider: 'sandbox',
    name: null,
    consoleOrigin: CONSOLE,
    seenAt: Date.now(),
    ownLimits: {},
    falseAsks: 0,
  });
  const reading = { unit: 'USD', availableNano: PLENTY, frozenNano: 0n, at: Date.now() - 1000 };
  await putReading(database, ACCOUNT, { ...reading, source: 'console' });
});
afterEach(async () => {
  seen.stored = {};
  seen.isGranted = true;
  seen.tabs = TABS;
  await database.delete();
});

const ports = () => openDesk(database, { origin: CONSOLE, tabId: 1, frameId: 0, isPrivate: false }).ports;
const usable = ({ accounts }: PopupModel) => accounts[0]?.balances[0]?.usableNano;

it('shows what is usable now, what today cost, and the calls that run', async () => {
  await reviewCall(request('done'), ports());
  await settleCall(settlement('done', answered(1200, 100)), ports());
  await reviewCall(request('running'), ports());
  const model = await openPopupSource().load();
  expect(usable(model)).toBe(PLENTY - 15_000_000n - CHAT_RESERVE);
  expect(model.spentToday).toEqual([{ unit: 'USD', nano: 15_000_000n }]);
  expect(model.lastCalls.map(({ callId, outcome }) => [callId, outcome])).toEqual([
    ['running', 'open'],
    ['done', 'answer'],
  ]);
  expect(model.site).toMatchObject({ origin: CONSOLE, state: 'watched' });
});

it.each([
  ['https://relay.example/console', 'unwatched'],
  ['http://localhost:3000/console', 'unwatched'],
  ['http://127.0.0.1:3000/console', 'unwatched'],
  ['http://relay.example:3000/console', 'plain'],
  ['http://192.168.1.20:3000/console', 'plain'],
  ['about:blank', 'unsupported'],
])('%s, which nobody granted, is %s', async (url, state) => {
  seen.isGranted = false;
  seen.tabs = [{ id: 1, url }];
  expect((await openPopupSource().load()).site.state).toBe(state);
});

it('a host that is there for its price file alone is not watched, until somebody wants it to be', async () => {
  const pattern = 'http://127.0.0.1/*';
  seen.stored = { priceFile: { dataPattern: pattern } };
  const popup = openPopupSource();
  expect((await popup.load()).site.state).toBe('unwatched');
  Object.assign(seen, { willAllow: true });
  expect(await popup.onWatch('http://127.0.0.1:4118')).toBe(true);
  expect((await popup.load()).site.state).toBe('watched');
});

it('knows the rates that balances are shown at besides, and none that was made up elsewhere', async () => {
  const rate = { from: 'USD', to: 'EUR', rate: '0.92', on: '2026-11-21' };
  seen.stored = { exchangeRates: [rate, { from: 'USD', to: 'EUR', rate: 'much', on: '2026-11-21' }] };
  expect((await openPopupSource().load()).rates).toEqual([rate]);
});

it('says that a site is switched off', async () => {
  seen.stored = { sitesOff: [CONSOLE] };
  expect((await openPopupSource().load()).site.state).toBe('off');
});

it('hears of what is written elsewhere, until it is stopped', async () => {
  const source = openPopupSource();
  await source.load();
  const models: PopupModel[] = [];
  const stop = source.watch((model) => models.push(model));
  await expect.poll(() => models.map(usable)).toContain(PLENTY);
  await reviewCall(request('a'), ports());
  await expect.poll(() => models.map(usable)).toContain(PLENTY - CHAT_RESERVE);
  await settleCall(settlement('a', answered(1200, 100)), ports());
  await expect.poll(() => models.map(usable)).toContain(PLENTY - 15_000_000n);

  stop();
  const told = models.length;
  await reviewCall(request('b'), ports());
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(models).toHaveLength(told);
});

it('asks whose key it is where there are two accounts, and takes the answer back', async () => {
  const source = openPopupSource();
  const fingerprint = '5'.repeat(64);
  const [first] = await database.accounts.toArray();
  if (first) await database.accounts.put({ ...first, id: 'sandbox:acc_2', name: 'Team' });
  await reviewCall({ ...request('a'), fingerprint }, ports());
  await settleCall({ ...settlement('a', answered(1200, 100)), fingerprint }, ports());
  const { whose } = await source.load();
  expect(whose).toMatchObject({ fingerprint, accounts: [{ name: 'acc_1' }, { id: 'sandbox:acc_2', name: 'Team' }] });
  if (whose === null) return;
  expect(await source.onLinkKey(whose, 'sandbox:acc_2')).toBe(true);
  expect(await database.keys.get(fingerprint)).toMatchObject({ account: 'sandbox:acc_2', how: 'user' });
  expect((await source.load()).whose).toBeNull();
  expect(await source.onLinkKey(whose, null)).toBe(true);
  expect((await source.load()).whose).toEqual(whose);
});

it('assumes nothing of a key that its console lists, hidden or not', async () => {
  const marks = { fingerprint: '8'.repeat(64), masked: '9'.repeat(64) };
  await reviewCall({ ...request('a'), ...marks }, ports());
  await settleCall({ ...settlement('a', answered(1200, 100)), ...marks }, ports());
  const isAssumed = async () => (await openPopupSource().load()).accounts[0]?.assumedKeys.length !== 0;
  expect(await isAssumed()).toBe(true);
  const listed = { name: 'dev-1', billing: null, limitNano: null, usedNano: null, unit: 'USD', readAt: 1 } as const;
  await database.keys.put({ ...listed, fingerprint: marks.masked, provider: 'sandbox', account: ACCOUNT });
  expect(await isAssumed()).toBe(false);
});

it('assumes nothing any more of a key that the user says is not this account’s, until that is taken back', async () => {
  const source = openPopupSource();
  const fingerprint = '5'.repeat(64);
  await reviewCall({ ...request('a'), fingerprint }, ports());
  await settleCall({ ...settlement('a', answered(1200, 100)), fingerprint }, ports());
  const assumed = async () => (await source.load()).accounts[0]?.assumedKeys;
  const [key] = (await assumed()) ?? [];
  expect(key).toEqual({ fingerprint, provider: 'sandbox' });
  if (key === undefined) return;
  expect(await source.onLinkKey(key, ACCOUNT, true)).toBe(true);
  expect(await assumed()).toEqual([]);
  expect(await source.onLinkKey(key, null)).toBe(true);
  expect(await assumed()).toEqual([key]);
});

it('says which balances are low, and that nobody has said yet whether to tell', async () => {
  await database.accounts.update(ACCOUNT, { thresholds: [{ kind: 'amount', unit: 'USD', below: 1_000n * ONE }] });
  await tellAlerts(database);
  expect(await openPopupSource().load()).toMatchObject({ isLowUnanswered: true, accounts: [{ lowUnits: ['USD'] }] });
  seen.stored = { lowNotice: false };
  expect(await openPopupSource().load()).toMatchObject({ isLowUnanswered: false });
});

it('shows nothing before anything was stored, and stores nothing itself', async () => {
  await database.delete();
  expect(await openPopupSource().load()).toMatchObject({
    accounts: [],
    lastCalls: [],
    spentToday: [],
    unknownToday: 0,
  });
  expect(await indexedDB.databases()).toEqual([]);
});
