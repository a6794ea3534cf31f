import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { LedgerSource } from './open-database.ts';
import type { Row, SqlValue } from './sql.ts';
import { toLedgerError } from './sqlite.ts';

/** A ledger that is only read, beside whoever writes it. */
export interface LedgerReader {
  /** Rows of one statement as they are at this moment. @throws LedgerError */
  readonly rows: (text: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** A page of a large table may take a server so long, ms. */
const PAGE_MS_MAX = 60_000;
/** The writer of a file lets go of it within a moment, ms. */
const BUSY_MS = 2000;

/** Opens a ledger for reading; use it in a worker: a file is read in the turn of the event loop that asks. */
export async function openReader(source: LedgerSource): Promise<LedgerReader> {
  if (source.kind === 'file') return openFileReader(source.path);
  const { openPostgres } = await import('./postgres.ts');
  const sql = openPostgres({ url: source.url, connectionsMax: 1, waitMsMax: PAGE_MS_MAX });
  return { rows: (text, values) => sql.transaction((tx) => tx.rows(text, values)), close: sql.close };
}

function openFileReader(path: string): LedgerReader {
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toLedgerError(error);
    }
  };
  const database = told(() => new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS }));
  const prepared = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text.replace(/\$(\d+)/g, '?$1'));
    statement.setReadBigInts(true);
    prepared.set(text, statement);
    return statement;
  };
  return {
    rows: async (text, values = []) => told(() => prepare(text).all(...values) as unknown as readonly Row[]),
    close: async () => database.close(),
  };
}
