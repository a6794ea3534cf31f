import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { readAlerts } from '../../../companion/alerts/alert-store.ts';
import { inWatchTables } from '../../../companion/ledger/in-watch-tables.ts';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import { setFunding } from '../../../companion/plan/funding-settings.ts';
import { forgetRecharge, noteRecharge, walletFacts } from '../../../companion/plan/wallet-facts.ts';
import { putReading } from '../../../lib/ledger/put-reading.ts';
import { handOverQuestionSchema } from '../../../lib/sync/hand-over.ts';
import { questionSchema } from '../../../lib/sync/protocol.ts';
import { type Running, runCompanion } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

const DOLLAR = 1_000_000_000n;
const DAY = 86_400_000;
const ACCOUNT = 'sandbox:acme';

async function withBalance(running: Running, nano: bigint | null, at = Date.now()): Promise<void> {
  await running.companion.store.transact(async (tables) => {
    const rest = { consoleOrigin: running.origin, seenAt: at, ownLimits: {}, falseAsks: 0 };
    if ((await tables.accounts.get(ACCOUNT)) === undefined) {
      await tables.accounts.put({ id: ACCOUNT, provider: 'sandbox', name: 'work', ...rest });
    }
    const reading = { unit: 'USD', availableNano: nano, frozenNano: 0n, at, source: 'api' } as const;
    await putReading(tables, ACCOUNT, reading);
  });
}

const tollkeeper = (running: Running, ...args: readonly string[]) =>
  runCommand(args, { env: { PATH: process.env.PATH, TOLLKEEPER_HOME: running.folder, LC_ALL: 'C', TZ: 'UTC' } });

it('a rule is set by the command line, tried dry, made live, and what it did stands in the log', async () => {
  const running = await runCompanion();
  await withBalance(running, 2n * DOLLAR);
  const set = (...more: readonly string[]) =>
    tollkeeper(
      ...[running, 'recharge', 'set', 'main', '--account', 'work', '--below', '5', '--amount', '20'],
      ...['--per-day', '40', '--per-month', '100', '--no-approval', ...more, '--', process.execPath, '-e', ''],
    );
  const dry = await set();
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toContain('dry run');
  expect(dry.out).toContain('due');
  expect(dry.out.split('\n').every((line) => line.length <= 80)).toBe(true);
  expect(statSync(join(running.folder, 'recharge.json')).mode & 0o777).toBe(0o600);
  const looked = JSON.parse((await tollkeeper(running, 'recharge', 'look', '--json')).out);
  expect(looked.runs).toMatchObject([{ isDry: true, state: 'done', amount: '20' }]);
  expect((await set('--live')).out).toContain('command');
  const [run] = JSON.parse((await tollkeeper(running, 'recharge', 'look', '--json')).out).runs;
  expect(run).toMatchObject({ isDry: false, state: 'done', rule: 'main', account: ACCOUNT });
  const shown = await tollkeeper(running, 'recharge', 'runs');
  expect(shown.out).toContain('it ended with 0');
  // What was paid is expected, and not paid twice while it is on its way.
  const [rule] = (await running.ask('GET', '/api/v1/recharge/rules')).body.rules;
  expect(rule.now).toBe('arriving');
  expect(running.troubles).toEqual([]);
});

