import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { daySpan } from '../../companion/api/days.ts';
import { exportCommand } from '../../companion/commands/export.ts';
import type { LedgerStore } from '../../companion/ledger/open-ledger.ts';
import { openWatchTables } from '../../companion/ledger/watch-tables.ts';
import { type Companion, openCompanion } from '../../companion/open-companion.ts';
import { writeCsvLine } from '../../lib/domain/csv.ts';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import { NOVEMBER, recordOf } from './export-samples.ts';
import { brokenRules } from './focus-rules.ts';
import { startPostgres } from './ledger/real-postgres.ts';
import { runCommand, startCommand } from './start-command.ts';

const DAY_MS = 86_400_000;
const FORMULA = '=HYPERLINK("http://x.example";"a, b")';
const usd = (nano: bigint) => ({ unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano });

const records: readonly CallRecord[] = [
  recordOf(1),
  recordOf(2, { account: 'openai:team', cost: usd(2_000_000_001n), settledAt: NOVEMBER + 2000 }),
  recordOf(3, { model: FORMULA, origin: 'https://chat.example', usage: null, certainty: 'estimated' }),
  recordOf(4, { certainty: 'unknown', outcome: 'cut', usage: null }),
  recordOf(5, { cost: null, certainty: 'unknown', outcome: 'error', usage: null, estimateLikelyNano: null }),
  recordOf(6, { outcome: 'refusal', refusalCause: 'depleted', cost: usd(0n), usage: null }),
  recordOf(7, {
    provider: 'sandbox',
    model: null,
    usage: { records: 3 },
    cost: { ...usd(450_000_000_000n), unit: 'credits' },
  }),
  recordOf(8, { origin: 'tool:agent', openedAt: NOVEMBER + 20 * DAY_MS, cost: { ...usd(7n), unit: 'CNY' } }),
  // More than a page, all in one millisecond.
  ...Array.from({ length: 1200 }, (_, at) =>
    recordOf(100 + at, { openedAt: NOVEMBER + 25 * DAY_MS, cost: usd(BigInt(at)) }),
  ),
];

let folder: string;
let companion: Companion;
let env: NodeJS.ProcessEnv;

async function fill(store: LedgerStore, rows: readonly CallRecord[]): Promise<void> {
  await store.transact(async (tables) => {
    await tables.readings.put({
      ...{ account: 'openai:team', unit: 'USD', spentSinceNano: 0n },
      reading: { unit: 'USD', availableNano: 5n, frozenNano: null, at: NOVEMBER, source: 'api' },
    });
    const nothing = { billed: null, billing: null, counting: null, lengths: [], accepted: null, refusedAt: null };
    const learned = { ...nothing, rate: null, spentSinceNano: 0n, blursReading: false, wasFalseAsk: null, card: null };
    for (const row of rows) await openLedger(tables).append(row, learned);
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-export-'));
  companion = await openCompanion({ folder, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} });
  await fill(companion.store, records);
  env = { PATH: process.env.PATH, HOME: folder, TOLLKEEPER_HOME: folder, TZ: 'UTC', NO_COLOR: '1' };
}, 60_000);
afterAll(async () => {
  await companion.stop();
  rmSync(folder, { recursive: true });
});

async function exported(
  ...args: readonly string[]
): Promise<{ readonly lines: readonly string[]; readonly err: string }> {
  const { code, out, err } = await runCommand(['export', ...args], { env });
  expect([code, err]).toEqual([0, code === 0 ? err : '']);
  return { lines: out.split('\n').slice(0, -1), err };
}
const rowsOf = (lines: readonly string[]): Record<string, string>[] => parse(lines.join('\n'), { columns: true });
const sumOf = (rows: readonly Record<string, string>[], column: string): bigint =>
  rows.reduce((sum, row) => sum + (parseDecimal(row[column] ?? '') ?? 0n), 0n);

