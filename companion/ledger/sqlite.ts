import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { openSharedCommits, type Turn } from './shared-commit.ts';
import { LedgerError, type Row, type Sql, type SqlValue, type Transaction } from './sql.ts';

/** `normal` survives `kill -9`, `full` a power cut too, at several times the price. */
export type Synchronous = 'normal' | 'full';

/** What SQLite is opened with. */
export interface SqliteOptions {
  /** Absent: `normal`. */
  readonly synchronous?: Synchronous;
  readonly waitMsMax?: number;
  /** Told where a commit failed that somebody did not wait for. */
  readonly onLost?: (error: unknown) => void;
}

/** One file, one writer: take {@link lockFile} first. */
export interface SqliteSql extends Sql {
  readonly database: DatabaseSync;
}

/** node:sqlite blocks the whole event loop while it waits for a lock: the rest of the waiting is done outside of it, ms. */
const BUSY_MS = 10;

/**
 * Opens a database file over node:sqlite.
 * @throws LedgerError when it is no database, or cannot be opened.
 */
export function openSqlite(path: string, { synchronous = 'normal', waitMsMax, onLost }: SqliteOptions = {}): SqliteSql {
  const database = guarded(() => new DatabaseSync(path, { timeout: BUSY_MS }));
  guarded(() => {
    database.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma foreign_keys = off`);
    database.exec(
      'pragma cache_size = -16384; pragma wal_autocheckpoint = 25000; pragma temp_store = memory; pragma journal_size_limit = 67108864',
    );
  }, database);
  const openTurn = statementsOf(database);
  const { transaction, idle } = openSharedCommits({
    ...{ database, openTurn, toError: toLedgerError, isBusy, waitMsMax, onLost },
  });
  const close = async (): Promise<void> => {
    await idle();
    if (database.isOpen) database.close();
  };
  return { dialect: 'sqlite', isSoleWriter: true, clock: null, database, transaction, close };
}

/** A statement as SQLite has it. */
interface Prepared {
  readonly statement: StatementSync;
  readonly isReading: boolean;
}

/** Opens a transaction's statements for each turn; those of one database are prepared once. */
export function statementsOf(database: DatabaseSync): (turn: Turn) => Transaction {
  const prepared = new Map<string, Prepared>();
  const prepareNew = (text: string): Prepared => {
    const statement = database.prepare(toSqlite(text));
    const isReading = /^\s*select/i.test(text);
    // Of what writes, only how many rows it changed is read: no number of a row that 53 bits do not hold.
    if (isReading) statement.setReadBigInts(true);
    const made = { statement, isReading };
    prepared.set(text, made);
    return made;
  };
  const prepareFor = (turn: Turn, text: string): StatementSync => {
    if (turn.isOver) throw new LedgerError('ledger-failed', 'this transaction is over');
    const { statement, isReading } = prepared.get(text) ?? prepareNew(text);
    if (!isReading) turn.beforeWrite?.();
    return statement;
  };
  return (turn) => {
    const prepare = (text: string): StatementSync => prepareFor(turn, text);
    return {
      rows: async (text, values = []) => prepare(text).all(...values) as unknown as readonly Row[],
      run: async (text, values = []) => Number(prepare(text).run(...values).changes),
      rowsOf: async (text, values, ids) => {
        if (ids.length === 0) return [];
        const statement = prepare(text);
        return ids.flatMap((id) => statement.all(...values, id) as unknown as readonly Row[]);
      },
      runOf: async (text, values, ids) => {
        if (ids.length === 0) return 0;
        const statement = prepare(text);
        return ids.reduce((sum, id) => sum + Number(statement.run(...values, id).changes), 0);
      },
      insert: async (table, columns, rows, conflict = '') => {
        let written = 0;
        // Some rows at once take less than each by itself; a text for every number of rows would be kept for ever.
        for (let from = 0; from < rows.length; ) {
          const left = rows.length - from;
          const count = TOGETHER.find((some) => some <= left) ?? 1;
          const statement = prepare(insertText(table, columns, conflict, count));
          const values = count === 1 ? (rows[from] ?? []) : rows.slice(from, from + count).flat();
          written += Number(statement.run(...(values as SqlValue[])).changes);
          from += count;
        }
        return written;
      },
      beforeCommit: (of, work) => void turn.last.set(of, work),
    };
  };
}

const insertTexts = new Map<string, string>();

/** Rows of one statement, the most first. */
const TOGETHER = [16, 4, 1] as const;

function insertText(table: string, columns: readonly string[], conflict: string, rows: number): string {
  const key = `${table} ${rows} ${conflict}`;
  const known = insertTexts.get(key);
  if (known !== undefined) return known;
  const places = Array.from(
    { length: rows },
    (_row, row) => `(${columns.map((_, index) => `$${row * columns.length + index + 1}`).join(', ')})`,
  );
  const text = `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')} ${conflict}`;
  insertTexts.set(key, text);
  return text;
}

/** Values by number; the one id of each run; a transaction that writes has all locks already. */
function toSqlite(text: string): string {
  const values = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  const next = Math.max(0, ...values) + 1;
  return text
    .replace(/\$(\d+)/g, '?$1')
    .replace(':ids', `= ?${next}`)
    .replace(/:lock|:share/g, '');
}

function guarded<T>(open: () => T, database?: DatabaseSync): T {
  try {
    return open();
  } catch (error) {
    if (database?.isOpen) database.close();
    throw toLedgerError(error);
  }
}

function isBusy(error: unknown): boolean {
  return [5, 6].includes(codeOf(error));
}

/** SQLite's result code without what it is extended by; -1: it is no error of SQLite's. */
function codeOf(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : -1;
  return code < 0 ? -1 : code & 0xff;
}

/** SQLite's errors by their code (https://sqlite.org/rescode.html) in our words. */
export function toLedgerError(error: unknown): unknown {
  if (error instanceof LedgerError) return error;
  switch (codeOf(error)) {
    case 5:
    case 6:
      return new LedgerError('ledger-in-use', 'the database file is locked by another program', error);
    case 8:
      return new LedgerError('ledger-read-only', 'the database file may only be read', error);
    case 11:
    case 26:
      return new LedgerError('ledger-corrupt', 'the database file is damaged', error);
    case 13:
      return new LedgerError('ledger-full', 'the disk is full', error);
    case 10:
    case 14:
      return new LedgerError('ledger-unavailable', 'the database file cannot be opened, read or written', error);
    default:
      return codeOf(error) === -1 ? error : new LedgerError('ledger-failed', 'the database refused a statement', error);
  }
}

/**
 * Keeps everybody else from opening a ledger's file for as long as this process lives: the operating system lets go of it
 * when we end, however we end.
 * @throws LedgerError `ledger-in-use`
 */
export function lockFile(path: string): { readonly release: () => void } {
  const lock = guarded(() => new DatabaseSync(`${path}.lock`, { timeout: 0 }));
  guarded(() => lock.exec('pragma journal_mode = delete; begin exclusive'), lock);
  return { release: () => lock.isOpen && lock.close() };
}
