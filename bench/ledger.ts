import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Holds, openHolds } from '../companion/ledger/holds.ts';
import { openSqlite } from '../companion/ledger/sqlite.ts';
import type { Budget } from '../lib/budget/budget.ts';
import { fill } from './ledger/fill.ts';
import { openFloor } from './ledger/floor.ts';

/*
 * `npm run bench -- ledger`: what a durable hold on four budgets and its settlement take on SQLite, with every table of the
 * real schema, beside bare node:sqlite in the same run. A missed target is printed and is no failure.
 */

const OUTPUT = '.output/bench/ledger.json';
const USAGE = `Usage: npm run bench -- ledger [--json] [--calls N]

  --json     print the results as JSON (they are written to ${OUTPUT} in any case)
  --calls N  how many calls the large ledger has (1000000)`;

const SMALL_CALLS = 10_000;
const ROUNDS = 9;
const ROUND_CALLS = 1500;
const TARGETS = { bothUs: 75, largeToSmall: 1.2, monthMs: 50 };

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<void> {
  const { isJson, calls } = readOptions(args);
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-bench-'));
  try {
    const results = await measure(folder, calls);
    mkdirSync(dirname(OUTPUT), { recursive: true });
    const json = `${JSON.stringify({ bench: 'ledger', calls, ...results }, null, 2)}\n`;
    writeFileSync(OUTPUT, json);
    console.log(isJson ? json : toText(results, calls));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(args: readonly string[]): { readonly isJson: boolean; readonly calls: number } {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' }, calls: { type: 'string' } } });
  const calls = Number(values.calls ?? 1_000_000);
  if (!Number.isInteger(calls) || calls < 1) throw new Error(`--calls takes a whole number.\n\n${USAGE}`);
  return { isJson: values.json === true, calls };
}

/** Medians of one call, µs; of a month's summary, ms. */
interface Results {
  readonly floorUs: number;
  readonly smallUs: number;
  readonly largeUs: number;
  /** Of each call when 32 are under way at once. */
  readonly sharedUs: number;
  readonly monthMs: number;
}

async function measure(folder: string, calls: number): Promise<Results> {
  const now = Date.now();
  const sides = await Promise.all([SMALL_CALLS, calls].map((size) => openSide(join(folder, `${size}.db`), size, now)));
  const [small, large] = sides;
  if (small === undefined || large === undefined) throw new Error('nothing to measure');
  const floor = openFloor(join(folder, 'floor.db'));
  const times: Record<'floor' | 'small' | 'large' | 'shared', number[]> = {
    floor: [],
    small: [],
    large: [],
    shared: [],
  };
  for (let round = 0; round < ROUNDS; round++) {
    const first = round * ROUND_CALLS;
    // One after the other in each round, so that what else the machine does meets all alike.
    times.floor.push(timeFloor(floor.once, first));
    times.small.push(await timeEach(small.holds, `a-${round}`));
    times.large.push(await timeEach(large.holds, `a-${round}`));
    times.shared.push(await timeShared(large.holds, `b-${round}`));
  }
  const months: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await large.holds.spend({ start: now - 31 * 86_400_000, end: now + 86_400_000 });
    months.push(performance.now() - start);
  }
  floor.close();
  for (const { close } of sides) await close();
  return {
    floorUs: median(times.floor),
    smallUs: median(times.small),
    largeUs: median(times.large),
    sharedUs: median(times.shared),
    monthMs: median(months),
  };
}

async function openSide(
  path: string,
  calls: number,
  now: number,
): Promise<{ readonly holds: Holds; readonly close: () => Promise<void> }> {
  const sql = openSqlite(path);
  await fill(sql, calls, now);
  const holds = openHolds(sql);
  for (const kind of ['hour', 'day', 'week', 'month'] as const) {
    const budget: Budget = {
      ...{ id: kind, scope: { kind: 'everything' }, unit: { kind: 'money', currency: 'USD' }, limit: 10n ** 18n },
      ...{ window: { kind, zone: 'Europe/Vienna' }, isHard: true, onFailure: 'closed', raises: [] },
    };
    await holds.change({ id: `put-${kind}`, budgetId: kind, kind: 'put', budget });
  }
  await timeEach(holds, 'warm');
  return { holds, close: sql.close };
}

function timeFloor(once: (index: number) => void, first: number): number {
  const times: number[] = [];
  for (let index = first; index < first + ROUND_CALLS; index++) {
    const start = performance.now();
    once(index);
    times.push(performance.now() - start);
  }
  return median(times) * 1000;
}

async function timeEach(holds: Holds, name: string): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < ROUND_CALLS; index++) {
    const start = performance.now();
    await callOnce(holds, `${name}-${String(index).padStart(10, '0')}`);
    times.push(performance.now() - start);
  }
  return median(times) * 1000;
}

async function timeShared(holds: Holds, name: string): Promise<number> {
  const start = performance.now();
  const lanes = Array.from({ length: 32 }, async (_, lane) => {
    for (let index = 0; index < 40; index++)
      await callOnce(holds, `${name}-${String(index).padStart(10, '0')}-${lane}`);
  });
  await Promise.all(lanes);
  return ((performance.now() - start) * 1000) / (32 * 40);
}

async function callOnce(holds: Holds, callId: string): Promise<void> {
  const call = { provider: 'openai', account: 'team', model: 'openai-1', key: 'k', label: null, origin: 'tool' };
  const money = { unit: 'USD', worstNano: 30_000_000n, usualNano: 9_000_000n };
  const tokens = { worst: 3000n, usual: 900n };
  const answer = await holds.reserve({ callId, call, money, tokens, rates: {}, expiresInMs: 60_000, isSent: true });
  if (answer.kind !== 'held') throw new Error(`${callId} was not held`);
  await holds.settle({ callId, cost: { unit: 'USD', nano: 7_000_000n }, tokens: 800n });
}

function toText({ floorUs, smallUs, largeUs, sharedUs, monthMs }: Results, calls: number): string {
  const line = (name: string, us: number, rest = ''): string =>
    `${name.padEnd(44)}${us.toFixed(1).padStart(8)} µs${`${(us / floorUs).toFixed(2)} ×`.padStart(10)}  ${rest}`;
  const ratio = largeUs / smallUs;
  return [
    'A durable hold on four budgets and its settlement, p50 of a call, median of the rounds',
    '',
    line('bare node:sqlite, four counters and a row', floorUs),
    line(`ours with ${SMALL_CALLS} calls`, smallUs, verdict(smallUs, TARGETS.bothUs, 'µs')),
    line(
      `ours with ${calls} calls`,
      largeUs,
      `${ratio.toFixed(2)} × of that; ${verdict(ratio, TARGETS.largeToSmall, '×')}`,
    ),
    line(`ours with ${calls} calls, 32 at once`, sharedUs),
    '',
    `A month by provider and model, ${calls} calls: ${monthMs.toFixed(1)} ms; ${verdict(monthMs, TARGETS.monthMs, 'ms')}`,
  ].join('\n');
}

function verdict(value: number, most: number, unit: string): string {
  return `target ≤ ${most} ${unit}: ${value <= most ? 'met' : 'MISSED'}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
