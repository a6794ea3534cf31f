import type { IndexValue, LedgerRows, LedgerWhere } from '../../lib/ledger/table.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { keepingHistory } from './balance-history.ts';
import { type NewestId, openNewestId } from './newest-id.ts';
import { type RowTable, rowTables, tableNames } from './row-tables.ts';
import { LedgerError, type Transaction } from './sql.ts';
import { type AnyTable, type Fields, type Key, keyOf, openLate, openSqlTable } from './sql-tables.ts';

/**
 * The small tables of a ledger, remembered by its sole writer: reading and decoding the same rows for every call takes
 * several times as long as everything else. What is written goes to the database in the same transaction.
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
    if (of.isKept) kept.set(name, makeKept(of, LATE.includes(name)));
  }
  const newest = openNewestId();
  return {
    open(tx) {
      const turn: Turn = { isOver: false, undone: [] };
      const tables = openLate((name) => {
        const table = openSqlTable(tx, ledger, name);
        const of = kept.get(name);
        if (of !== undefined) {
          const remembered = openKept(of, table, turn);
          return name === 'readings' ? keepingHistory(remembered, tx, ledger) : remembered;
        }
        return name === 'records' ? openRecords(table, newest) : table;
      });
      const end = (): void => {
        turn.isOver = true;
      };
      const undo = (): void => {
        end();
        for (const back of turn.undone.splice(0).toReversed()) back();
      };
      return { tables, end, undo };
    },
    takeLate() {
      const taken = [...kept].flatMap(([name, { rows, late }]) => {
        if (rows === null || late === null || late.size === 0) return [];
        const changes = [...late];
        late.clear();
        return [{ name, rows, late, changes }];
      });
      if (taken.length === 0) return null;
      return {
        async write(tx) {
          for (const { name, rows, changes } of taken) {
            const table = openSqlTable(tx, ledger, name);
            const known = (id: string): readonly Fields[] => [rows.get(id)].filter((row) => row !== undefined);
            await table.bulkPut(changes.flatMap(([id]) => known(id)));
            await table.bulkDelete(changes.flatMap(([id, key]) => (rows.has(id) ? [] : [key])));
          }
        },
        undo() {
          for (const { late, changes } of taken) for (const [id, key] of changes) late.set(id, key);
        },
      };
    },
  };
}

/** One transaction; `undone` takes back what it changed, the last first. */
interface Turn {
  isOver: boolean;
  readonly undone: (() => void)[];
}

/** Records are many, and are not remembered; that a new call has none yet is known all the same. */
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
      noting([row]);
      return table.add(row);
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
  /** By {@link idOf}; null: not read yet. */
  rows: Map<string, Fields> | null;
  /** What is in memory and not yet in the database, by id; null: everything is written at once. */
  readonly late: Map<string, Key> | null;
}

function makeKept(of: RowTable, isLate: boolean): Kept {
  return { of, rows: null, late: isLate ? new Map() : null };
}

function idOf(key: Key): string {
  return Array.isArray(key) ? JSON.stringify(key) : String(key);
}

