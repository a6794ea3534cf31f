import type { LedgerRows } from '../../lib/ledger/table.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { keepingHistory } from './balance-history.ts';
import { type KeptIndex, openKeptIndexes } from './kept-index.ts';
import { openKeptRows, openKeptWhere, type Test } from './kept-rows.ts';
import { type NewestId, openNewestId } from './newest-id.ts';
import { emptyRecent, openRecentTable, type Recent, type RecentTable } from './recent-table.ts';
import { type RowTable, rowTables, tableNames } from './row-tables.ts';
import { type LastWork, LedgerError, type Transaction } from './sql.ts';
import { type AnyTable, type Fields, idOf, type Key, keyOf, openLate, openSqlTable } from './sql-tables.ts';

/**
 * The small tables of a ledger, remembered by its sole writer: reading and decoding the same rows for every call takes
 * several times as long as everything else. What is written goes to the database in the same transaction: just before its commit,
 * so that a row that several calls of one turn change is written once, and one that came and went is not.
 */
export interface KeptTables {
  readonly open: (tx: Transaction) => KeptTurn;
  /** What was put off, to be written in one transaction; null: nothing was. */
  readonly takeLate: () => LateRows | null;
}

/** Rows that were put off. */
export interface LateRows {
  readonly write: (tx: Transaction) => Promise<void>;
  /** It was not committed: they wait again. */
  readonly undo: () => void;
}

/** The tables inside one transaction. */
export interface KeptTurn {
  readonly tables: LedgerTables;
  /** Writes what waits for the commit of tables that are asked without us, too. */
  readonly writeNow: () => Promise<void>;
  /** Nothing is written any more. */
  readonly end: () => void;
  /** It is not committed: what is remembered is what was before. */
  readonly undo: () => void;
}

/**
 * What was learned of answers' lengths is much to write for every call, and nothing is lost but a lesson where the last second
 * of it is.
 */
const LATE: readonly string[] = ['lengths'];

/** Nothing is read before it is asked for. */
export function openKeptTables(ledger: string): KeptTables {
  const kept = new Map<keyof LedgerTables, Kept>();
  for (const name of tableNames) {
    const of = rowTables[name];
    if (!of.isKept) continue;
    const indexes = openKeptIndexes(of);
    kept.set(name, { of, name, rows: null, indexes, changed: new Map(), isLate: LATE.includes(name) });
  }
  const newest = openNewestId();
  const recent = { rollups: emptyRecent(rowTables.rollups), records: emptyRecent(rowTables.records) };
  const soon = [...kept.values()].filter(({ isLate }) => !isLate);
  const late = [...kept.values()].filter(({ isLate }) => isLate);
  const writeSoon = async (tx: Transaction): Promise<void> => {
    for (const of of soon) await writeRows(tx, ledger, of, take(of));
  };
  const sets = Array.from({ length: SETS }, () => openSet({ ledger, kept, newest, recent, writeSoon }));
  let turns = 0;
  return {
    open(tx) {
      const set = sets[turns % SETS] ?? openSet({ ledger, kept, newest, recent, writeSoon });
      turns += 1;
      return set(tx);
    },
    takeLate() {
      const taken = late.map((of) => ({ of, changes: take(of) })).filter(({ changes }) => changes.length > 0);
      if (taken.length === 0) return null;
      return {
        async write(tx) {
          for (const { of, changes } of taken) await writeRows(tx, ledger, of, changes);
        },
        undo() {
          for (const { of, changes } of taken) for (const [id, key] of changes) of.changed.set(id, key);
        },
      };
    },
  };
}

/**
 * Transactions come one after the other, and each would have its tables made anew: so many sets take turns. What is asked of one
 * after its transaction is over is refused until the set has another.
 */
const SETS = 8;

/** One transaction at a time; `undone` takes back what it changed, the last first. */
export interface Turn {
  /** Null: it is over. */
  tx: Transaction | null;
  undone: (() => void)[];
  /** Something waits to be written. */
  readonly toWrite: () => void;
}

/** What all sets share. */
interface Shared {
  readonly ledger: string;
  readonly kept: ReadonlyMap<keyof LedgerTables, Kept>;
  readonly newest: NewestId;
  readonly recent: Readonly<Record<'rollups' | 'records', Recent>>;
  readonly writeSoon: LastWork;
}

function openSet({ ledger, kept, newest, recent, writeSoon }: Shared): (tx: Transaction) => KeptTurn {
  const turn: Turn = { tx: null, undone: [], toWrite: () => now().beforeCommit(kept, writeSoon) };
  const now = (): Transaction => {
    if (turn.tx === null) throw new LedgerError('ledger-failed', 'this transaction is over');
    return turn.tx;
  };
  const always: Transaction = {
    rows: async (...asked) => now().rows(...asked),
    run: async (...asked) => now().run(...asked),
    rowsOf: async (...asked) => now().rowsOf(...asked),
    runOf: async (...asked) => now().runOf(...asked),
    insert: async (...asked) => now().insert(...asked),
    beforeCommit: (...asked) => now().beforeCommit(...asked),
  };
  const openRecent = (name: keyof Shared['recent']): RecentTable =>
    openRecentTable(recent[name], { tx: always, turn, open: (tx) => openSqlTable(tx, ledger, name) });
  const recentRecords = openRecent('records');
  const records = openRecords(recentRecords, newest);
  const tables = openLate((name) => {
    if (name === 'records') return records;
    if (name === 'rollups') return openRecent(name);
    const of = kept.get(name);
    const table = openSqlTable(always, ledger, name);
    const remembered = of === undefined ? table : openKept(of, table, turn);
    return name === 'readings' ? keepingHistory(remembered, always, ledger) : remembered;
  });
  return (tx) => {
    const undone: (() => void)[] = [];
    turn.tx = tx;
    turn.undone = undone;
    const end = (): void => {
      if (turn.tx === tx) turn.tx = null;
    };
    const undo = (): void => {
      end();
      for (const back of undone.splice(0).toReversed()) back();
    };
    return { tables, writeNow: recentRecords.writeNow, end, undo };
  };
}

