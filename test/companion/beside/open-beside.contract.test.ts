import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Answers, openAnswers } from '../../../companion/beside/answer-questions.ts';
import { type Beside, openBeside } from '../../../companion/beside/open-beside.ts';
import { openReadOnly } from '../../../companion/ledger/open-read-only.ts';
import { openReader } from '../../../companion/ledger/open-reader.ts';
import { openWatchTables } from '../../../companion/ledger/watch-tables.ts';
import type { Companion } from '../../../companion/open-companion.ts';
import type { Budget } from '../../../lib/budget/budget.ts';
import { ANY_CALL } from '../../../lib/domain/dashboard.ts';
import { FIRST_SPEND } from '../../../lib/domain/spend-view.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { recordOf } from '../export-samples.ts';
import { type RealPostgres, startPostgres } from '../ledger/real-postgres.ts';
import { runCompanion } from '../running-companion.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const USD = 10n ** 9n;
const sites = { descriptions: () => [], relays: () => [] };
const NOTHING_LEARNED = {
  ...{ billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null, rate: null },
  ...{ spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null },
};

/** Calls of three weeks, with a refusal, one that nobody saw the end of, an account that was read, and a budget. */
async function fill({ store, holds }: Companion, now: number): Promise<void> {
  const account = 'openai:team';
  const budget: Budget = {
    ...{ id: 'month', scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' }, limit: 500n * USD },
    ...{ window: { kind: 'month', zone: 'UTC' }, isHard: true, onFailure: 'closed', raises: [] },
  };
  await holds.change({ id: 'put', budgetId: 'month', kind: 'put', budget });
  const call = { provider: 'openai', account, model: 'gpt-5.5', key: 'k', label: 'prod', origin: 'tool:nightly' };
  for (let day = 1; day <= 21; day++) {
    const at = now - day * DAY_MS;
    const cost = { unit: 'USD', nano: 2n * USD };
    await holds.settle({ callId: `b${day}`, cost, tokens: 10n, unheld: { call, at } });
    const change = {
      account,
      openedAt: at,
      ...(day === 3 && ({ outcome: 'refusal', refusalCause: 'depleted' } as const)),
    };
    const record = recordOf(day, { ...change, ...(day === 5 && ({ cost: null, certainty: 'unknown' } as const)) });
    await store.transact((tables) => openLedger(tables).append(record, NOTHING_LEARNED));
  }
  const reading = (at: number, dollars: bigint) =>
    ({ unit: 'USD', availableNano: dollars * USD, frozenNano: null, at, source: 'api' }) as const;
  await store.transact(async ({ accounts, readings }) => {
    const rest = { name: 'team', consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
    await accounts.put({ id: account, provider: 'openai', ...rest });
    await readings.put({ account, unit: 'USD', reading: reading(now - HOUR_MS, 20n), spentSinceNano: 0n });
  });
  await store.transactBelow(async ({ tx, ledger }) => {
    const { balanceHistory } = openWatchTables(tx, ledger);
    for (const back of [30, 20, 10])
      await balanceHistory.put({
        ...{ account, unit: 'USD', at: now - back * HOUR_MS, reading: reading(now - back * HOUR_MS, BigInt(back)) },
      });
  });
}

/** Every question, as it is asked. */
function questions(now: number): { readonly [Kind in keyof Answers]: Parameters<Answers[Kind]> } {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const span = { start: now - 30 * DAY_MS, end: now };
  const moment = { zone: 'UTC', now };
  const range = { from: span.start, now, callsMax: 1000 };
  return {
    ...{ hours: [span], unheard: [] },
    ...{ sums: [day(span.start), day(now), 'model'], details: [span], calls: [now, 10], accuracy: [] },
    ...{ balances: [{ zone: 'UTC', span, language: 'en' }], stories: [{ ...span, now }] },
    ...{ runways: [moment], unusual: [moment], wallets: [now], differences: [moment] },
    habits: [{ zone: 'UTC', of: [{ of: { kind: 'account', id: 'openai:team' }, unit: 'USD' }] }],
    slice: [{ filter: { ...ANY_CALL, model: 'gpt-5.5', search: 'nightly' }, after: null, callsMax: 5, zone: 'UTC' }],
    ...{ newest: [], choices: [], call: ['c000007', { version: '1', language: 'en' }], rightness: [] },
    ...{ spend: [{ ...FIRST_SPEND, by: 'origin' }, moment], overview: [moment], accounts: [moment], prices: [now] },
    budgets: [now],
    ...{ refusals: [30, now], isRefused: [] },
    ...{ costs: ['openai', range], counts: [range] },
    reconciled: [{ range, zone: 'UTC', costs: [], counts: [] }, 'en'],
  };
}

async function newDatabase({ url, createDatabase }: RealPostgres, number: number): Promise<string> {
  const name = `beside_${number}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return createDatabase(name);
}

const ask = (beside: Beside, kind: keyof Answers, asked: readonly unknown[]): Promise<unknown> =>
  (beside.ask as (kind: string, ...asked: readonly unknown[]) => Promise<unknown>)(kind, ...asked);

function openBesideOf({ source, store, holds }: Companion, fileBytesMin = 0): Beside {
  const beside = openBeside({ source, store, holds, sites, fileBytesMin });
  onTestFinished(beside.stop);
  return beside;
}

describe.each(['file', 'server'] as const)('long questions over a ledger in a %s', { timeout: 60_000 }, (kind) => {
  let server: RealPostgres | null = null;
  beforeAll(async () => {
    if (kind === 'server') server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.stop());

  let databases = 0;
  const open = async (): Promise<Companion> => {
    databases += 1;
    const chosen = server === null ? {} : { server: { url: await newDatabase(server, databases), mayMigrate: true } };
    return (await runCompanion({ isPolling: false, ...chosen })).companion;
  };

  it('are answered as the companion itself would answer them', async () => {
    const companion = await open();
    const now = Date.now();
    await fill(companion, now);
    const { store, holds, source } = companion;
    const reader = await openReader(source);
    onTestFinished(reader.close);
    const here = openAnswers({ store, holds, rows: reader.rows });
    const beside = openBesideOf(companion);
    for (const [name, asked] of Object.entries(questions(now))) {
      const answer = here[name as keyof Answers] as (...given: readonly unknown[]) => Promise<unknown>;
      const expected = await answer(...asked);
      expect(await ask(beside, name as keyof Answers, asked), name).toEqual(expected);
      // What was filled in is in each; nothing is unusual of calls that come once a day, and nobody was asked for bills.
      if (!['unusual', 'unheard', 'costs', 'counts', 'accuracy', 'differences'].includes(name))
        expect(expected, name).not.toEqual([]);
    }
  });

  it('know what was booked before they were asked, by whoever did not wait for it', async () => {
    const companion = await open();
    const beside = openBesideOf(companion);
    const asked = [0, Date.now() + DAY_MS] as const;
    expect(await beside.ask('calls', asked[1], 10)).toEqual([]);
    const { transact } = companion.store.portsFor({ now: Date.now, dayOf: () => '2026-11-01' }, false);
    for (let number = 1; number <= 5; number++) {
      await transact(async (ledger) => void (await ledger.append(recordOf(number), NOTHING_LEARNED)));
      expect(await beside.ask('calls', asked[1], 10)).toHaveLength(number);
    }
  });
});

it('a thread that ends takes its questions with it, and the next question has another one', async () => {
  const { companion } = await runCompanion({ isPolling: false });
  const beside = openBesideOf(companion);
  const lost = ask(beside, 'nothing' as never, []);
  await expect(lost).rejects.toMatchObject({ code: 'ledger-unavailable' });
  expect(await beside.ask('calls', Date.now(), 10)).toEqual([]);
});

it('what a question cannot be answered for is told, and the thread goes on', async () => {
  const { companion } = await runCompanion({ isPolling: false });
  const beside = openBesideOf(companion);
  const asked = ask(beside, 'differences', [{ zone: 'Nowhere/At All', now: 0 }]);
  await expect(asked).rejects.toMatchObject({ code: 'ledger-failed' });
  expect(await beside.ask('calls', Date.now(), 10)).toEqual([]);
});

it('nothing is written where a ledger is only read', async () => {
  const { folder } = await runCompanion({ isPolling: false });
  const sql = openReadOnly(join(folder, 'ledger.sqlite'));
  onTestFinished(sql.close);
  const write = sql.transaction((tx) => tx.run("insert into ledgers (ledger, version) values ('x', 1)"));
  await expect(write).rejects.toMatchObject({ code: 'ledger-read-only' });
  expect(await sql.transaction((tx) => tx.rows('select version from ledgers'))).toHaveLength(1);
});

it('a small file is read by the companion itself, until it is one no more', async () => {
  const { companion } = await runCompanion({ isPolling: false });
  const bytes = 1_000_000;
  const beside = openBesideOf(companion, bytes);
  const lost = () => ask(beside, 'nothing' as never, []);
  await expect(async () => lost()).rejects.toThrow(TypeError);
  await fill(companion, Date.now());
  for (let from = 1000; from < 2500; from += 500) {
    const rows = Array.from({ length: 500 }, (_, at) => recordOf(from + at));
    await companion.store.transact(async ({ records }) => void (await records.bulkPut(rows)));
  }
  await expect(lost()).rejects.toMatchObject({ code: 'ledger-unavailable' });
  expect(await beside.ask('calls', Number.MAX_SAFE_INTEGER, 10)).toHaveLength(10);
});