it('an owner answers by the id that was shown; what is not understood says what helps', async () => {
  const running = await runCompanion();
  await withBalance(running, 0n);
  const rule = [
    '--account',
    'work',
    '--below',
    '5',
    '--amount',
    '20',
    '--per-day',
    '40',
    '--per-month',
    '100',
    '--live',
  ];
  await tollkeeper(running, 'recharge', 'set', 'hand', ...rule);
  const [asked] = (await running.ask('POST', '/api/v1/recharge/look')).body.runs;
  expect(asked).toMatchObject({ state: 'asked', action: 'page' });
  await running.ask('GET', '/api/v1/alerts');
  const said = await tollkeeper(running, 'recharge', 'decline', asked.id, '--json');
  expect(JSON.parse(said.out).runs).toMatchObject([{ state: 'declined' }]);
  // A no is no all-clear for whoever was asked.
  const alerts = await running.companion.store.transactBelow(({ tx, ledger }) =>
    readAlerts(openWatchTables(tx, ledger)),
  );
  const quiet = alerts.filter(({ condition }) => condition.key === `recharge:${asked.id}|asked`);
  expect(quiet.map(({ condition }) => condition.unseenFrom)).toEqual([0]);
  expect((await tollkeeper(running, 'recharge', 'look')).out).toBe(
    'No rule does anything now: tollkeeper recharge says why of each.\n',
  );
  const euros = await tollkeeper(running, 'recharge', 'set', 'euros', ...rule, '--unit', 'EUR');
  expect([euros.code, euros.err]).toEqual([2, expect.stringContaining('its balance is in USD, not in EUR')]);
  const paid = await tollkeeper(running, 'balance', 'recharged', 'work', '--amount', '3', '--unit', 'EUR');
  expect([paid.code, paid.err]).toEqual([1, expect.stringContaining('its balance is in USD, not in EUR')]);
  const planned = [
    '--account',
    ACCOUNT,
    '--amount',
    '3',
    '--unit',
    'EUR',
    '--at',
    '2026-01-01T02:00',
    '--every',
    'day',
  ];
  const job = await tollkeeper(running, 'runway', 'schedule', 'add', 'job', ...planned);
  expect([job.code, job.err]).toEqual([1, expect.stringContaining('its balance is in USD, not in EUR')]);
  const again = await tollkeeper(running, 'recharge', 'approve', asked.id);
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toContain('nobody waits for an answer');
  const SUMS = ['--amount', '1', '--per-day', '1', '--per-month', '1', '--below', '1'];
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['set', 'x'], '--account'],
    [
      ['set', 'x', '--account', 'work', '--amount', '20', '--per-day', '10', '--per-month', '100', '--below', '1'],
      'cap',
    ],
    [
      ['set', 'x', '--account', 'work', '--amount', '1', '--per-day', '10', '--per-month', '100'],
      'When was not said: --below <amount>',
    ],
    [
      ['set', 'x', '--account', 'work', ...SUMS, '--cool-down', '1'],
      '--cool-down: a cool-down is ten minutes to a year.',
    ],
    [['set', 'x', '--account', 'work', ...SUMS, '--runway-days', '400'], '--runway-days: days are 0.1 to 365.'],
    [['set', 'x', '--account', 'wurk', ...SUMS], 'There is no account "wurk". There are: sandbox:'],
    [['set', 'x', '--account', 'work', ...SUMS, '--webhook', 'nope'], 'no channel of kind webhook called "nope"'],
    [['set', 'x', '--account', 'work', '--below', '1'], '--amount, --per-day, --per-month is missing'],
    [
      ['set', 'x y', '--account', 'work', '--amount', '1', '--per-day', '1', '--per-month', '1', '--below', '1'],
      'name: a name is of letters',
    ],
    [['set', 'x', '--account', 'work', ...SUMS, '--', 'no-such-program', '5'], 'no program "no-such-program"'],
    [['set', 'x', '--account', 'work', ...SUMS, '--', import.meta.filename], 'There is no program'],
    [['set', 'x', '--account', 'work', ...SUMS, '--', './pay'], 'no program "./pay"'],
    [['resolve', asked.id, 'perhaps'], 'not-done'],
    [['remove', 'none'], 'no rule'],
    [['dance'], 'none of that'],
  ];
  for (const [args, why] of wrong) {
    const answer = await tollkeeper(running, 'recharge', ...args);
    expect(answer.code, args.join(' ')).toBe(2);
    expect(answer.err.replace(/\n/g, ' ').toLowerCase()).toContain(why.toLowerCase());
  }
}, 60_000);

it('no rule, and nothing that it runs, can be written through the API', async () => {
  const running = await runCompanion();
  const { paths } = (await running.ask('GET', '/api/v1/openapi.json')).body;
  const writing = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    path.includes('/recharge/') ? Object.keys(methods).map((method) => `${method} ${path}`) : [],
  );
  expect(
    writing.filter((route) => !route.startsWith('get')).map((route) => route.replace(/^.*\/recharge/, '')),
  ).toEqual(['/look', '/runs/{id}/approve', '/runs/{id}/decline', '/runs/{id}/resolve']);
  const body = { name: 'x', action: { kind: 'command', command: ['/bin/false'] } };
  for (const method of ['PUT', 'POST'])
    expect((await running.ask(method, '/api/v1/recharge/rules', { body })).status).toBe(405);
  expect(() => readFileSync(join(running.folder, 'recharge.json'))).toThrow('ENOENT');
});