describe('an export of calls', { timeout: 60_000 }, () => {
  it('has each of them once, in order, also where many came at one moment', async () => {
    const { lines } = await exported('--format', 'jsonl');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(records.map(({ callId }) => callId));
  });

  it('is the same to somebody who reads slowly: no piece is written over before it has left', async () => {
    const { apiToken } = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8'));
    const headers = { authorization: `Bearer ${apiToken}` };
    const answer = await fetch(`${companion.gateway.origin}/api/v1/export?format=cloudevents`, { headers });
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece, { stream: true });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(text.length).toBeGreaterThan(2 * 256 * 1024);
    const ids = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(records.map(({ callId }) => callId));
  });

  it('says as JSON what is known, and null where nobody knows', async () => {
    const { lines } = await exported('--format', 'jsonl');
    const [first, , third, , fifth, sixth] = lines.map((line) => JSON.parse(line));
    expect(first).toEqual({
      ...{ id: 'c000001', request: 'c000001', at: NOVEMBER + 1000, settledAt: NOVEMBER + 2234, day: '2026-11-01' },
      ...{ provider: 'openai', account: null, model: 'gpt-5.5', origin: 'tool:nightly/prod', tool: 'nightly' },
      ...{ label: 'prod', outcome: 'answer', certainty: 'billed', cause: null },
      usage: { 'input-tokens': 100, 'cached-input-tokens': 20, 'output-tokens': 30 },
      cost: { unit: 'USD', low: '0.0015', likely: '0.0015', high: '0.0015' },
      estimate: '0.002',
    });
    expect([third.tool, third.label, third.usage]).toEqual([null, null, null]);
    expect([fifth.cost, fifth.estimate]).toEqual([null, null]);
    expect(sixth.cause).toBe('depleted');
  });

  it('as CSV reads back as it was, and no text in it is a formula', async () => {
    const { lines } = await exported('--format', 'csv');
    const rows = rowsOf(lines);
    expect(rows.length).toBe(records.length);
    expect(rows[2]?.model).toBe(`'${FORMULA}`);
    expect(rows[1]).toMatchObject({
      cost: '2.000000001',
      account: 'openai:team',
      input_tokens: '100',
      tool: 'nightly',
    });
    expect(rows[4]).toMatchObject({ cost: '', unit: '', usage: '', estimate: '' });
  });

  it('of days is a sum that agrees with the calls', async () => {
    const days = rowsOf((await exported('--by', 'day')).lines);
    const counted = days.reduce((sum, { calls }) => sum + Number(calls), 0);
    expect(counted).toBe(records.length);
    const dollars = days.filter(({ unit }) => unit === 'USD');
    const known = records.filter(({ cost, certainty }) => cost?.unit === 'USD' && certainty !== 'unknown');
    expect(sumOf(dollars, 'cost')).toBe(known.reduce((sum, { cost }) => sum + (cost?.likelyNano ?? 0n), 0n));
    expect(days.filter(({ unit }) => unit === '')).toMatchObject([{ cost: '', cost_unknown: '1' }]);
  });

  it('of days is the same as JSON lines, with null where nobody knows', async () => {
    const days = (await exported('--by', 'day', '--format', 'jsonl')).lines.map((line) => JSON.parse(line));
    const empty = (cell: unknown): string => (cell === null ? '' : String(cell));
    const asCells = days.map((day) => ({
      ...{ day: day.day, provider: day.provider, model: empty(day.model), unit: empty(day.unit) },
      ...{ cost: empty(day.cost), calls: String(day.calls), refusals: String(day.refusals) },
      cost_unknown: String(day.unknown),
    }));
    const plain = rowsOf((await exported('--by', 'day')).lines);
    expect(asCells.map((row) => (row.model === FORMULA ? { ...row, model: `'${FORMULA}` } : row))).toEqual(plain);
    expect(days.filter(({ unit }) => unit === null)).toMatchObject([{ cost: null, unknown: 1, calls: 1 }]);
    const day = days.find(({ provider }) => provider === 'sandbox');
    expect(day).toEqual({
      ...{ day: '2026-11-01', provider: 'sandbox', model: null, unit: 'credits', cost: '450' },
      ...{ calls: 1, refusals: 0, unknown: 0 },
    });
  });

  it('has the days that are asked for, of the zone of the ledger', async () => {
    const { lines } = await exported('--format', 'jsonl', '--from', '2026-11-21', '--to', '2026-11-21');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['c000008']);
    expect((await exported('--format', 'jsonl', '--to', '2026-10-31')).lines).toEqual([]);
    expect((await exported('--format', 'csv', '--to', '2026-10-31')).lines.length).toBe(1);
    // 30 November to 1 December there: clocks of Apia are 13 hours ahead.
    expect(daySpan({ from: '2026-11-30', to: '2026-11-30', zone: 'Pacific/Apia' })).toEqual({
      start: Date.UTC(2026, 10, 29, 11),
      end: Date.UTC(2026, 10, 30, 11),
    });
    // An hour less on the day that clocks go forward.
    const { start, end } = daySpan({ from: '2026-03-29', to: '2026-03-29', zone: 'Europe/Vienna' });
    expect(end - start).toBe(23 * 3_600_000);
  });

  it('as CloudEvents has an event of version 1.0 in each line', async () => {
    const events = (await exported('--format', 'cloudevents')).lines.map((line) => JSON.parse(line));
    expect(events.length).toBe(records.length);
    expect(new Set(events.map(({ source, id }) => `${source} ${id}`)).size).toBe(events.length);
    for (const { specversion, id, source, type, time, data, datacontenttype } of events) {
      expect([specversion, datacontenttype, data.id]).toEqual(['1.0', 'application/json', id]);
      expect(source).toMatch(/^\/[\w/-]+$/);
      expect(type).toMatch(/^[a-z.]+$/);
      expect(new Date(time).toISOString()).toBe(time);
    }
  });
});

