import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFixConditions } from '../../../companion/advice/advise.ts';
import type { LedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import { type Companion, openCompanion } from '../../../companion/open-companion.ts';
import { openSites } from '../../../companion/sites/sites.ts';
import type { CallRecord } from '../../../lib/domain/record.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { made, usd } from '../../advice/samples.ts';
import { startPostgres } from '../ledger/real-postgres.ts';
import { runCompanion, send } from '../running-companion.ts';
import { runCommand } from '../start-command.ts';

const DAY = 86_400_000;
const ACCOUNT = 'openai:team';
const NOTHING = { billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null };
const LEARNED = { ...NOTHING, rate: null, spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null };

/** Twenty days until now: 600 short calls to a dear model, 40 that failed, 3 refusals today. $5 a call of the rest. */
function callsUntil(now: number): readonly CallRecord[] {
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const at = (number: number): { readonly openedAt: number; readonly day: string } => {
    const openedAt = now - (number % 20) * DAY - 10_000;
    return { openedAt, day: dayOf(openedAt) };
  };
  const short = Array.from({ length: 600 }, (_, number) =>
    made(number, { ...at(number), account: ACCOUNT, usage: { 'input-tokens': 1000, 'output-tokens': 200 } }),
  );
  const failed = Array.from({ length: 40 }, (_, number) =>
    made(1000 + number, {
      ...{ ...at(number), account: ACCOUNT, origin: 'tool:agent', outcome: 'cut', cost: usd(50_000_000n) },
      usage: { 'input-tokens': 10_000 },
    }),
  );
  const today = { openedAt: now, day: dayOf(now) };
  const refused = Array.from({ length: 3 }, (_, number) =>
    made(2000 + number, { ...today, account: ACCOUNT, usage: null, outcome: 'refusal', refusalCause: 'depleted' }),
  );
  return [...short, ...failed, ...refused];
}

async function fill(store: LedgerStore, now: number): Promise<void> {
  const reading = (at: number, dollars: bigint) => ({
    ...{ unit: 'USD', availableNano: dollars * 10n ** 9n, frozenNano: null, at, source: 'api' as const },
  });
  await store.transactBelow(async ({ tx, ledger, tables }) => {
    for (const row of callsUntil(now)) await openLedger(tables).append(row, LEARNED);
    const { balanceHistory } = openWatchTables(tx, ledger);
    for (const [days, dollars] of [
      [25, 3n],
      [10, 30n],
      [1, 20n],
    ] as const) {
      const at = now - days * DAY - 60_000;
      await balanceHistory.put({ account: ACCOUNT, unit: 'USD', at, reading: reading(at, dollars) });
    }
    await tables.readings.put({
      ...{ account: ACCOUNT, unit: 'USD', spentSinceNano: 0n, reading: reading(now - DAY - 60_000, 20n) },
    });
  });
}

let folder: string;
let companion: Companion;
let env: NodeJS.ProcessEnv;
const now = Date.now();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-advice-'));
  companion = await openCompanion({ folder, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} });
  await fill(companion.store, now);
  env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
}, 60_000);
afterAll(async () => {
  await companion.stop();
  rmSync(folder, { recursive: true });
});

const told = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await runCommand(args, { env });
  expect([code, err]).toEqual([0, '']);
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  return out;
};
const toldJson = async (...args: readonly string[]) => {
  const { code, out } = await runCommand([...args, '--json'], { env });
  expect(code).toBe(0);
  return JSON.parse(out);
};

/** Its control API. */
function askOf({ gateway }: Companion, home: string, path: string): ReturnType<typeof send> {
  const { apiToken } = JSON.parse(readFileSync(join(home, 'daemon.json'), 'utf8'));
  return send(`${gateway.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${apiToken}` } });
}

