import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate } from '../../../companion/ledger/schema.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { budgetOf } from '../../budget/samples.ts';
import { CENT, DOLLAR, openTestHolds } from './samples.ts';
import { seededRandom } from './seeded-random.ts';

const CHILD = fileURLToPath(new URL('./move-child.ts', import.meta.url));
const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const ROUNDS = 8;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-moves-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the child until it has told of so many moves, then ends it in the midst of the next ones. */
async function killAfter(path: string, run: string, count: number): Promise<readonly string[]> {
  const child = spawn(NODE, [CHILD, path, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told: string[] = [];
  createInterface({ input: child.stdout }).on('line', (id) => {
    if (told.push(id) === count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return told;
}

it('kill -9 in a move loses nothing: what was told is there once, and the parts sum to the limit', async () => {
  const path = join(folder, 'ledger.db');
  const open = async () => {
    const sql = openSqlite(path);
    await migrate(sql, 'main');
    return { sql, holds: openTestHolds(sql, 'main') };
  };
  const shares = [
    { name: 'test', share: 1, labels: ['test'] },
    { name: 'reserve', share: 1, labels: [] },
  ];
  const first = await open();
  await first.holds.put(budgetOf({ limit: 10n * DOLLAR, envelopes: { shares, moves: [] } }));
  await first.sql.close();
  const random = seededRandom(20_261_122);
  const told: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    told.push(...(await killAfter(path, `r${round}`, 1 + Math.floor(random() * 40))));
    const { sql, holds } = await open();
    const [budget] = await holds.budgets();
    const moves = budget?.envelopes?.moves ?? [];
    const ids = moves.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(told.filter((id) => !ids.includes(id))).toEqual([]);
    const steps = await holds.history('all');
    expect(steps.filter(({ kind }) => kind === 'move').map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    const toTest = moves.reduce((sum, { to }) => sum + (to === 'test' ? CENT : -CENT), 0n);
    const caps = (await holds.usage()).map(({ budget: id, cap }) => [id, cap]);
    expect(caps).toEqual([
      ['all', 10n * DOLLAR],
      ['all/reserve', 5n * DOLLAR - toTest],
      ['all/test', 5n * DOLLAR + toTest],
    ]);
    // Asked again by somebody who saw no answer: it is made once.
    const [again] = moves;
    if (again !== undefined) await holds.change({ ...again, kind: 'move', budgetId: 'all' });
    expect((await holds.budgets())[0]?.envelopes?.moves).toHaveLength(moves.length);
    await sql.close();
  }
}, 120_000);