it('no rule can be told by a browser: not among what is synced, and not with budgets that are handed over', () => {
  const rule = { name: 'x', account: ACCOUNT, action: { kind: 'command', command: ['/bin/false'] } };
  const row = { id: 'x', row: rule, stamps: {} };
  const items = [
    { kind: 'rule', ...rule },
    ...['rechargeRules', 'rechargeRuns', 'watchSettings', 'watchStates'].map((table) => ({
      kind: 'row',
      table,
      ...row,
    })),
  ];
  const asked = v.parse(questionSchema, { items, cursor: null });
  expect([asked.items, asked.notTaken]).toEqual([[], items.length]);
  const handed = { budgets: [], rules: [rule], recharge: rule };
  const read = v.safeParse(handOverQuestionSchema, handed);
  expect(read.success ? Object.keys(read.output) : ['budgets']).toEqual(['budgets']);
});

it('money is spent on no reading that is old, blurred or unknown, and by hand on one of this week', async () => {
  const running = await runCompanion();
  const { store } = running.companion;
  const now = Date.now();
  const rule = { account: ACCOUNT, unit: 'USD', action: { kind: 'webhook', channel: 'x' } } as const;
  expect(await walletFacts(store, rule, now)).toEqual({
    usableNano: null,
    isStale: false,
    isArriving: false,
    isAwaited: false,
  });
  await withBalance(running, DOLLAR, now - 2 * 3_600_000);
  expect(await walletFacts(store, rule, now)).toEqual({
    usableNano: DOLLAR,
    isStale: true,
    isArriving: false,
    isAwaited: false,
  });
  expect(await walletFacts(store, { ...rule, action: { kind: 'page' } }, now)).toMatchObject({ isStale: false });
  expect(await walletFacts(store, { ...rule, unit: 'CNY' }, now)).toMatchObject({ usableNano: null });
  await withBalance(running, DOLLAR, now);
  expect(await walletFacts(store, rule, now)).toEqual({
    usableNano: DOLLAR,
    isStale: false,
    isArriving: false,
    isAwaited: false,
  });
  await noteRecharge(store, { account: ACCOUNT, unit: 'USD', amountNano: 20n * DOLLAR }, now);
  expect(await walletFacts(store, rule, now)).toMatchObject({ isArriving: true, isAwaited: true });
  // The usual way takes four days at most; then it is waited for, two weeks in all.
  const later = (days: number) => walletFacts(store, rule, now + days * DAY);
  expect(await later(3.9)).toMatchObject({ isArriving: true });
  expect(await later(4.1)).toMatchObject({ isArriving: false, isAwaited: true });
  expect(await later(14.1)).toMatchObject({ isArriving: false, isAwaited: false });
  const how = { by: 'transfer', workingDays: 5, hours: null, amount: null } as const;
  await inWatchTables(store, (tables) => setFunding(tables, ACCOUNT, how));
  // Five working days, and one for where the bank is, are six days to eight.
  expect(await later(5.9)).toMatchObject({ isArriving: true, isAwaited: true });
  expect(await later(8.1)).toMatchObject({ isArriving: false, isAwaited: true });
  await withBalance(running, 21n * DOLLAR, now + 1);
  expect(await walletFacts(store, rule, now)).toEqual({
    usableNano: 21n * DOLLAR,
    isStale: false,
    isArriving: false,
    isAwaited: false,
  });
});

it('a wallet that an account turned out to be waits for what was paid by the name of that account', async () => {
  const running = await runCompanion({ isPolling: false });
  const { store } = running.companion;
  const now = Date.now();
  await withBalance(running, DOLLAR, now);
  await store.transact(async ({ accounts }) => {
    const row = await accounts.get(ACCOUNT);
    if (row !== undefined) await accounts.put({ ...row, id: 'sandbox:named', mergedInto: ACCOUNT });
  });
  await noteRecharge(store, { account: 'sandbox:named', unit: 'USD', amountNano: DOLLAR }, now);
  const rule = { account: 'sandbox:named', unit: 'USD', action: { kind: 'page' } } as const;
  expect(await walletFacts(store, rule, now)).toEqual({
    usableNano: DOLLAR,
    isStale: false,
    isArriving: true,
    isAwaited: true,
  });
  await forgetRecharge(store, rule);
  expect(await walletFacts(store, rule, now)).toMatchObject({ isArriving: false, isAwaited: false });
});