it('what savings are worth a word in another currency goes by the rate that somebody set', async () => {
  const { companion: one, ask } = await runCompanion({ isPolling: false });
  const cost = { unit: 'CNY', lowNano: 7_500_000_000n, likelyNano: 7_500_000_000n, highNano: 7_500_000_000n };
  const failed = made(1, { openedAt: Date.now() - 60_000, outcome: 'cut', usage: { 'input-tokens': 10 }, cost });
  await one.store.transact(async ({ records }) => void (await records.add(failed)));
  const told = async () => (await ask('GET', '/api/v1/advice/savings')).body.saved;
  expect(await told()).toEqual({ CNY: '7.5' });
  const rate = { rate: '8', source: 'bank' };
  expect((await ask('PUT', '/api/v1/rates/USD/CNY', { body: rate })).status).toBe(200);
  expect(await told()).toEqual({});
}, 60_000);

describe('advice from the ledger', { timeout: 120_000 }, () => {
  it('savings are the sums that were planted, with what to do', async () => {
    const savings = await toldJson('savings');
    // 600 × (1,000 × $2.50 + 200 × $15) / 1,000,000 less, and 40 × $0.05.
    expect(savings.saved).toEqual({ USD: '5.3' });
    expect(savings.savings.map((one: { kind: string; amount: string }) => [one.kind, one.amount])).toEqual([
      ['small-tasks', '3.3'],
      ['failed', '2'],
    ]);
    const text = await told('savings');
    expect(text).toContain('instead: gpt-5.4');
    expect(text).toContain('40 calls that failed or broke off cost $2.00.');
  });

  it('the third refusal of a cause offers what ends it, with the page of the provider', async () => {
    const { fixes } = await toldJson('savings');
    expect(fixes).toMatchObject([{ fix: 'auto-recharge', refused: 3, link: expect.stringMatching(/^https:/) }]);
    const text = await told('savings');
    expect(text).toContain('OpenAI said no 3 times this month: the balance was used up.');
    const sites = openSites(join(folder, 'other-sites.json'));
    const desk = { store: companion.store, source: companion.source, sites, zone: 'UTC', now: () => now };
    const [condition, ...others] = await findFixConditions(desk);
    expect([others, condition?.subject, condition?.key]).toEqual([[], { kind: 'account', id: ACCOUNT }, fixes[0].key]);
  });

  it('what-if comes to the price of the other model, and says what it leaves out', async () => {
    const whatIf = await toldJson('whatif', '--model', 'gpt-5.4', '--of', 'gpt-5.5');
    expect(whatIf.compared).toMatchObject([{ unit: 'USD', calls: 640, was: '8.6', likely: '4.3' }]);
    const text = await told('whatif', '--model', 'gpt-5.4');
    expect(text).toMatch(/640 +\$8\.60 +\$4\.30/);
    expect(text).toContain('3 calls not compared: they are none of those that are meant.');
  });

  it('advises how to pay, with packages and commitments that somebody offers', async () => {
    const offers = ['--package', '5USD=100USD@openai', '--commit', '1USD-10%'];
    const advice = await toldJson('advise', ...offers);
    expect(advice).toMatchObject({ calls: 640, pattern: { pattern: 'stable' } });
    const by = Object.fromEntries(
      advice.ways.map((one: { way: { kind: string }; saved: object }) => [one.way.kind, one.saved]),
    );
    expect(by).toMatchObject({ package: { USD: '3.6' }, commitment: { USD: '0.86' }, batch: { USD: '4.3' } });
    expect(advice.best.USD.way.kind).toBe('batch');
    expect(await told('advise', ...offers)).toContain('Best: batch API, $4.30 less.');
  });

  it('says where the money went since the last recharge, and what nobody saw', async () => {
    const { accounts } = await toldJson('spend', '--since-recharge');
    expect(accounts).toMatchObject([
      { account: ACCOUNT, mark: { kind: 'rise', balance: '30', by: '27' }, fall: { fell: '10' } },
    ]);
    // Days 1 to 9 were read: 9 × (30 × $0.011 + 2 × $0.05); that of today was not.
    expect(accounts[0].fall).toMatchObject({ seen: '3.87', unseen: '6.13' });
    expect(accounts[0].byDay).toHaveLength(11);
    const text = (await told('spend', '--since-recharge', '--account', ACCOUNT)).replace(/\s+/g, ' ');
    expect(text).toContain('after a recharge of about $27');
    expect(text).toContain('$6.13 of it we did not see');
  });

  it.each([
    [['savings', '--days', '0'], 2, 'whole number from 1 to 366'],
    [['whatif'], 2, 'It needs what is to be another.'],
    [['whatif', '--cache', 'warm'], 2, '"warm" is no use of caches.'],
    [['whatif', '--provider', 'nobody'], 1, 'no provider is called "nobody"'],
    [['advise', '--package', 'all you can eat'], 1, 'is no package'],
    [['advise', '--package', '0USD=30USD'], 1, 'is no package'],
    [['advise', '--package', '20USD=0calls'], 1, 'is no package'],
    [['spend', '--account', 'openai:work'], 2, 'Add --since-recharge'],
    [['advise', '--commit', '5USD'], 1, 'is no commitment'],
    [['advise', '--commit', '0USD-10%'], 1, 'is no commitment'],
    [['spend', '--since-recharge', '--account', 'x'], 1, 'no balance of an account "x" is known'],
  ])('%j is explained', async (args, exitCode, why) => {
    const { code, err } = await runCommand(args, { env });
    expect([code, err.replace(/\s+/g, ' ')]).toEqual([exitCode, expect.stringContaining(why)]);
    expect(err).toMatch(/What to do: .+/);
  });

  it('of no calls says so', async () => {
    const home = mkdtempSync(join(tmpdir(), 'tollkeeper-advice-empty-'));
    const empty = await openCompanion({ folder: home, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} });
    const own = { ...env, HOME: home, TOLLKEEPER_HOME: home };
    for (const args of [['savings'], ['whatif', '--cache', 'none'], ['advise'], ['spend', '--since-recharge']]) {
      const { code, out } = await runCommand(args, { env: own });
      expect([code, out]).toEqual([0, expect.stringMatching(/^No (calls|balance)/)]);
    }
    await empty.stop();
    rmSync(home, { recursive: true });
  });

  it('is the same from a ledger in a server', async () => {
    const server = await startPostgres();
    const home = mkdtempSync(join(tmpdir(), 'tollkeeper-advice-server-'));
    const shared = await openCompanion({
      ...{ folder: home, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} },
      server: { url: server.url, mayMigrate: false },
    });
    await fill(shared.store, now);
    const paths = ['savings', 'what-if?model=gpt-5.4', 'billing'].map((path) => `/advice/${path}`);
    for (const path of [...paths, '/spend/since-recharge']) {
      const [there, here] = [await askOf(shared, home, path), await askOf(companion, folder, path)];
      expect(there.status).toBe(200);
      expect(there.body).toEqual(here.body);
    }
    await shared.stop();
    await server.stop();
    rmSync(home, { recursive: true });
  });
});

