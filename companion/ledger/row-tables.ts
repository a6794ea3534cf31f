import type { LedgerTables } from '../../lib/ledger/tables.ts';

/** A field of a row that is a column besides: what rows are found by. The row itself is JSON. */
interface FieldType {
  readonly name: string;
  /** In SQL. */
  readonly column: string;
  readonly type: 'text' | 'number';
}

/** How rows of one of the ledger's tables lie in SQL. */
export interface RowTable {
  /** Its name in SQL. */
  readonly name: string;
  /** The fields that tell a row apart, in order. */
  readonly key: readonly string[];
  readonly fields: readonly FieldType[];
  /** What rows are found by quickly besides the key: fields, in order. By others they are found, too. */
  readonly indexes: readonly (readonly string[])[];
  /**
   * A sole writer remembers all of its rows (kept-tables.ts), and finds them there: an index in the database would be written for
   * nobody.
   */
  readonly isKept: boolean;
}

/** Fields are few, and asked for with every statement. */
const columns = new Map<string, string>();

const NUMBERS = ['openedAt', 'expiresAt', 'usedAt', 'at', 'dueAt'];

/** How a table lies in SQL besides its key. */
interface Layout {
  /** Fields that are columns although no index is over them: rare questions may take longer. */
  readonly columns?: readonly string[];
  readonly indexes?: RowTable['indexes'];
  readonly isKept?: boolean;
}

/** @param name in SQL it has `row_` before it */
export function rowTable(name: string, key: readonly string[], layout: Layout = {}): RowTable {
  const { columns = [], indexes = [], isKept = true } = layout;
  const names = [...new Set([...key, ...columns, ...indexes.flat()])];
  const fields = names.map((field): FieldType => {
    const type = NUMBERS.includes(field) ? 'number' : 'text';
    return { name: field, column: columnOf(field), type };
  });
  return { name: `row_${name}`, key, fields, indexes, isKept };
}

/** The same keys as the browser's database has (`lib/webext/database.ts`), and what is looked for by an index there is a column. */
export const rowTables: Readonly<Record<keyof LedgerTables, RowTable>> = {
  accounts: rowTable('accounts', ['id'], { indexes: [['provider']] }),
  keys: rowTable('keys', ['fingerprint'], { indexes: [['account']] }),
  readings: rowTable('readings', ['account', 'unit']),
  openCalls: rowTable('open_calls', ['callId'], { indexes: [['documentId'], ['account'], ['expiresAt']] }),
  // Every index is another page to be written for every call.
  records: rowTable('records', ['callId'], {
    ...{ columns: ['account', 'origin', 'provider', 'model', 'outcome'], isKept: false },
    indexes: [['openedAt'], ['provider', 'openedAt']],
  }),
  habits: rowTable('habits', ['id']),
  priceLists: rowTable('price_lists', ['provider']),
  drops: rowTable('drops', ['account', 'unit']),
  lengths: rowTable('lengths', ['provider', 'name'], { indexes: [['provider', 'usedAt']] }),
  rollups: rowTable('day_sums', ['day', 'provider', 'model', 'unit'], { isKept: false }),
};

/** A field's column: what is `openedAt` in a row is `opened_at` in SQL. */
export function columnOf(field: string): string {
  let column = columns.get(field);
  if (column === undefined) {
    column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    columns.set(field, column);
  }
  return column;
}

/** Their names. */
export const tableNames = Object.keys(rowTables) as readonly (keyof LedgerTables)[];

/** What makes the ledger's tables. */
export const rowTableSteps: readonly string[] = tableSteps(Object.values(rowTables));

/**
 * What makes tables. Every primary key begins with the ledger, by which distributed engines keep what belongs together
 * on one node. `:text` is text that is compared by its bytes; `:shared` is only for databases that others write, too. None is
 * `:ordered`: in a tree by its key, a row of over a kilobyte takes two pages in SQLite; so a ledger is less than half as large,
 * and read through in a tenth of the time.
 */
export function tableSteps(tables: readonly RowTable[]): readonly string[] {
  return tables.flatMap(({ name, key, fields, indexes, isKept }) => [
    `create table ${name} (ledger text not null, ${fields.map((field) => writeColumn(field, key)).join(', ')}, body text not null,
    primary key (ledger, ${columnsOf(key)}))`,
    ...indexes.map(
      (index) =>
        `${isKept ? ':shared ' : ''}create index ${name}_by_${index.map(columnOf).join('_')} on ${name} (ledger, ${columnsOf(index)})`,
    ),
  ]);
}

function writeColumn({ name, column, type }: FieldType, key: readonly string[]): string {
  return `${column} ${type === 'text' ? ':text' : 'bigint'}${key.includes(name) ? ' not null' : ''}`;
}

function columnsOf(fields: readonly string[]): string {
  return fields.map(columnOf).join(', ');
}
