import type { DBCore, DBCoreMutateRequest, DBCoreTable } from 'dexie';
import type { Database } from '../../lib/webext/database.ts';

/** How often the database was asked, and how many rows came back. */
export interface Reads {
  readonly requests: number;
  readonly rows: number;
  /** Tables walked by a cursor or counted: their work grows with the table. */
  readonly walks: number;
}

/** Counts every row that is read from now on. `take` returns the count so far and starts again. */
export function countReads(database: Database): { readonly take: () => Reads } {
  let requests = 0;
  let rows = 0;
  let walks = 0;
  // No async function: Dexie does not follow native awaits below its transactions. */
  const counted = <T>(answer: Promise<T>, rowsOf: (found: T) => number): Promise<T> =>
    answer.then((found) => {
      requests += 1;
      rows += rowsOf(found);
      return found;
    });
  watch(database, 'count-reads', (table) => ({
    ...table,
    get: (request) => counted(table.get(request), (found) => (found === undefined ? 0 : 1)),
    getMany: (request) => counted(table.getMany(request), (found) => found.length),
    query: (request) => counted(table.query(request), (found) => found.result.length),
    openCursor: (request) => {
      walks += 1;
      return table.openCursor(request);
    },
    count: (request) => {
      walks += 1;
      return table.count(request);
    },
  }));
  return {
    take() {
      const taken = { requests, rows, walks };
      requests = 0;
      rows = 0;
      walks = 0;
      return taken;
    },
  };
}

/** A disk that is full for one table while `isFull`. */
export function failWrites(database: Database, name: string): { isFull: boolean } {
  const disk = { isFull: false };
  watch(database, 'fail-writes', (table) => ({
    ...table,
    mutate: (request: DBCoreMutateRequest) =>
      disk.isFull && table.name === name
        ? Promise.reject(new DOMException('toll-large does not fit', 'QuotaExceededError'))
        : table.mutate(request),
  }));
  return disk;
}

/** Counts the transactions that may write, from now on. */
export function countWriting(database: Database): { count: number } {
  const writing = { count: 0 };
  database.close({ disableAutoOpen: false });
  database.use({
    stack: 'dbcore',
    name: 'count-writing',
    create: (core: DBCore) => ({
      ...core,
      transaction: (stores, mode, options) => {
        if (mode === 'readwrite') writing.count += 1;
        return core.transaction(stores, mode, options);
      },
    }),
  });
  return writing;
}

/** Middleware counts from the next opening on. */
function watch(database: Database, name: string, around: (table: DBCoreTable) => DBCoreTable): void {
  database.close({ disableAutoOpen: false });
  database.use({
    stack: 'dbcore',
    name,
    create: (core: DBCore) => ({ ...core, table: (tableName: string) => around(core.table(tableName)) }),
  });
}
