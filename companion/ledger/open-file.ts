import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { migrate, readSchemaVersion, SCHEMA_VERSION } from './schema.ts';
import { LedgerError } from './sql.ts';
import { lockFile, openSqlite, type SqliteOptions, type SqliteSql } from './sqlite.ts';

/** What a person must hear of what was done when a ledger's file was opened. */
export type OpenNews =
  | { readonly kind: 'migrated'; readonly from: number; readonly to: number; readonly backup: string }
  /** Calls since the backup are in the damaged file only. `from` null: there was no backup, the ledger is empty. */
  | { readonly kind: 'restored'; readonly keptAside: string; readonly from: string | null };

/** A ledger's file that nobody else has. */
export interface LedgerFile {
  readonly sql: SqliteSql;
  /** To be said loudly. */
  readonly news: readonly OpenNews[];
  /** Copies the file while it is used, beside it; the oldest copies go. @returns its path. */
  readonly backUp: () => Promise<string>;
  /** When the newest copy was made, epoch ms; null: there is none. */
  readonly backedUpAt: () => number | null;
  readonly close: () => Promise<void>;
}

export interface LedgerFileOptions extends SqliteOptions {
  readonly ledger?: string;
  /** Epoch ms. */
  readonly now?: () => number;
}

const BACKUPS_MAX = 3;
/** A larger file is not read through before it is used: people wait for it. */
const CHECKED_BYTES_MAX = 256 * 1024 * 1024;
const BESIDE = ['', '-wal', '-shm'];

/**
 * Opens a ledger's file, makes it where there is none, and brings its tables to this version, with a copy of what was before.
 * A damaged file is kept aside, and the last sound backup takes its place.
 * @throws LedgerError `ledger-in-use`, `ledger-newer` (nothing was changed), and what the disk says.
 */
export async function openLedgerFile(path: string, options: LedgerFileOptions = {}): Promise<LedgerFile> {
  const { ledger = 'main', now = Date.now } = options;
  const lock = lockFile(path);
  try {
    removeHalfCopies(path);
    const news: OpenNews[] = [];
    const sql = await openSound(path, options, news, now());
    try {
      const from = await readSchemaVersion(sql);
      if (from < SCHEMA_VERSION && hasTables(sql)) {
        news.push({ kind: 'migrated', from, to: SCHEMA_VERSION, backup: await copy(path, now()) });
      }
      await migrate(sql, ledger);
    } catch (error) {
      await sql.close();
      throw error;
    }
    const close = async (): Promise<void> => {
      await sql.close();
      lock.release();
    };
    return { sql, news, backUp: () => copy(path, now()), backedUpAt: () => newestOf(path), close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function hasTables({ database }: SqliteSql): boolean {
  return database.prepare('select name from sqlite_master limit 1').get() !== undefined;
}

async function openSound(path: string, options: SqliteOptions, news: OpenNews[], at: number): Promise<SqliteSql> {
  try {
    return openChecked(path, options);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'ledger-corrupt') throw error;
  }
  const keptAside = `${path}.damaged-${stamp(at)}`;
  for (const end of BESIDE) if (existsSync(path + end)) renameSync(path + end, keptAside + end);
  for (const from of backupsOf(path)) {
    await copyFile(from, path);
    try {
      const sql = openChecked(path, options);
      news.push({ kind: 'restored', keptAside, from });
      return sql;
    } catch {
      // This one is damaged, too: an older one may not be.
      for (const end of BESIDE) rmSync(path + end, { force: true });
    }
  }
  news.push({ kind: 'restored', keptAside, from: null });
  return openSqlite(path, options);
}

function openChecked(path: string, options: SqliteOptions): SqliteSql {
  const sql = openSqlite(path, options);
  try {
    check(sql, path);
    return sql;
  } catch (error) {
    sql.database.close();
    throw error;
  }
}

function check({ database }: SqliteSql, path: string): void {
  const question =
    statSync(path).size > CHECKED_BYTES_MAX ? 'select count(*) as said from sqlite_master' : 'pragma quick_check(1)';
  try {
    const row = database.prepare(question).get();
    const said = row?.quick_check;
    if (said === undefined || said === 'ok') return;
  } catch (error) {
    throw new LedgerError('ledger-corrupt', 'the database file is damaged', error);
  }
  throw new LedgerError('ledger-corrupt', 'the database file is damaged');
}

/** Under its own name only once it is whole. */
/** All pages in one step: with several, each write in between would begin the copy anew, or end it. */
const STEP_PAGES = 2 ** 31 - 1;

/** By a connection of its own, which sees the file as it is now and keeps nobody from writing. */
async function copy(path: string, at: number): Promise<string> {
  const target = `${path}.backup-${stamp(at)}`;
  const reading = new DatabaseSync(path, { readOnly: true });
  try {
    await backup(reading, `${target}.part`, { rate: STEP_PAGES });
  } finally {
    reading.close();
  }
  renameSync(`${target}.part`, target);
  // Where the clock was set back, others have later names: the one just made stays all the same.
  const others = backupsOf(path).filter((one) => one !== target);
  for (const old of others.slice(BACKUPS_MAX - 1)) rmSync(old, { force: true });
  return target;
}

/** Whoever was killed while it copied has left a part of a copy. */
function removeHalfCopies(path: string): void {
  const beginning = `${basename(path)}.backup-`;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(beginning) && /\.part(-wal|-shm|-journal)?$/.test(name))
      rmSync(join(dirname(path), name), { force: true });
  }
}

/** By its name, epoch ms. */
function newestOf(path: string): number | null {
  const [newest = ''] = backupsOf(path);
  const at = newest
    .slice(-STAMP_CHARS)
    .replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z');
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? null : ms;
}

const STAMP_CHARS = '20261122T061503123Z'.length;

/** Newest first. */
function backupsOf(path: string): readonly string[] {
  const beginning = `${basename(path)}.backup-`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(beginning) && /-\d{8}T\d{9}Z$/.test(name))
    .sort()
    .reverse()
    .map((name) => join(dirname(path), name));
}

/** An instant as a part of a file's name that sorts by time: `20261122T061503123Z`. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:.]/g, '');
}