describe('a call that asks the same again', { timeout: 60_000 }, () => {
  it('keeps how often it was asked from the second time on, and nothing of what it said', async () => {
    const { chat, companion: running } = await runCompanion();
    for (let turn = 0; turn < 4; turn += 1) await chat();
    await chat({ max_tokens: 51 });
    const records = await running.store.transact(async (tables) =>
      (await tables.records.where('openedAt').between(0, Number.MAX_SAFE_INTEGER).toArray()).map((row) => row.wasted),
    );
    expect(records).toEqual([undefined, { repeat: 2 }, { repeat: 3 }, { repeat: 4 }, undefined]);
  });

  it('does not count what brought no answer: to send that again repeats nothing', async () => {
    const { chat, companion: running } = await runCompanion();
    for (const scenario of ['html-error', 'html-error', 'off', 'off']) {
      await chat({}, scenario === 'off' ? {} : { 'x-sandbox-scenario': scenario });
    }
    const records = await running.store.transact(async (tables) =>
      (await tables.records.where('openedAt').between(0, Number.MAX_SAFE_INTEGER).toArray()).map((row) => [
        row.outcome,
        row.wasted,
      ]),
    );
    expect(records).toEqual([
      ['error', undefined],
      ['error', undefined],
      ['answer', undefined],
      ['answer', { repeat: 2 }],
    ]);
  });
});