describe('an export as FOCUS 1.2', { timeout: 60_000 }, () => {
  it('keeps the rules of all 21 mandatory columns, in every row', async () => {
    const { lines, err } = await exported('--format', 'focus', '--rate', 'credits=1000/USD');
    const rows = rowsOf(lines);
    expect(rows.flatMap((row) => brokenRules(row).map((rule) => `${row.x_CallId}: ${rule}`))).toEqual([]);
    // Those whose cost nobody knows: no number stands for it.
    expect(rows.length).toBe(records.length - 2);
    expect(err).toContain('2 left out');
  });

  it('counts nothing twice: what was paid for before is billed 0 when it is used', async () => {
    const rows = rowsOf((await exported('--format', 'focus')).lines).filter((row) => row.BillingCurrency === 'USD');
    const known = records.filter(({ cost, certainty }) => cost?.unit === 'USD' && certainty !== 'unknown');
    const all = known.reduce((sum, { cost }) => sum + (cost?.likelyNano ?? 0n), 0n);
    expect(sumOf(rows, 'EffectiveCost')).toBe(all);
    expect(sumOf(rows, 'BilledCost')).toBe(all - 2_000_000_001n);
    expect(rows.find((row) => row.x_CallId === 'c000002')).toMatchObject({
      ...{ BilledCost: '0', EffectiveCost: '2.000000001', BillingAccountId: 'openai:team', BillingAccountName: 'team' },
      ...{ PricingQuantity: '150', PricingUnit: 'Tokens', ChargeClass: '', ProviderName: 'OpenAI' },
      ...{ BillingPeriodStart: '2026-11-01T00:00:00Z', BillingPeriodEnd: '2026-12-01T00:00:00Z' },
      Tags: '{"tool":"nightly","label":"prod"}',
    });
  });

  it('has credits in the currency they were paid with, where that is said, and leaves them out where it is not', async () => {
    const rated = rowsOf((await exported('--format', 'focus', '--rate', 'credits=1000/USD')).lines);
    expect(rated.find((row) => row.x_CallId === 'c000007')).toMatchObject({
      ...{ BillingCurrency: 'USD', EffectiveCost: '0.45', PricingCurrency: 'credits' },
      ...{ PricingCurrencyEffectiveCost: '450', ServiceCategory: 'Other', PricingUnit: 'Requests' },
    });
    const unrated = await exported('--format', 'focus');
    expect(unrated.lines.join('\n')).not.toContain('credits');
    expect(unrated.err).toContain('3 left out');
  });

  it('has what was corrected later in a row of its own, in the month that it was', async () => {
    const holds = companion.holds;
    const call = {
      provider: 'openai',
      account: 'openai:team',
      model: 'gpt-5.5',
      key: null,
      label: 'prod',
      origin: null,
    };
    const at = Date.now();
    for (const [callId, reservedAt] of [
      ['held-1', at],
      ['held-2', at - 62 * DAY_MS],
    ] as const) {
      const settlement = { callId, cost: { unit: 'USD', nano: 1_000_000_000n }, tokens: 10n };
      await holds.settle({ ...settlement, unheld: { call, at: reservedAt } });
      const refund = { callId, id: 'refund-1', kind: 'refund', cost: { unit: 'USD', nano: -250_000_000n } } as const;
      expect(await holds.adjust({ ...refund, tokens: 0n, calls: 0n })).toBe(true);
    }
    const rows = rowsOf((await exported('--format', 'focus')).lines).filter((row) => row.x_Outcome === 'refund');
    expect(rows.flatMap(brokenRules)).toEqual([]);
    expect(rows.map((row) => [row.x_CallId, row.ChargeClass, row.EffectiveCost, row.BilledCost])).toEqual([
      ['held-1/refund-1', '', '-0.25', '0'],
      ['held-2/refund-1', 'Correction', '-0.25', '0'],
    ]);
  });
});

