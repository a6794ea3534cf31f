import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCheckpoints } from '../../../companion/ledger/checkpoints.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-checkpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('moves what was committed into the file beside its writer, which goes on', async () => {
  const path = join(folder, 'ledger.sqlite');
  const sql = openSqlite(path);
  await sql.transaction((tx) => tx.run('create table rows (id integer primary key, text text)'));
  const troubles: unknown[] = [];
  const checkpoints = startCheckpoints(path, (error) => troubles.push(error), { everyMs: 10, bytesMin: 1 });
  const until = performance.now() + 20_000;
  let rows = 0;
  // Without it nothing would be in the file yet: the writer does so by itself only after 25,000 pages.
  while (statSync(path).size < 400_000 && performance.now() < until) {
    await sql.transaction((tx) => tx.run('insert into rows (text) values ($1)', ['x'.repeat(10_000)]));
    rows += 1;
    await wait(1);
  }
  expect(statSync(path).size).toBeGreaterThanOrEqual(400_000);
  await checkpoints.stop();
  await sql.close();
  expect(troubles).toEqual([]);
  const read = new DatabaseSync(path, { readOnly: true });
  expect(read.prepare('select count(*) as rows from rows').get()?.rows).toBe(rows);
  read.close();
});

it('tells when it cannot', async () => {
  const path = join(folder, 'none', 'ledger.sqlite');
  const error = await new Promise((resolve) => startCheckpoints(path, resolve));
  expect(String(error)).toContain('unable to open');
});
