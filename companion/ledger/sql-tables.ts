import { decodeJson, encodeJson } from '../../lib/domain/bigint-json.ts';
import type { LedgerRows, LedgerTable, LedgerWhere } from '../../lib/ledger/table.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { columnOf, type RowTable, rowTables } from './row-tables.ts';
import { LedgerError, type Row, type SqlValue, type Transaction, toBigint, toText } from './sql.ts';

/** One of the ledger's tables inside one transaction of a database. */
export function openSqlTable(tx: Transaction, ledger: string, name: keyof LedgerTables): AnyTable {
  return openTable({ tx, ledger, table: rowTables[name] });
}

/** A table whose rows are seen as what they are in general. */
export type AnyTable = LedgerTable<Fields, Key>;

/** Each is opened when it is asked for: most transactions use a few of them. */
export function openLate(open: (name: keyof LedgerTables) => AnyTable): LedgerTables {
  const opened = new Map<string, AnyTable>();
  const of = <Name extends keyof LedgerTables>(name: Name): LedgerTables[Name] => {
    const table = opened.get(name) ?? open(name);
    opened.set(name, table);
    return table as unknown as LedgerTables[Name];
  };
  return {
    get accounts() {
      return of('accounts');
    },
    get keys() {
      return of('keys');
    },
    get readings() {
      return of('readings');
    },
    get openCalls() {
      return of('openCalls');
    },
    get records() {
      return of('records');
    },
    get habits() {
      return of('habits');
    },
    get priceLists() {
      return of('priceLists');
    },
    get drops() {
      return of('drops');
    },
    get lengths() {
      return of('lengths');
    },
    get rollups() {
      return of('rollups');
    },
  };
}

/** Where a table is. */
export interface Place {
  readonly tx: Transaction;
  readonly ledger: string;
  readonly table: RowTable;
}

/** A row of any table. */
export type Fields = Readonly<Record<string, unknown>>;
/** A key of one field is the value itself. */
export type Key = string | number | readonly (string | number)[];

/** A table by how it lies in SQL. */
export function openTable(place: Place): AnyTable {
  const { tx, ledger, table } = place;
  const texts = textsOf(table);
  const write = (rows: readonly Fields[], conflict: string): Promise<number> =>
    tx.insert(
      table.name,
      texts.columns,
      rows.map((row) => [ledger, ...table.fields.map(({ name }) => toColumn(row[name])), encodeJson(row)]),
      conflict,
    );
  const put = (rows: readonly Fields[]): Promise<number> => write(rows, texts.replacing);
  const get = async (key: Key): Promise<Fields | undefined> => {
    const rows = await tx.rows(texts.select, [ledger, ...partsOf(key)]);
    return rows.map(toRow)[0];
  };
  const remove = async (key: Key): Promise<void> => {
    await tx.run(texts.remove, [ledger, ...partsOf(key)]);
  };
  const all: Query = { place, where: 'ledger = $1', values: [ledger], order: table.key, isBackwards: false };
  return {
    get,
    bulkGet: async (keys) => {
      const rows: (Fields | undefined)[] = [];
      for (const key of keys) rows.push(await get(key));
      return rows;
    },
    add: async (row) => {
      // A conflict that is an error would end a transaction of PostgreSQL with all that is in it.
      if ((await write([row], 'on conflict do nothing')) > 0) return;
      throw new LedgerError('ledger-failed', `there is a row of this key in ${table.name} already`);
    },
    put: (row) => put([row]),
    bulkPut: (rows) => put(lastOfEach(rows, table)),
    delete: remove,
    bulkDelete: async (keys) => {
      for (const key of keys) await remove(key);
    },
    toArray: () => openRows(all, []).toArray(),
    filter: (isMeant) => openRows(all, [isMeant]),
    where: (index) => openWhere(all, index),
  };
}

/** The same for every transaction. */
interface Texts {
  readonly columns: readonly string[];
  readonly replacing: string;
  readonly select: string;
  readonly remove: string;
}

const textsByTable = new Map<RowTable, Texts>();

function textsOf(table: RowTable): Texts {
  const known = textsByTable.get(table);
  if (known !== undefined) return known;
  const made: Texts = {
    columns: ['ledger', ...table.fields.map(({ column }) => column), 'body'],
    replacing: replacing(table),
    select: `select body from ${table.name} where ${isKey(table)}`,
    remove: `delete from ${table.name} where ${isKey(table)}`,
  };
  textsByTable.set(table, made);
  return made;
}

/** PostgreSQL takes one row of a key in a statement. */
function lastOfEach(rows: readonly Fields[], { key }: RowTable): readonly Fields[] {
  return [...new Map(rows.map((row) => [JSON.stringify(key.map((field) => row[field])), row])).values()];
}

function replacing({ key, fields }: RowTable): string {
  const others = fields.map(({ name }) => name).filter((name) => !key.includes(name));
  const set = [...others.map(columnOf), 'body'].map((column) => `${column} = excluded.${column}`);
  return `on conflict (ledger, ${key.map(columnOf).join(', ')}) do update set ${set.join(', ')}`;
}

function isKey({ key }: RowTable): string {
  return ['ledger = $1', ...key.map((field, index) => `${columnOf(field)} = $${index + 2}`)].join(' and ');
}

function partsOf(key: Key): readonly SqlValue[] {
  return (Array.isArray(key) ? key : [key]).map(toColumn);
}

/** What has no order, or is none of a column's kind, is found by no index: as in the browser. */
function toColumn(value: unknown): SqlValue {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd');
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : null;
}