describe('a top-up in an export as FOCUS 1.2', { timeout: 60_000 }, () => {
  it('is a purchase that is billed and not effective, with what was spent before it was seen', async () => {
    const account = 'openai:topped';
    const at = Date.now() - DAY_MS;
    await companion.holds.settle({
      ...{ callId: 'before-seen', cost: { unit: 'USD', nano: 250_000_000n }, tokens: 1n },
      unheld: {
        call: { provider: 'openai', account, model: null, key: null, label: null, origin: null },
        at: at + 500,
      },
    });
    await companion.store.transactBelow(async ({ tx, ledger }) => {
      const { balanceHistory } = openWatchTables(tx, ledger);
      const read = (later: number, availableNano: bigint | null, unit = 'USD') => {
        const reading = { unit, availableNano, frozenNano: null, at: at + later, source: 'api' } as const;
        return { account, unit, at: at + later, reading };
      };
      await balanceHistory.bulkPut([
        ...[read(0, 1_000_000_000n), read(100, null), read(1000, 10_750_000_000n), read(2000, 10_000_000_000n)],
        ...[read(0, 0n, 'credits'), read(1000, 5_000_000_000_000n, 'credits')],
        // More than a page of readings without a rise.
        ...Array.from({ length: 600 }, (_, more) => read(3000 + more, 10_000_000_000n - BigInt(more))),
        read(9000, 60_000_000_000n),
      ]);
    });
    const { lines, err } = await exported('--format', 'focus');
    const rows = rowsOf(lines).filter((row) => row.ChargeCategory === 'Purchase');
    expect(rows.flatMap(brokenRules)).toEqual([]);
    expect(rows.map((row) => [row.BilledCost, row.EffectiveCost, row.ListCost, row.BillingAccountName])).toEqual([
      ['10', '0', '10', 'topped'],
      ['50.000000599', '0', '50.000000599', 'topped'],
    ]);
    // What credits were paid with was not said.
    expect(err).toContain('4 left out');
    const rated = rowsOf((await exported('--format', 'focus', '--rate', 'credits=1000/USD')).lines);
    const credits = rated.find((row) => row.ChargeCategory === 'Purchase' && row.PricingCurrency === 'credits');
    expect(credits).toMatchObject({ BilledCost: '5', EffectiveCost: '0', BillingCurrency: 'USD' });
    expect(rated.flatMap(brokenRules)).toEqual([]);
  });

  it.each(['a file', 'a server'])(
    'counts one wallet under two accounts once, and what it alone can have paid for: in %s',
    async (where) => {
      const home = mkdtempSync(join(tmpdir(), 'tollkeeper-export-wallet-'));
      const server = where === 'a server' ? await startPostgres() : null;
      const one = await openCompanion({
        ...{ folder: home, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} },
        ...(server && { server: { url: server.url, mayMigrate: false } }),
      });
      const at = NOVEMBER + DAY_MS;
      const spend = (callId: string, account: string | null, later: number, provider = 'openai') =>
        one.holds.settle({
          ...{ callId, cost: { unit: 'USD', nano: 250_000_000n }, tokens: 1n },
          unheld: { call: { provider, account, model: null, key: null, label: null, origin: null }, at: at + later },
        });
      await spend('by-the-second', 'openai:named', 150);
      await spend('by-nobody', null, 160);
      await spend('elsewhere', null, 170, 'deepseek');
      await one.store.transact(async ({ accounts, records: calls, readings }) => {
        const plain = { provider: 'openai', name: null, consoleOrigin: '', seenAt: 0, ownLimits: {}, falseAsks: 0 };
        await accounts.put({ ...plain, id: 'openai:4711' });
        await accounts.put({ ...plain, id: 'openai:named', mergedInto: 'openai:4711' });
        const reading = { unit: 'USD', availableNano: 1_000_000_000n, frozenNano: null, at, source: 'api' } as const;
        await readings.put({ account: 'openai:4711', unit: 'USD', spentSinceNano: 0n, reading });
        await calls.bulkPut([
          recordOf(1),
          recordOf(2, { account: 'openai:named' }),
          recordOf(3, { account: 'openai:4711' }),
          recordOf(4, { provider: 'deepseek' }),
        ]);
      });
      await one.store.transactBelow(async ({ tx, ledger }) => {
        const read = (account: string, later: number, availableNano: bigint) => {
          const reading = { unit: 'USD', availableNano, frozenNano: null, at: at + later, source: 'api' } as const;
          return { account, unit: 'USD', at: at + later, reading };
        };
        await openWatchTables(tx, ledger).balanceHistory.bulkPut([
          ...[read('openai:named', 0, 1_000_000_000n), read('openai:4711', 100, 1_000_000_000n)],
          ...[read('openai:4711', 200, 10_500_000_000n), read('openai:named', 300, 10_500_000_000n)],
        ]);
      });
      const told = async () => {
        const own = { ...env, HOME: home, TOLLKEEPER_HOME: home };
        const { out } = await runCommand(['export', '--format', 'focus'], { env: own });
        const rows = rowsOf(out.split('\n').slice(0, -1));
        expect(rows.flatMap(brokenRules)).toEqual([]);
        return {
          paid: rows.flatMap((row) =>
            row.ChargeCategory === 'Purchase' ? [[row.BillingAccountId, row.BilledCost]] : [],
          ),
          billed: rows.flatMap((row) => (row.ChargeCategory === 'Usage' ? [row.BilledCost] : [])),
          of: rows.flatMap((row) => (row.ChargeCategory === 'Usage' ? [row.BillingAccountId] : [])),
        };
      };
      const wallet = 'openai:4711';
      expect(await told()).toEqual({
        ...{ paid: [[wallet, '10']], billed: ['0', '0', '0', '0.0015'] },
        of: [wallet, wallet, wallet, 'deepseek:unknown'],
      });
      // Of whose keys the user said that they are another's: nobody knows what paid for that.
      await one.store.transact(async ({ keys }) => {
        const nothing = { name: 'k', billing: null, limitNano: null, usedNano: null, unit: 'USD' } as const;
        await keys.put({
          ...nothing,
          fingerprint: 'f',
          provider: 'openai',
          account: 'openai:4711',
          how: 'denied',
          readAt: 0,
        });
      });
      expect(await told()).toEqual({
        ...{ paid: [[wallet, '9.75']], billed: ['0.0015', '0', '0', '0.0015'] },
        of: ['openai:unknown', wallet, wallet, 'deepseek:unknown'],
      });
      await one.stop();
      await server?.stop();
      rmSync(home, { recursive: true });
    },
  );
});

