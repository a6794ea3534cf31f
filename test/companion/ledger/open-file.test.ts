import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LedgerFile, openLedgerFile } from '../../../companion/ledger/open-file.ts';
import { SCHEMA_VERSION } from '../../../companion/ledger/schema.ts';
import { budgetOf } from '../../budget/samples.ts';
import { DOLLAR, openTestHolds, requestOf, settlementOf, type TestHolds } from './samples.ts';

let folder: string;
let path: string;
let opened: LedgerFile[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-file-'));
  path = join(folder, 'ledger.db');
  opened = [];
});
afterEach(async () => {
  for (const { close } of opened) await close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(
  options: Parameters<typeof openLedgerFile>[1] = {},
): Promise<LedgerFile & { readonly holds: TestHolds }> {
  const file = await openLedgerFile(path, options);
  opened.push(file);
  return { ...file, holds: openTestHolds(file.sql, 'main') };
}

async function spend(holds: TestHolds, callId: string, nano: bigint): Promise<void> {
  await holds.reserve(requestOf(callId, DOLLAR));
  await holds.settle(settlementOf(callId, nano));
}

/** A ledger with a budget and a call of 5 nano-dollars. */
async function fill(): Promise<LedgerFile & { readonly holds: TestHolds }> {
  const file = await open();
  await file.holds.put(budgetOf());
  await spend(file.holds, 'c1', 5n);
  return file;
}

describe('one companion for each file', () => {
  it('a second one is told, and may when the first is gone', async () => {
    const first = await open();
    await expect(openLedgerFile(path)).rejects.toMatchObject({ code: 'ledger-in-use' });
    await first.close();
    await expect(open()).resolves.toBeDefined();
  });

  it('what was written is there again', async () => {
    await (await fill()).close();
    const { holds, news } = await open();
    expect(news).toEqual([]);
    expect((await holds.use('all')).spent).toBe(5n);
  });
});

describe('versions of the tables', () => {
  it('a newer one is refused with what to do, and not touched', async () => {
    await (await fill()).close();
    const database = new DatabaseSync(path);
    database.exec(`update schema_version set version = ${SCHEMA_VERSION + 1}; pragma journal_mode = delete`);
    database.close();
    const before = readFileSync(path);
    await expect(openLedgerFile(path)).rejects.toThrow(/newer Tollkeeper .* update this one/);
    await expect(openLedgerFile(path)).rejects.toMatchObject({ code: 'ledger-newer' });
    expect(readFileSync(path).subarray(100).equals(before.subarray(100))).toBe(true);
  });

  it('an older one is copied before it is changed', async () => {
    const database = new DatabaseSync(path);
    database.exec('create table old (note text); insert into old values (1)');
    database.close();
    const { news } = await open();
    expect(news).toMatchObject([{ kind: 'migrated', from: 0, to: SCHEMA_VERSION }]);
    const copy = new DatabaseSync(news[0]?.kind === 'migrated' ? news[0].backup : '');
    expect(copy.prepare('select name from sqlite_master').all()).toEqual([{ name: 'old' }]);
    copy.close();
  });
});

describe('a damaged file', () => {
  const damage = (): void => {
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, 5000);
    writeFileSync(path, bytes);
  };

  it('is copied whole while calls are booked', async () => {
    const { sql, holds, backUp } = await fill();
    // A transaction is under way for as long as the copy takes; what it writes is not in it.
    const copied = await sql.transaction(async (tx) => {
      await tx.run('insert into ledger_facts (ledger, name, value) values ($1, $2, $3)', ['main', 'late', 'x']);
      return backUp();
    });
    await spend(holds, 'c2', 5n);
    const copy = new DatabaseSync(copied, { readOnly: true });
    expect(copy.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect(copy.prepare("select name from ledger_facts where name = 'late'").all()).toEqual([]);
    expect(copy.prepare('select count(*) as calls, sum(cost_nano) as nano from bookings').get()).toEqual({
      calls: 1,
      nano: 5,
    });
    copy.close();
  });

  it('is kept aside, the last sound backup takes its place, and both are said', async () => {
    let at = Date.UTC(2026, 10, 22);
    const file = await open({ now: () => at });
    await file.holds.put(budgetOf());
    await spend(file.holds, 'c1', 5n);
    const sound = await file.backUp();
    at += 1000;
    writeFileSync(`${path}.backup-20261122T000001000Z`, 'this one is damaged, too');
    await spend(file.holds, 'c2', 7n);
    await file.close();
    damage();
    const { holds, news } = await open();
    expect(news).toEqual([{ kind: 'restored', keptAside: expect.stringContaining('.damaged-'), from: sound }]);
    expect(existsSync(news[0]?.kind === 'restored' ? news[0].keptAside : '')).toBe(true);
    expect((await holds.use('all')).spent).toBe(5n);
  });

  it('without a backup makes room for an empty one, and says that', async () => {
    await (await fill()).close();
    damage();
    const { holds, news } = await open();
    expect(news).toMatchObject([{ kind: 'restored', from: null }]);
    expect(await holds.budgets()).toEqual([]);
  });

  it('backups do not pile up', async () => {
    let at = Date.UTC(2026, 10, 22);
    const file = await open({ now: () => at });
    for (let count = 0; count < 5; count++) {
      at += 60_000;
      await file.backUp();
    }
    expect(readdirSync(folder).filter((name) => name.includes('backup'))).toEqual([
      'ledger.db.backup-20261122T000300000Z',
      'ledger.db.backup-20261122T000400000Z',
      'ledger.db.backup-20261122T000500000Z',
    ]);
  });
});

describe('a disk that does not take it', () => {
  it('full: nothing is held that was not written, and it goes on when there is room', async () => {
    const { holds, sql } = await fill();
    const [{ page_count: pages = 0 } = {}] = sql.database.prepare('pragma page_count').all();
    sql.database.exec(`pragma max_page_count = ${pages}`);
    const asked = Array.from({ length: 300 }, (_, index) => holds.reserve(requestOf(`x${index}`, 1n)));
    const results = await Promise.allSettled(asked);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const result of refused) expect(result).toMatchObject({ reason: { code: 'ledger-full' } });
    sql.database.exec('pragma max_page_count = 1000000');
    expect((await holds.use('all')).held).toBe(BigInt(results.length - refused.length));
    expect((await holds.reserve(requestOf('y', 1n))).kind).toBe('held');
  });

  it('read-only: said as such', async () => {
    const { holds, sql } = await fill();
    sql.database.exec('pragma query_only = 1');
    await expect(holds.reserve(requestOf('x', 1n))).rejects.toMatchObject({ code: 'ledger-read-only' });
    sql.database.exec('pragma query_only = 0');
    expect((await holds.reserve(requestOf('x', 1n))).kind).toBe('held');
  });

  it('locked by another program: waited for, and given up in time', async () => {
    const { holds } = await open({ waitMsMax: 200 });
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    await expect(holds.reserve(requestOf('x', 1n))).rejects.toMatchObject({ code: 'ledger-unavailable' });
    const patient = holds.reserve(requestOf('y', 1n));
    other.exec('rollback');
    other.close();
    expect((await patient).kind).toBe('held');
  });
});
