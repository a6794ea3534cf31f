import type { LedgerRows } from '../../lib/ledger/table.ts';
import type { Turn } from './kept-tables.ts';
import type { RowTable } from './row-tables.ts';
import { LedgerError, type Transaction } from './sql.ts';
import { type AnyTable, type Fields, idOf, type Key, keyOf } from './sql-tables.ts';

/** The last rows of a table that grows for ever: every call of a day changes the same sums. */
export interface Recent {
  readonly of: RowTable;
  /** By id, those that were not changed for longest first. */
  readonly rows: Map<string, Fields>;
  /** Ids of rows that are written just before the next commit. */
  readonly changed: Set<string>;
}

/** So many are remembered, and whatever one commit changes. */
const ROWS_MAX = 256;

/** Nothing is remembered yet. */
export function emptyRecent(of: RowTable): Recent {
  return { of, rows: new Map(), changed: new Set() };
}

/** Where its rows are: `open` opens the table in a transaction. */
export interface RecentPlace {
  readonly tx: Transaction;
  readonly turn: Turn;
  readonly open: (tx: Transaction) => AnyTable;
}

/** {@link AnyTable} of which rows wait for the commit. */
export interface RecentTable extends AnyTable {
  /** Writes those that wait: who asks the database itself would not see them. */
  readonly writeNow: () => Promise<void>;
}

/** A table with its last rows remembered; what is not asked for by its key is read from the database. */
export function openRecentTable(recent: Recent, { tx, turn, open }: RecentPlace): RecentTable {
  const { of, rows, changed } = recent;
  const table = open(tx);
  const know = (id: string, row: Fields): void => {
    rows.delete(id);
    rows.set(id, row);
    for (const oldest of rows.keys()) {
      if (rows.size <= ROWS_MAX || changed.has(oldest)) return;
      rows.delete(oldest);
    }
  };
  const changedRows = (): readonly Fields[] =>
    [...changed].map((id) => rows.get(id)).filter((row) => row !== undefined);
  const writeLast = async (last: Transaction): Promise<void> => {
    const all = changedRows();
    changed.clear();
    await open(last).bulkPut(all);
  };
  /** They stay among those that changed: what is written here may be taken back, and theirs who share the commit with it. */
  const writeNow = async (): Promise<void> => {
    if (changed.size > 0) await table.bulkPut(changedRows());
  };
  const put = async (given: readonly Fields[]): Promise<void> => {
    if (turn.tx === null) throw new LedgerError('ledger-failed', 'this transaction is over');
    for (const row of given) {
      const id = idOf(keyOf(row, of));
      const before = rows.get(id);
      turn.undone.push(() => {
        if (before !== undefined) return void rows.set(id, before);
        rows.delete(id);
        changed.delete(id);
      });
      changed.add(id);
      know(id, row);
    }
    tx.beforeCommit(recent, writeLast);
  };
  const forget = (key: Key): void => {
    const id = idOf(key);
    const before = rows.get(id);
    const wasChanged = changed.delete(id);
    rows.delete(id);
    turn.undone.push(() => {
      if (before !== undefined) rows.set(id, before);
      if (wasChanged) changed.add(id);
    });
  };
  const get = async (key: Key): Promise<Fields | undefined> => {
    const id = idOf(key);
    const known = rows.get(id);
    if (known !== undefined) return known;
    const row = await table.get(key);
    if (row !== undefined) know(id, row);
    return row;
  };
  return {
    writeNow,
    get,
    bulkGet: async (keys) => {
      const found: (Fields | undefined)[] = [];
      for (const key of keys) found.push(await get(key));
      return found;
    },
    add: async (row) => {
      await writeNow();
      await table.add(row);
    },
    put: (row) => put([row]),
    bulkPut: put,
    delete: async (key) => {
      forget(key);
      await table.delete(key);
    },
    bulkDelete: async (keys) => {
      for (const key of keys) forget(key);
      await table.bulkDelete(keys);
    },
    toArray: async () => {
      await writeNow();
      return table.toArray();
    },
    filter: (isMeant) => afterWriting(table.filter(isMeant), writeNow),
    where: (index) => {
      const where = table.where(index);
      return {
        equals: (value) => afterWriting(where.equals(value), writeNow),
        startsWith: (beginning) => afterWriting(where.startsWith(beginning), writeNow),
        between: (...bounds) => afterWriting(where.between(...bounds), writeNow),
      };
    },
  };
}

/** The same rows, read when what was changed has been written. */
function afterWriting(rows: LedgerRows<Fields, Key>, write: () => Promise<void>): LedgerRows<Fields, Key> {
  const after = async <T>(read: () => PromiseLike<T>): Promise<T> => {
    await write();
    return read();
  };
  return {
    reverse: () => afterWriting(rows.reverse(), write),
    filter: (isMeant) => afterWriting(rows.filter(isMeant), write),
    limit: (rowsMax) => afterWriting(rows.limit(rowsMax), write),
    toArray: () => after(() => rows.toArray()),
    first: () => after(() => rows.first()),
    count: () => after(() => rows.count()),
    primaryKeys: () => after(() => rows.primaryKeys()),
  };
}