/**
 * Of records, which are many, only the last are remembered; that a new call has none yet is known all the same, and it waits for
 * the commit: those of calls that end together are one statement.
 */
function openRecords(table: AnyTable, newest: NewestId): AnyTable {
  const noting = (rows: readonly Fields[]): void => {
    for (const { callId } of rows) newest.note(String(callId));
  };
  return {
    ...table,
    get: async (key) => {
      if (!newest.isKnown()) {
        const last = await table.where('callId').startsWith('').reverse().first();
        newest.note(String(last?.callId ?? ''));
      }
      return newest.mayHave(String(key)) ? table.get(key) : undefined;
    },
    add: (row) => {
      const isNew = newest.isKnown() && !newest.mayHave(String(row.callId));
      noting([row]);
      return isNew ? table.put(row) : table.add(row);
    },
    put: (row) => {
      noting([row]);
      return table.put(row);
    },
    bulkPut: (rows) => {
      noting(rows);
      return table.bulkPut(rows);
    },
  };
}

/** One table. */
interface Kept {
  readonly of: RowTable;
  readonly name: keyof LedgerTables;
  /** By {@link idOf}; null: not read yet. */
  rows: Map<string, Fields> | null;
  /** Of the same rows. */
  readonly indexes: readonly KeptIndex[];
  /** Keys of rows that the database has not as they are here, by id. What was taken back may stay among them. */
  readonly changed: Map<string, Key>;
  /** Written now and then, not with the commit. */
  readonly isLate: boolean;
}

type Changes = readonly (readonly [id: string, key: Key])[];

function take({ changed }: Kept): Changes {
  if (changed.size === 0) return [];
  const taken = [...changed];
  changed.clear();
  return taken;
}

/** As they are now: what is not there any more is deleted. */
async function writeRows(tx: Transaction, ledger: string, { name, rows }: Kept, changes: Changes): Promise<void> {
  if (changes.length === 0 || rows === null) return;
  const table = openSqlTable(tx, ledger, name);
  const there: Fields[] = [];
  const gone: Key[] = [];
  for (const [id, key] of changes) {
    const row = rows.get(id);
    if (row === undefined) gone.push(key);
    else there.push(row);
  }
  if (there.length > 0) await table.bulkPut(there);
  if (gone.length > 0) await table.bulkDelete(gone);
}

function openKept(kept: Kept, table: AnyTable, turn: Turn): AnyTable {
  const load = async (): Promise<Map<string, Fields>> => {
    if (kept.rows !== null) return kept.rows;
    const stored = await table.toArray();
    if (kept.rows !== null) return kept.rows;
    kept.rows = new Map();
    for (const row of stored) place(kept.rows, idOf(keyOf(row, kept.of)), row);
    return kept.rows;
  };
  const place = (rows: Map<string, Fields>, id: string, row: Fields | undefined): void => {
    const before = rows.get(id);
    if (before !== undefined) for (const index of kept.indexes) index.remove(id, before);
    if (row === undefined) return void rows.delete(id);
    rows.set(id, row);
    for (const index of kept.indexes) index.add(id, row);
  };
  /** Undefined: the row goes. */
  const change = (rows: Map<string, Fields>, key: Key, row: Fields | undefined): void => {
    if (turn.tx === null) throw new LedgerError('ledger-failed', 'this transaction is over');
    const id = idOf(key);
    const before = rows.get(id);
    turn.undone.push(() => place(rows, id, before));
    place(rows, id, row);
    kept.changed.set(id, key);
    if (!kept.isLate) turn.toWrite();
  };
  const put = async (changed: readonly Fields[]): Promise<void> => {
    const rows = kept.rows ?? (await load());
    for (const row of changed) change(rows, keyOf(row, kept.of), row);
  };
  const remove = async (keys: readonly Key[]): Promise<void> => {
    const rows = kept.rows ?? (await load());
    for (const key of keys) if (rows.has(idOf(key))) change(rows, key, undefined);
  };
  const query = (
    order: readonly string[],
    tests: readonly Test[],
    isFirst?: (text: string) => boolean,
  ): LedgerRows<Fields, Key> => {
    const index = kept.indexes.find(({ field }) => field === order[0]);
    const candidates = async (): Promise<Iterable<Fields>> => {
      const rows = kept.rows ?? (await load());
      if (index === undefined || isFirst === undefined) return rows.values();
      return index.idsOf(isFirst).map((id): Fields => rows.get(id) ?? {});
    };
    const all = { isBackwards: false, rowsMax: Number.POSITIVE_INFINITY };
    return openKeptRows({ candidates, of: kept.of, order, tests, ...all });
  };
  return {
    get: async (key) => (kept.rows ?? (await load())).get(idOf(key)),
    bulkGet: async (keys) => {
      const rows = kept.rows ?? (await load());
      return keys.map((key) => rows.get(idOf(key)));
    },
    add: async (row) => {
      const rows = kept.rows ?? (await load());
      const key = keyOf(row, kept.of);
      if (rows.has(idOf(key))) throw new LedgerError('ledger-failed', `there is a row of this key in ${kept.of.name}`);
      await put([row]);
    },
    put: (row) => put([row]),
    bulkPut: put,
    delete: (key) => remove([key]),
    bulkDelete: remove,
    toArray: () => query(kept.of.key, []).toArray(),
    filter: (isMeant) => query(kept.of.key, [isMeant]),
    where: (index) => openKeptWhere(kept.of, index, query),
  };
}
