import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../../companion/ledger/sql.ts';
import { openSqlite, type SqliteSql } from '../../../companion/ledger/sqlite.ts';

let folder: string;
let sql: SqliteSql;
/** Sees only what is committed. */
let other: DatabaseSync;
let lost: unknown[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollkeeper-commits-'));
  const path = join(folder, 'ledger.sqlite');
  lost = [];
  sql = openSqlite(path, { onLost: (error) => lost.push(error) });
  sql.database.exec(`pragma foreign_keys = on;
    create table rows (id text primary key);
    create table needing (of text references rows (id) deferrable initially deferred)`);
  other = new DatabaseSync(path, { readOnly: true });
});
afterEach(async () => {
  await sql.close();
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (id: string) => (tx: Transaction) => tx.run('insert into rows (id) values ($1)', [id]);
/** What this leaves cannot be committed. */
const spoil = (tx: Transaction) => tx.run("insert into needing (of) values ('nobody')");
const committed = (): string[] =>
  other
    .prepare('select id from rows order by id')
    .all()
    .map(({ id }) => String(id));

describe('transactions of one turn', () => {
  it('are told of when they are committed, all at once', async () => {
    const seen = await Promise.all(['a', 'b', 'c'].map((id) => sql.transaction(add(id)).then(committed)));
    expect(seen).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  it('fail by themselves, and what they changed outside is taken back', async () => {
    const undone: string[] = [];
    const failing = (id: string) => async (tx: Transaction) => {
      await add(id)(tx);
      throw new Error(id);
    };
    const of = (id: string, work = add(id)) => sql.transaction(work, () => undone.push(id)).then(String, String);
    expect(
      await Promise.all([of('a', failing('a') as never), of('b'), of('c', failing('c') as never), of('d')]),
    ).toEqual(['Error: a', '1', 'Error: c', '1']);
    expect(undone).toEqual(['a', 'c']);
    expect(committed()).toEqual(['b', 'd']);
  });

  it('are all told where they cannot be committed, the last is taken back first, and the next ones begin anew', async () => {
    const undone: string[] = [];
    const of = (id: string, work = add(id)) =>
      sql.transaction(work, () => undone.push(id)).then(String, () => 'failed');
    expect(await Promise.all([of('a'), of('b', spoil), of('c')])).toEqual(['failed', 'failed', 'failed']);
    expect(undone).toEqual(['c', 'b', 'a']);
    expect(committed()).toEqual([]);
    expect(await of('d')).toBe('1');
    expect(committed()).toEqual(['d']);
    // Everybody was waiting.
    expect(lost).toEqual([]);
  });
});

describe('what nobody waits for', () => {
  it('is committed with the next one that somebody waits for', async () => {
    expect(await sql.transaction(add('a'), undefined, { isWaiting: false })).toBe(1);
    expect(committed()).toEqual([]);
    await sql.transaction(add('b'));
    expect(committed()).toEqual(['a', 'b']);
  });

  it('is committed soon where there is none', async () => {
    await sql.transaction(add('a'), undefined, { isWaiting: false });
    expect(committed()).toEqual([]);
    await expect.poll(committed, { timeout: 10_000 }).toEqual(['a']);
  });

  it('is committed before the file is closed', async () => {
    await sql.transaction(add('a'), undefined, { isWaiting: false });
    await sql.close();
    expect(committed()).toEqual(['a']);
  });

  it('is told of where it was lost', async () => {
    const undone: string[] = [];
    await sql.transaction(spoil, () => undone.push('it'), { isWaiting: false });
    await expect.poll(() => lost.length, { timeout: 10_000 }).toBe(1);
    expect(undone).toEqual(['it']);
    await wait(50);
    expect(lost).toHaveLength(1);
  });
});

describe('what is done just before a commit', () => {
  it('is done once for all that share it, and what they wrote is there', async () => {
    const of = {};
    let times = 0;
    const last = async (tx: Transaction): Promise<void> => {
      times += 1;
      const [row] = await tx.rows('select count(*) as n from rows');
      await tx.run('insert into rows (id) values ($1)', [`after ${row?.n}`]);
    };
    await Promise.all(
      ['a', 'b'].map((id) =>
        sql.transaction((tx) => {
          tx.beforeCommit(of, last);
          return add(id)(tx);
        }),
      ),
    );
    expect(times).toBe(1);
    expect(committed()).toEqual(['a', 'after 2', 'b']);
  });

  it('is not asked for by a transaction that failed', async () => {
    const failing = async (tx: Transaction): Promise<void> => {
      tx.beforeCommit({}, async (end) => void (await add('never')(end)));
      throw new Error('it fails');
    };
    await Promise.allSettled([sql.transaction(add('a')), sql.transaction(failing)]);
    expect(committed()).toEqual(['a']);
  });

  it('takes all with it where it fails, and the next ones begin anew', async () => {
    const undone: string[] = [];
    const spoiling = async (tx: Transaction): Promise<void> => {
      tx.beforeCommit({}, async (end) => void (await end.run('insert into nowhere values (1)')));
    };
    const told = await Promise.allSettled([
      sql.transaction(add('a'), () => undone.push('a')),
      sql.transaction(spoiling, () => undone.push('b')),
    ]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(undone).toEqual(['b', 'a']);
    await sql.transaction(add('c'));
    expect(committed()).toEqual(['c']);
  });

  it('a transaction that only reads leaves the others what they wrote, whatever becomes of it', async () => {
    const reading = async (tx: Transaction): Promise<void> => {
      expect(await tx.rows('select id from rows')).toEqual([{ id: 'a' }]);
      throw new Error('it fails');
    };
    await Promise.allSettled([sql.transaction(add('a')), sql.transaction(reading), sql.transaction(add('b'))]);
    expect(committed()).toEqual(['a', 'b']);
  });
});
