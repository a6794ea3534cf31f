import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../../companion/ledger/amounts.ts';
import { openPostgres } from '../../../companion/ledger/postgres.ts';
import { readBooking } from '../../../companion/ledger/rows.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import type { Sql } from '../../../companion/ledger/sql.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { budgetOf } from '../../budget/samples.ts';
import type { LoadOrder, LoadReport } from './load-child.ts';
import { type RealPostgres, startPostgres } from './real-postgres.ts';
import { CENT, DOLLAR, openTestHolds, type TestHolds } from './samples.ts';
import { seededRandom } from './seeded-random.ts';

/** `npm run test:long` sets more. */
const ROUNDS = Number(process.env.TOLLKEEPER_CRASH_ROUNDS ?? 20);
const CHILD = fileURLToPath(new URL('./load-child.ts', import.meta.url));
const CALLS = 1000;

let folder: string;
let server: RealPostgres;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-load-'));
  server = await startPostgres();
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One database, and by how many companions it is used at once. */
interface Side {
  readonly name: string;
  readonly companions: number;
  readonly openSql: (ledger: string) => Sql;
  readonly orderFor: (ledger: string) => Pick<LoadOrder, 'sqlite' | 'postgres'>;
}

const file = (ledger: string): string => join(folder, `${ledger}.db`);
const sides: readonly Side[] = [
  {
    ...{ name: 'one companion on SQLite', companions: 1 },
    openSql: (ledger) => openSqlite(file(ledger)),
    orderFor: (ledger) => ({ sqlite: file(ledger) }),
  },
  {
    ...{ name: 'four companions on PostgreSQL', companions: 4 },
    openSql: () => openPostgres({ url: server.url }),
    orderFor: () => ({ postgres: server.url }),
  },
];

/** A zone in which this window does not end while the test runs. */
function quietZone(kind: 'hour' | 'day' | 'week' | 'month'): string {
  const now = new Date();
  if (kind === 'hour') return now.getUTCMinutes() < 45 ? 'UTC' : 'Asia/Kolkata';
  return now.getUTCHours() < 20 ? 'UTC' : 'Etc/GMT+12';
}