function toRow({ body }: Row): Fields {
  return decodeJson(toText(body)) as Fields;
}

interface Query {
  readonly place: Place;
  readonly where: string;
  readonly values: readonly SqlValue[];
  /** Fields. */
  readonly order: readonly string[];
  readonly isBackwards: boolean;
}

/** So many rows are read at once where not all of them are asked for. */
const PAGE_ROWS = 64;

type Test = (row: Fields) => boolean;

function openRows(query: Query, tests: readonly Test[], rowsMax = Number.POSITIVE_INFINITY): LedgerRows<Fields, Key> {
  const { place, where, values } = query;
  const { tx, table } = place;
  const read = async (max: number): Promise<Fields[]> => {
    const found: Fields[] = [];
    // Without a test what is asked for is what is read.
    const size = tests.length === 0 ? max : Number.isFinite(max) ? PAGE_ROWS : max;
    for (let from = 0; found.length < max; from += size) {
      const page = Number.isFinite(size) ? ` limit ${size} offset ${from}` : '';
      const rows = await tx.rows(`select body from ${table.name} where ${where} ${orderOf(query)}${page}`, values);
      found.push(...rows.map(toRow).filter((row) => tests.every((isMeant) => isMeant(row))));
      if (rows.length < size) break;
    }
    return found.length > max ? found.slice(0, max) : found;
  };
  return {
    reverse: () => openRows({ ...query, isBackwards: !query.isBackwards }, tests, rowsMax),
    filter: (isMeant) => openRows(query, [...tests, isMeant], rowsMax),
    limit: (max) => openRows(query, tests, Math.min(max, rowsMax)),
    toArray: () => read(rowsMax),
    first: async () => (await read(Math.min(1, rowsMax)))[0],
    count: async () => {
      if (tests.length > 0) return (await read(rowsMax)).length;
      const [row] = await tx.rows(`select count(*) as rows_found from ${table.name} where ${where}`, values);
      return Math.min(Number(toBigint(row?.rows_found)), rowsMax);
    },
    primaryKeys: async () => (await read(rowsMax)).map((row) => keyOf(row, table)),
  };
}

/** A key as one text. */
export function idOf(key: Key): string {
  return Array.isArray(key) ? JSON.stringify(key) : String(key);
}

/** What tells a row apart. */
export function keyOf(row: Fields, { key }: RowTable): Key {
  const parts = key.map((field) => row[field] as string | number);
  return parts.length === 1 ? (parts[0] as string | number) : parts;
}

/** By the index, and what is equal there by the key. */
function orderOf({ order, place, isBackwards }: Query): string {
  const fields = [...new Set([...order, ...place.table.key])];
  return `order by ${fields.map((field) => columnOf(field) + (isBackwards ? ' desc' : '')).join(', ')}`;
}

function openWhere(all: Query, index: string): LedgerWhere<Fields, Key> {
  const { table } = all.place;
  const order = index.startsWith('[') ? index.slice(1, -1).split('+') : [index];
  const unknown = order.find((field) => !table.fields.some(({ name }) => name === field));
  if (unknown !== undefined) throw new LedgerError('ledger-failed', `there is no index by ${unknown} in ${table.name}`);
  const columns = order.map(columnOf);
  const query = (conditions: readonly string[], values: readonly SqlValue[]): LedgerRows<Fields, Key> =>
    openRows(
      { ...all, where: [all.where, ...conditions].join(' and '), values: [...all.values, ...values], order },
      [],
    );
  return {
    equals: (value) =>
      query(
        columns.map((column, at) => `${column} = $${at + 2}`),
        partsOf(value as Key),
      ),
    startsWith: (beginning) => {
      const [column = ''] = columns;
      const end = endOf(beginning);
      if (end === null) return query([`${column} >= $2`], [beginning]);
      return query([`${column} >= $2`, `${column} < $3`], [beginning, end]);
    },
    between: (low, high, withLow = true, withHigh = false) =>
      betweenOf(columns, partsOf(low as Key), partsOf(high as Key), [withLow, withHigh], query),
  };
}

/** One part after the other: those that are equal in both are compared alone, which every index serves. */
function betweenOf(
  columns: readonly string[],
  low: readonly SqlValue[],
  high: readonly SqlValue[],
  [withLow, withHigh]: readonly [boolean, boolean],
  query: (conditions: readonly string[], values: readonly SqlValue[]) => LedgerRows<Fields, Key>,
): LedgerRows<Fields, Key> {
  const same = columns.findIndex((_, at) => low[at] !== high[at]);
  const fixed = same < 0 ? columns.length - 1 : same;
  const rest = columns.slice(fixed);
  const names = rest.join(', ');
  const places = (from: number): string => rest.map((_, at) => `$${from + at}`).join(', ');
  return query(
    [
      ...columns.slice(0, fixed).map((column, at) => `${column} = $${at + 2}`),
      `(${names}) ${withLow ? '>=' : '>'} (${places(fixed + 2)})`,
      `(${names}) ${withHigh ? '<=' : '<'} (${places(fixed + 2 + rest.length)})`,
    ],
    [...low.slice(0, fixed), ...low.slice(fixed), ...high.slice(fixed)],
  );
}

/** The first text behind all that begin so, by code points; null: there is none. */
function endOf(beginning: string): string | null {
  const points = [...beginning].map((character) => character.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last >= 0x10ffff) continue;
    // Halves of pairs are no characters.
    return String.fromCodePoint(...points, last + 1 >= 0xd800 && last + 1 <= 0xdfff ? 0xe000 : last + 1);
  }
  return null;
}