function openKept(kept: Kept, table: AnyTable, turn: Turn): AnyTable {
  const load = async (): Promise<Map<string, Fields>> => {
    if (kept.rows !== null) return kept.rows;
    const rows = new Map((await table.toArray()).map((row) => [idOf(keyOf(row, kept.of)), row]));
    kept.rows ??= rows;
    return kept.rows;
  };
  /** Undefined: the row goes. */
  const change = (rows: Map<string, Fields>, key: Key, row: Fields | undefined): void => {
    if (turn.isOver) throw new LedgerError('ledger-failed', 'this transaction is over');
    const id = idOf(key);
    const before = rows.get(id);
    const wasLate = kept.late?.has(id) === true;
    turn.undone.push(() => {
      if (before === undefined) rows.delete(id);
      else rows.set(id, before);
      if (!wasLate) kept.late?.delete(id);
    });
    if (row === undefined) rows.delete(id);
    else rows.set(id, row);
    kept.late?.set(id, key);
  };
  const put = async (changed: readonly Fields[]): Promise<void> => {
    const rows = await load();
    if (kept.late === null) await table.bulkPut(changed);
    for (const row of changed) change(rows, keyOf(row, kept.of), row);
  };
  const remove = async (keys: Key[]): Promise<void> => {
    const rows = await load();
    const known = keys.filter((key) => rows.has(idOf(key)));
    if (kept.late === null) await table.bulkDelete(known);
    for (const key of known) change(rows, key, undefined);
  };
  const query = (order: readonly string[], tests: readonly Test[]): LedgerRows<Fields, Key> =>
    openRows({ load, of: kept.of, order, tests, isBackwards: false, rowsMax: Number.POSITIVE_INFINITY });
  return {
    get: async (key) => (await load()).get(idOf(key)),
    bulkGet: async (keys) => {
      const rows = await load();
      return keys.map((key) => rows.get(idOf(key)));
    },
    add: async (row) => {
      const rows = await load();
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
    where: (index) => openWhere(kept.of, index, query),
  };
}

type Test = (row: Fields) => boolean;

interface Query {
  readonly load: () => Promise<Map<string, Fields>>;
  readonly of: RowTable;
  /** Fields. */
  readonly order: readonly string[];
  readonly tests: readonly Test[];
  readonly isBackwards: boolean;
  readonly rowsMax: number;
}

function openRows(query: Query): LedgerRows<Fields, Key> {
  const { load, of, order, tests, isBackwards, rowsMax } = query;
  const read = async (): Promise<Fields[]> => {
    const found: Fields[] = [];
    for (const row of (await load()).values()) if (tests.every((isMeant) => isMeant(row))) found.push(row);
    const fields = [...order, ...of.key];
    if (found.length > 1) found.sort((a, b) => compareRows(a, b, fields) * (isBackwards ? -1 : 1));
    return found.length > rowsMax ? found.slice(0, rowsMax) : found;
  };
  return {
    reverse: () => openRows({ ...query, isBackwards: !isBackwards }),
    filter: (isMeant) => openRows({ ...query, tests: [...tests, isMeant] }),
    limit: (max) => openRows({ ...query, rowsMax: Math.min(max, rowsMax) }),
    toArray: read,
    first: async () => (await read())[0],
    count: async () => (await read()).length,
    primaryKeys: async () => (await read()).map((row) => keyOf(row, of)),
  };
}

function openWhere(
  of: RowTable,
  index: string,
  query: (order: readonly string[], tests: readonly Test[]) => LedgerRows<Fields, Key>,
): LedgerWhere<Fields, Key> {
  const order = index.startsWith('[') ? index.slice(1, -1).split('+') : [index];
  const unknown = order.find((field) => !of.fields.some(({ name }) => name === field));
  if (unknown !== undefined) throw new LedgerError('ledger-failed', `there is no index by ${unknown} in ${of.name}`);
  // A row without a value that has an order is in no index.
  const isIndexed: Test = (row) => order.every((field) => isIndexable(row[field]));
  const compare = (row: Fields, value: IndexValue): number => {
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const [at, part] of parts.entries()) {
      const found = compareValues(row[order[at] ?? ''], part);
      if (found !== 0) return found;
    }
    return 0;
  };
  const [first = ''] = order;
  return {
    equals: (value) => query(order, [isIndexed, (row) => compare(row, value) === 0]),
    startsWith: (beginning) => {
      const begins: Test = (row) => String(row[first]).startsWith(beginning);
      return query(order, [(row) => typeof row[first] === 'string', begins, isIndexed]);
    },
    between: (low, high, withLow = true, withHigh = false) =>
      query(order, [
        isIndexed,
        (row) => compare(row, low) > (withLow ? -1 : 0),
        (row) => compare(row, high) < (withHigh ? 1 : 0),
      ]),
  };
}

function isIndexable(value: unknown): boolean {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function compareRows(one: Fields, other: Fields, fields: readonly string[]): number {
  for (const field of fields) {
    const found = compareValues(one[field], other[field]);
    if (found !== 0) return found;
  }
  return 0;
}

/** Numbers stand before texts, as in an index of the browser's. */
function compareValues(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'number') return -1;
  if (typeof other === 'number') return 1;
  const [a, b] = [String(one), String(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}
