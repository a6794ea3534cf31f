import type { IndexValue, LedgerRows, LedgerWhere } from '../../lib/ledger/table.ts';
import type { RowTable } from './row-tables.ts';
import { LedgerError } from './sql.ts';
import { type Fields, type Key, keyOf } from './sql-tables.ts';

/** Whether a row is meant. */
export type Test = (row: Fields) => boolean;

/** Which rows are meant. */
interface Query {
  /** All that may be meant, in any order. */
  readonly candidates: () => Promise<Iterable<Fields>>;
  readonly of: RowTable;
  /** Fields. */
  readonly order: readonly string[];
  readonly tests: readonly Test[];
  readonly isBackwards: boolean;
  readonly rowsMax: number;
}

/** Rows in memory, as {@link LedgerRows} has it. */
export function openKeptRows(query: Query): LedgerRows<Fields, Key> {
  const { candidates, of, order, tests, isBackwards, rowsMax } = query;
  const read = async (): Promise<Fields[]> => {
    const found: Fields[] = [];
    for (const row of await candidates()) if (tests.every((isMeant) => isMeant(row))) found.push(row);
    if (found.length > 1) {
      const fields = [...order, ...of.key];
      found.sort((a, b) => compareRows(a, b, fields) * (isBackwards ? -1 : 1));
    }
    return found.length > rowsMax ? found.slice(0, rowsMax) : found;
  };
  return {
    reverse: () => openKeptRows({ ...query, isBackwards: !isBackwards }),
    filter: (isMeant) => openKeptRows({ ...query, tests: [...tests, isMeant] }),
    limit: (max) => openKeptRows({ ...query, rowsMax: Math.min(max, rowsMax) }),
    toArray: read,
    first: async () => (await read())[0],
    count: async () => (await read()).length,
    primaryKeys: async () => (await read()).map((row) => keyOf(row, of)),
  };
}

/**
 * @param query `isFirst`: what the first field of a row that is meant has. Absent: only the tests tell.
 * @throws LedgerError where there is no such index.
 */
export function openKeptWhere(
  of: RowTable,
  index: string,
  query: (
    order: readonly string[],
    tests: readonly Test[],
    isFirst?: (text: string) => boolean,
  ) => LedgerRows<Fields, Key>,
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
    equals: (value) => {
      const isFirst = (text: string): boolean => compareValues(text, Array.isArray(value) ? value[0] : value) === 0;
      return query(order, [isIndexed, (row) => compare(row, value) === 0], isFirst);
    },
    startsWith: (beginning) => {
      const begins: Test = (row) => String(row[first]).startsWith(beginning);
      const tests: Test[] = [(row) => typeof row[first] === 'string', begins, isIndexed];
      return query(order, tests, (text) => text.startsWith(beginning));
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
