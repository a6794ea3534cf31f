import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Holds, openHolds } from '../../../companion/ledger/holds.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import { openSqlite, type SqliteSql } from '../../../companion/ledger/sqlite.ts';
import { budgetOf } from '../../budget/samples.ts';
import { requestOf } from './samples.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const WORST = 500n;
const COST = { unit: 'USD', nano: 300n };

let folder: string;
let path: string;
let sql: SqliteSql;
let holds: Holds;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-later-'));
  path = join(folder, 'ledger.sqlite');
  sql = openSqlite(path);
  await migrate(sql, 'main');
  holds = openHolds(sql, { now: () => NOW });
  await holds.change({ id: 'put', budgetId: 'all', kind: 'put', budget: budgetOf({ id: 'all' }) });
  await holds.reserve(requestOf('c', WORST, { isSent: true }));
});
afterEach(async () => {
  await sql.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The ledger as it would be found if the process had ended now, opened so long after. */
async function afterCrash<T>(look: (holds: Holds) => Promise<T>): Promise<T> {
  const copy = join(folder, 'copy.sqlite');
  for (const end of ['', '-wal']) copyFileSync(path + end, copy + end);
  const found = openSqlite(copy);
  try {
    return await look(openHolds(found, { now: () => NOW + 3_600_000 }));
  } finally {
    await found.close();
  }
}

const spentOf = async (of: Holds): Promise<readonly (bigint | undefined)[]> => {
  const [use] = await of.usage();
  return [use?.spent, use?.held];
};

it('a crash before an ended call is committed leaves its hold, which is booked as unknown, at no less than it cost', async () => {
  expect(await holds.settle({ callId: 'c', cost: COST, tokens: 1n }, false)).toBe('booked');
  const swept = await afterCrash(async (found) => [await found.sweep(), await found.spend(EVER)] as const);
  expect(swept[0]).toEqual({ released: [], booked: ['c'] });
  expect(swept[1]).toMatchObject([{ nano: WORST, unknownCalls: 1n }]);
});

it('a crash after the next call is reserved finds it booked at what it cost', async () => {
  await holds.settle({ callId: 'c', cost: COST, tokens: 1n }, false);
  await holds.reserve(requestOf('d', WORST, { isSent: true }));
  const swept = await afterCrash(async (found) => [await found.sweep(), await found.spend(EVER)] as const);
  expect(swept[0]).toEqual({ released: [], booked: ['d'] });
  expect(swept[1].reduce((sum, { nano }) => sum + nano, 0n)).toBe(COST.nano + WORST);
});

it('is booked for whoever asks at once, and soon in the file where nothing follows', async () => {
  await holds.settle({ callId: 'c', cost: COST, tokens: 1n }, false);
  expect(await spentOf(holds)).toEqual([COST.nano, 0n]);
  await expect
    .poll(() => afterCrash((found) => found.sweep()), { timeout: 10_000 })
    .toEqual({ released: [], booked: [] });
});

const EVER = { start: 0, end: 9_000_000_000_000 - (9_000_000_000_000 % 900_000) };