describe.each(sides)('$name', (side) => {
  const { companions, openSql } = side;

  /** Tables, and a hard budget of $5 in each of four windows; the file is let go of before children take it. */
  async function setUp(ledger: string, limit: bigint): Promise<void> {
    await withHolds(ledger, async (holds) => {
      for (const kind of ['hour', 'day', 'week', 'month'] as const) {
        await holds.put(budgetOf({ id: kind, window: { kind, zone: quietZone(kind) }, limit }));
      }
    });
  }

  async function withHolds<T>(ledger: string, work: (holds: TestHolds, sql: Sql) => Promise<T>): Promise<T> {
    const sql = openSql(ledger);
    try {
      await migrate(sql, ledger);
      return await work(openTestHolds(sql, ledger), sql);
    } finally {
      await sql.close();
    }
  }

  const orders = (ledger: string, seed: number, parts: Partial<LoadOrder>): readonly LoadOrder[] =>
    Array.from({ length: companions }, (_, index) => ({
      ...{ name: `${ledger}-${index}`, seed: seed * 100 + index, ledger, truth: join(folder, `${ledger}.txt`) },
      ...side.orderFor(ledger),
      ...parts,
    }));

  it.each([
    ['of 0.1 to 5 × P95', 'mixed', undefined],
    ['of $0.10 each', 'equal', 10n * CENT],
  ] as const)(
    `${CALLS} calls at once %s: never above $5.00, none lost`,
    async (_name, kind, each) => {
      const ledger = `${kind}-${companions}`;
      await setUp(ledger, 5n * DOLLAR);
      const calls = CALLS / companions;
      const children = orders(ledger, 1, { calls, ...(each === undefined ? {} : { each: String(each) }) }).map(start);
      const reports = await Promise.all(children.map(({ report }) => report));
      expect(sum(reports.map(({ held, refused }) => held + refused))).toBe(CALLS);
      expect(reports.map(({ overNano }) => overNano)).toEqual(reports.map(() => '0'));
      const truth = readTruth(ledger);
      expect(truth.size).toBe(sum(reports.map(({ held }) => held)));
      const took = [...truth.values()].reduce((all, nano) => all + nano, 0n);
      await withHolds(ledger, async (holds, sql) => {
        for (const { spent, held } of await holds.usage()) expect([spent, held]).toEqual([took, 0n]);
        expect(took <= 5n * DOLLAR).toBe(true);
        if (each === undefined) expect(took > 3n * DOLLAR).toBe(true);
        else expect(took).toBe(5n * DOLLAR);
        const bookings = await readBookings(sql, ledger);
        expect(new Map(bookings.map(({ callId, cost }) => [callId, cost?.nano]))).toEqual(truth);
      });
    },
    120_000,
  );

  it(
    `killed ${ROUNDS} times under load: what is known is the provider's to the nano-unit, what is not is at least that`,
    async () => {
      const ledger = `killed-${companions}`;
      await setUp(ledger, 10n ** 6n * DOLLAR);
      const random = seededRandom(7);
      let unknown = 0;
      for (let round = 1; round <= ROUNDS; round++) {
        const running = orders(`${ledger}`, round, { lanes: 24 }).map((order) =>
          start({ ...order, name: `${order.name}-${round}` }),
        );
        await Promise.all(running.map(({ started }) => started));
        for (const { kill } of running) {
          await wait(random() * 150);
          await kill();
        }
        unknown += await checkAfterCrash(ledger);
      }
      // A run in which nothing was in flight would have shown nothing.
      expect(unknown).toBeGreaterThan(0);
    },
    60_000 + ROUNDS * 10_000,
  );

  async function checkAfterCrash(ledger: string): Promise<number> {
    return withHolds(ledger, async (holds, sql) => {
      const before = await holds.usage();
      await holds.age(120_000);
      await holds.sweep();
      const open = await sql.transaction((tx) => tx.rows('select call_id from holds where ledger = $1', [ledger]));
      expect(open).toEqual([]);
      const truth = readTruth(ledger);
      const bookings = await readBookings(sql, ledger);
      const lost = new Set(truth.keys());
      let booked = 0n;
      for (const { callId, certainty, cost } of bookings) {
        const took = truth.get(callId) ?? 0n;
        lost.delete(callId);
        booked += cost?.nano ?? 0n;
        if (certainty === 'known') expect([callId, cost?.nano]).toEqual([callId, took]);
        else if (certainty === 'unknown') expect((cost?.nano ?? 0n) >= took).toBe(true);
        else expect([callId, took]).toEqual([callId, 0n]);
      }
      expect(lost).toEqual(new Set());
      expect(before.length).toBe(4);
      for (const { spent, held } of await holds.usage()) expect([spent, held]).toEqual([booked, 0n]);
      return bookings.filter(({ certainty }) => certainty === 'unknown').length;
    });
  }

  function readTruth(ledger: string): Map<string, bigint> {
    const path = join(folder, `${ledger}.txt`);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
    const entries = lines.map((line): [string, bigint] => {
      const [callId = '', nano = '0'] = line.split(' ');
      return [callId, BigInt(nano)];
    });
    const truth = new Map(entries);
    // No call went twice.
    expect(truth.size).toBe(entries.length);
    return truth;
  }
});

async function readBookings(sql: Sql, ledger: string): Promise<readonly Booking[]> {
  const rows = await sql.transaction((tx) => tx.rows('select * from bookings where ledger = $1', [ledger]));
  return rows.map(readBooking);
}

interface Running {
  readonly started: Promise<void>;
  readonly report: Promise<LoadReport>;
  readonly kill: () => Promise<void>;
}

function start(order: LoadOrder): Running {
  const child: ChildProcess = spawn(process.execPath, [CHILD, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += String(chunk);
  });
  const started = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += String(chunk);
      if (output.includes('started\n')) resolve();
    });
    void exited.then(() => reject(new Error(`the companion did not start: ${errors}`)));
  });
  // Asked for by some; nobody's fault where it is not.
  started.catch(() => undefined);
  const report = exited.then(() => {
    const line = output.split('\n').find((text) => text.startsWith('{'));
    if (line === undefined) throw new Error(`the companion said nothing: ${errors}`);
    return JSON.parse(line) as LoadReport;
  });
  report.catch(() => undefined);
  return {
    started,
    report,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