describe('the file', { timeout: 60_000 }, () => {
  it('appears when it is whole, and says what is in it', async () => {
    const out = join(folder, 'calls.csv');
    const { code, out: said } = await runCommand(['export', '--out', out, '--json'], { env });
    expect([code, JSON.parse(said)]).toEqual([0, { file: out, rows: records.length, leftOut: 0 }]);
    expect(rowsOf(readFileSync(out, 'utf8').split('\n')).length).toBe(records.length);
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it.each(['csv', 'jsonl'])('shows how many rows of %s it has and of how many', async (format) => {
    vi.stubEnv('TOLLKEEPER_HOME', folder);
    const shown: string[] = [];
    const code = await exportCommand
      .run({
        ...{ values: { format, out: join(folder, `shown.${format}`) }, operands: [], input: Readable.from([]) },
        ...{ print: () => undefined, complain: () => undefined, showProgress: (line) => void shown.push(line) },
        stopped: new AbortController().signal,
      })
      .finally(() => vi.unstubAllEnvs());
    const all = records.length.toLocaleString('en');
    // The line is taken away in the end.
    expect([code, shown.at(-1), shown.at(-2)]).toEqual([0, '', `${all} rows of ${all}`]);
    const counts = shown.slice(0, -1).map((line) => Number(line.split(' ')[0]?.replaceAll(',', '')));
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  });

  it('stays as it was where the companion ends in the middle', async () => {
    const home = mkdtempSync(join(tmpdir(), 'tollkeeper-export-cut-'));
    const large = await openCompanion({ folder: home, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} });
    const rows = Array.from({ length: 40_000 }, (_, at) => recordOf(at));
    await large.store.transact(async (tables) => void (await tables.records.bulkPut(rows)));
    await large.stop();
    const own = { ...env, HOME: home, TOLLKEEPER_HOME: home };
    const daemon = startCommand(['up', '--port', '0', '--json'], own);
    await expect.poll(() => daemon.output.out, { timeout: 20_000 }).toContain('\n');
    const out = join(home, 'calls.csv');
    writeFileSync(out, 'what was there');
    const exporting = startCommand(['export', '--out', out], own);
    await expect.poll(() => existsSync(`${out}.part`), { timeout: 20_000, interval: 2 }).toBe(true);
    daemon.child.kill('SIGKILL');
    expect(await exporting.ended).toBe(1);
    expect(exporting.output.err).toContain('ended before it was whole');
    expect([readFileSync(out, 'utf8'), existsSync(`${out}.part`)]).toEqual(['what was there', false]);
    rmSync(home, { recursive: true });
  });

  it('is given to two at a time, and to others when those have gone, however they went', async () => {
    const { origin } = companion.gateway;
    const { apiToken } = JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8'));
    const headers = { authorization: `Bearer ${apiToken}` };
    const open = () => fetch(`${origin}/api/v1/export?format=jsonl`, { headers });
    const gone = Array.from({ length: 6 }, () => {
      const leaving = new AbortController();
      const asked = fetch(`${origin}/api/v1/export`, { headers, signal: leaving.signal });
      setTimeout(() => leaving.abort(), Math.random() * 300);
      return asked
        .then((answer) => answer.text())
        .then(
          () => null,
          () => null,
        );
    });
    await Promise.all(gone);
    await expect
      .poll(
        async () => {
          const answers = await Promise.all([open(), open()]);
          await Promise.all(answers.map((answer) => answer.text()));
          return answers.map(({ status }) => status);
        },
        { timeout: 20_000 },
      )
      .toEqual([200, 200]);
    const three = await Promise.all([open(), open(), open()]);
    await Promise.all(three.map((answer) => answer.text()));
    expect(three.map(({ status }) => status).toSorted()).toEqual([200, 200, 409]);
  });

  it.each([
    [['--format', 'xml'], 1, 'format'],
    [['--format', 'focus', '--by', 'day'], 1, 'focus knows single calls only'],
    [['--from', 'yesterday'], 1, 'a day is written 2026-11-30'],
    [['--from', '2026-11-02', '--to', '2026-11-01'], 1, 'is after'],
    [['--rate', 'credits=0/USD'], 1, 'is no rate'],
    [['--days', '0'], 1, 'days are a whole number'],
    [['--json'], 2, '--json needs --out'],
    [['--days', '3', '--from', '2026-11-01'], 2, 'exclude each other'],
    [['--out', '/nowhere/at/all.csv'], 1, 'could not be written'],
  ])('%j is explained', async (args, exitCode, why) => {
    const { code, err } = await runCommand(['export', ...args], { env });
    expect([code, err]).toEqual([exitCode, expect.stringContaining(why)]);
    expect(err).toMatch(/What to do: .+/);
  });
});

describe('a line of CSV', () => {
  it('reads back as what it was written from, whatever that is', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(',', '"', '\r\n', 'a"b', '', ' x '));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const [row] = parse(`${writeCsvLine(cells)}\n`, { relaxColumnCount: true }) as string[][];
        const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
        expect(row).toEqual(cells.map((text) => (isFormula(text) ? `'${text}` : text)));
      }),
    );
  });
});

describe('a ledger in a server', { timeout: 120_000 }, () => {
  it('leaves as one in a file does', async () => {
    const server = await startPostgres();
    const home = mkdtempSync(join(tmpdir(), 'tollkeeper-export-server-'));
    const shared = await openCompanion({
      ...{ folder: home, port: 0, zone: 'UTC', version: '0.0.0', onTrouble: () => {} },
      server: { url: server.url, mayMigrate: false },
    });
    await fill(shared.store, records);
    const own = { ...env, HOME: home, TOLLKEEPER_HOME: home };
    for (const format of ['csv', 'jsonl', 'cloudevents']) {
      const there = await runCommand(['export', '--format', format], { env: own });
      expect(there.code).toBe(0);
      expect(there.out.split('\n').slice(0, -1)).toEqual((await exported('--format', format)).lines);
    }
    const days = await runCommand(['export', '--by', 'day'], { env: own });
    expect(days.out.split('\n').slice(0, -1)).toEqual((await exported('--by', 'day')).lines);
    await shared.stop();
    await server.stop();
    rmSync(home, { recursive: true });
  });
});
