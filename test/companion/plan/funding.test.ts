import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it, onTestFinished } from 'vitest';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import { findFunding, leadFor, readHabits } from '../../../companion/plan/find-funding.ts';
import { fundingInput, setFunding, setHolidays } from '../../../companion/plan/funding-settings.ts';
import { writeCalendar } from '../../../companion/plan/write-calendar.ts';
import { findRunwayConditions } from '../../../companion/watch/runway-conditions.ts';
import type { FoundRunway } from '../../../companion/watch/runways.ts';
import { type Running, runCompanion } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

const DOLLAR = 1_000_000_000n;
const DAY = 86_400_000;
/** A Monday, noon. */
const NOW = Date.UTC(2026, 10, 23, 12);

/** $2 a day, and $10 left: on the second day less than three usual days are. */
const wallet = (change: Partial<FoundRunway> = {}): FoundRunway => ({
  ...{ of: { kind: 'account', id: 'openai:work' }, name: 'work', provider: 'openai', unit: 'USD', left: 10n * DOLLAR },
  runway: {
    ...{ p10: NOW + 4 * DAY, p50: NOW + 5 * DAY, p90: NOW + 6 * DAY, horizon: NOW + 365 * DAY },
    ...{ perDayNano: 2n * DOLLAR, basis: 'weekly', days: 60 },
  },
  expected: Array(30).fill(2n * DOLLAR),
  renewsAt: null,
  ...change,
});

const planOf = async ({ companion }: Running, runways: readonly FoundRunway[], now = NOW) => {
  const habits = await readHabits(companion.store, { of: runways, zone: 'UTC' });
  return findFunding(habits, { runways, zone: 'UTC', now });
};

