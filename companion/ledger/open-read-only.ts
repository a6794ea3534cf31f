import { DatabaseSync } from 'node:sqlite';
import type { Turn } from './shared-commit.ts';
import type { Sql, Transaction } from './sql.ts';
import { statementsOf, toLedgerError } from './sqlite.ts';

/** The writer of a file lets go of it within a moment, ms. */
const BUSY_MS = 2000;
/** Old rows are read once: a large cache would be memory for nothing. KiB. */
const CACHE_KIB = 4096;

/**
 * A ledger's file for whoever only reads, beside its writer: each transaction sees what was committed when it began. Use it in a
 * thread of its own: it reads in the turn of the event loop that asks. A statement that writes is refused.
 * @throws LedgerError
 */
export function openReadOnly(path: string): Sql {
  const database = guarded(() => new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS }));
  database.exec(`pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory`);
  const openTurn = statementsOf(database);
  let last: Promise<unknown> = Promise.resolve();
  const run = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const turn: Turn = { isOver: false, beforeWrite: null, last: new Map() };
    database.exec('begin');
    try {
      return await work(openTurn(turn));
    } finally {
      turn.isOver = true;
      database.exec('rollback');
    }
  };
  return {
    ...{ dialect: 'sqlite', isSoleWriter: false, clock: null },
    // One at a time: there is one connection.
    transaction: (work) => {
      const next = last.then(() => run(work));
      last = next.catch(() => undefined);
      return next.catch((error: unknown) => {
        throw toLedgerError(error);
      });
    },
    close: async () => {
      await last;
      database.close();
    },
  };
}

function guarded<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw toLedgerError(error);
  }
}