it('recharges begin in working hours, early enough for how they are paid', async () => {
  const running = await runCompanion({ isPolling: false });
  const { store } = running.companion;
  const set = (given: object) =>
    store.transactBelow(({ tx, ledger }) =>
      setFunding(openWatchTables(tx, ledger), 'openai:work', v.parse(fundingInput, given)),
    );
  await set({ amount: '30' });
  const byCard = await planOf(running, [wallet()]);
  // $10 − $2 − $2 is what three days take; the third day begins to eat it: Wednesday, at noon.
  expect(byCard[0]).toMatchObject({ amountNano: 30n * DOLLAR, neededAt: NOW + 2 * DAY, by: 'card', name: 'work' });
  expect(byCard[0]?.beginAt).toBe(Date.UTC(2026, 10, 25, 9));
  expect(byCard.map(({ neededAt }) => (neededAt - NOW) / DAY)).toEqual([2, 17]);
  expect(byCard[0]?.link).toMatch(/^https:\/\/platform\.openai\.com\//);
  await set({ by: 'transfer', amount: '30' });
  const byTransfer = await planOf(running, [wallet()]);
  // Three working days before Wednesday are gone, and somebody is at work: now.
  expect(byTransfer[0]?.beginAt).toBe(NOW);
  expect(new Date(byTransfer[1]?.beginAt ?? 0).toISOString()).toBe('2026-12-07T09:00:00.000Z');
  await store.transactBelow(({ tx, ledger }) => setHolidays(openWatchTables(tx, ledger), ['2026-12-07', '2026-12-08']));
  expect(new Date((await planOf(running, [wallet()]))[1]?.beginAt ?? 0).toISOString()).toBe('2026-12-03T09:00:00.000Z');
});

it('without an amount it is what was paid last, else what 30 days take', async () => {
  const running = await runCompanion({ isPolling: false });
  expect((await planOf(running, [wallet()])).map(({ amountNano }) => amountNano)).toEqual([60n * DOLLAR]);
  await running.companion.store.transactBelow(async ({ tx, ledger }) => {
    const { balanceHistory } = openWatchTables(tx, ledger);
    for (const [back, dollars] of [
      [9, 3n],
      [8, 28n],
      [1, 10n],
    ] as const) {
      const at = NOW - back * DAY;
      const reading = { unit: 'USD', availableNano: dollars * DOLLAR, frozenNano: 0n, at, source: 'api' } as const;
      await balanceHistory.put({ account: 'openai:work', unit: 'USD', at, reading });
    }
  });
  expect((await planOf(running, [wallet()]))[0]?.amountNano).toBe(25n * DOLLAR);
});

it('what is not known, and budgets, need no recharge that anybody could name', async () => {
  const running = await runCompanion({ isPolling: false });
  const unknown = [
    wallet({ left: null }),
    wallet({ runway: null }),
    wallet({ of: { kind: 'budget', id: 'daily' }, expected: null }),
    wallet({ expected: Array(30).fill(0n) }),
  ];
  expect(await planOf(running, unknown)).toEqual([]);
});

it('who pays by transfer hears of it before three working days are left, who said nothing by the days alone', async () => {
  const running = await runCompanion({ isPolling: false });
  const { store } = running.companion;
  const runways = [wallet()];
  const daysOf = () => 0;
  const look = async (now: number) => {
    const { hours, settings } = await readHabits(store, { of: runways, zone: 'UTC' });
    const { holidays } = settings;
    const leadOf = (of: FoundRunway['of']) => leadFor(of, settings);
    return findRunwayConditions(runways, { now, zone: 'UTC', hours, holidays, daysOf, leadOf, isOpen: () => false });
  };
  // It ends on Friday at the earliest: Tuesday is the last day.
  const tuesday = Date.UTC(2026, 10, 24, 9);
  expect(await look(tuesday)).toEqual([]);
  const how = v.parse(fundingInput, { by: 'transfer' });
  await store.transactBelow(({ tx, ledger }) => setFunding(openWatchTables(tx, ledger), 'openai:work', how));
  expect(await look(tuesday - 1)).toEqual([]);
  expect(await look(tuesday)).toMatchObject([{ kind: 'runway', subject: { id: 'openai:work' } }]);
});

it('what is needed is summed in each currency by itself, never across them', async () => {
  const { companion, ask } = await runCompanion({ isPolling: false });
  const now = Date.now();
  for (const [provider, unit, perDay] of [
    ['openai', 'USD', 2n],
    ['deepseek', 'CNY', 10n],
  ] as const) {
    const call = { provider, account: `${provider}:work`, model: 'm', key: 'k', label: null, origin: 'tool:x' };
    for (let day = 1; day <= 20; day += 1) {
      const cost = { unit, nano: perDay * DOLLAR };
      const unheld = { call, at: now - day * DAY };
      await companion.holds.settle({ callId: `${provider}${day}`, cost, tokens: 10n, unheld });
    }
    await companion.store.transact(async ({ accounts, readings }) => {
      const plain = { consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
      await accounts.put({ id: `${provider}:work`, provider, name: 'work', ...plain });
      const reading = { unit, availableNano: perDay * DOLLAR, frozenNano: null, at: now, source: 'api' } as const;
      await readings.put({ account: `${provider}:work`, unit, reading, spentSinceNano: 0n });
    });
  }
  await ask('PUT', '/api/v1/funding/accounts/openai:work', { body: { amount: '30' } });
  await ask('PUT', '/api/v1/funding/accounts/deepseek:work', { body: { amount: '150' } });
  const { body } = await ask('GET', '/api/v1/funding');
  const sumOf = (unit: string): number =>
    body.steps
      .filter((step: { unit: string }) => step.unit === unit)
      .reduce((sum: number, step: { amount: string }) => sum + Number(step.amount), 0);
  const totals = Object.fromEntries(
    body.totals.map((one: { unit: string; amount: string }) => [one.unit, Number(one.amount)]),
  );
  expect(totals).toEqual({ USD: sumOf('USD'), CNY: sumOf('CNY') });
  // Thirty days at $2 and at ¥10, in parts of fifteen days.
  expect([totals.USD, totals.CNY].map((sum) => sum > 0)).toEqual([true, true]);
  expect([totals.USD % 30, totals.CNY % 150]).toEqual([0, 0]);
}, 30_000);

it('a calendar has an event for each, with an id that stays', async () => {
  const running = await runCompanion({ isPolling: false });
  const steps = await planOf(running, [wallet({ name: 'a;b,c\nd' })]);
  const text = writeCalendar(steps);
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  expect(text).toContain('DTSTART:20261125T090000Z');
  expect(text).toContain(String.raw`SUMMARY:Recharge a\;b\,c\nd with 60 USD`);
  const uid = (of: string): readonly string[] => of.match(/^UID:.*$/m) ?? [];
  expect(uid(writeCalendar(await planOf(running, [wallet({ name: 'a;b,c\nd' })])))).toEqual(uid(text));
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});

it('the command says so in 80 columns, writes the calendar, and says what it did not understand', async () => {
  const running = await runCompanion({ isPolling: false });
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-funding-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { PATH: process.env.PATH, TOLLKEEPER_HOME: running.folder };
  const file = join(folder, 'recharges.ics');
  const shown = await runCommand(['funding', '--calendar', file], { env });
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toBe(
    'Nothing to plan from: no balance of an account has been read yet. See tollkeeper\nbalance.\n',
  );
  expect(readFileSync(file, 'utf8')).toMatch(/^BEGIN:VCALENDAR\r\n/);
  const nowhere = await runCommand(['funding', '--calendar', join(folder, 'none', 'x.ics')], { env });
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('could not be written')]);
  expect(nowhere.err).toContain('--calendar');
  expect(nowhere.err).not.toContain(' at ');
  const unknown = await runCommand(['funding', 'set', 'openai:wurk', '--by', 'transfer'], { env });
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('no account "openai:wurk"')]);
  // Its key is there, its balance was never read.
  const body = { provider: 'openai', name: 'work', key: 'sk-0123456789abcdef' };
  expect((await running.ask('POST', '/api/v1/accounts', { body })).status).toBe(200);
  const set = await runCommand(['funding', 'set', 'openai:work', '--by', 'transfer', '--json'], { env });
  expect(JSON.parse(set.out).settings.accounts).toEqual({
    'openai:work': { by: 'transfer', workingDays: null, hours: null, amount: null },
  });
  const blind = await runCommand(['funding'], { env });
  expect(blind.out).toBe('Not planned, because too little is known of what they have or take: OpenAI ·\nwork.\n');
  // With a balance, and nothing that was ever spent of it, nobody knows how long that lasts.
  await running.companion.store.transact(async ({ accounts, readings }) => {
    const at = Date.now();
    const rest = { name: null, consoleOrigin: 'https://x.example', seenAt: at, ownLimits: {}, falseAsks: 0 };
    await accounts.put({ id: 'openai:work', provider: 'openai', ...rest });
    const reading = { unit: 'USD', availableNano: 10n * DOLLAR, frozenNano: null, at, source: 'api' } as const;
    await readings.put({ account: 'openai:work', unit: 'USD', reading, spentSinceNano: 0n });
  });
  expect((await runCommand(['funding'], { env })).out).toBe(blind.out);
  const nightly = ['--account', 'openai:work', '--amount', '0.01', '--at', '2026-01-01T02:00', '--every', 'day'];
  expect(await runCommand(['runway', 'schedule', 'add', 'nightly', ...nightly], { env })).toMatchObject({ code: 0 });
  expect((await runCommand(['funding'], { env })).out).toBe(
    'No recharge is needed in the next 30 days, as far as is known.\n',
  );
  const forgotten = await runCommand(['funding', 'forget', 'openai:work', '--json'], { env });
  expect(JSON.parse(forgotten.out).settings.accounts).toEqual({});
  // Looking at them forgets none.
  for (const [args, said] of [
    [[], 'No holidays are set'],
    [['2026-12-26', '2026-12-25'], 'Nobody recharges on 2026-12-25, 2026-12-26.'],
    [[], 'Nobody recharges on 2026-12-25, 2026-12-26.'],
    [['none'], 'No holidays are set'],
  ] as const) {
    expect((await runCommand(['funding', 'holidays', ...args], { env })).out).toContain(said);
  }
  for (const args of [['dance', 'x'], ['set'], ['set', 'a', 'b']]) {
    expect((await runCommand(['funding', ...args], { env })).code).toBe(2);
  }
  for (const args of [
    ['holidays', '2026-13-45'],
    ['set', 'a', '--by', 'prayer'],
    ['set', 'a', '--amount', '0'],
  ]) {
    expect(await runCommand(['funding', ...args], { env })).toMatchObject({ code: 1, out: '' });
  }
}, 60_000);
