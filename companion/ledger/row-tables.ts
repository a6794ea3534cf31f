import type { LedgerTables } from '../../lib/ledger/tables.ts';

/** A field of a row that is a column besides: what rows are found by. The row itself is JSON. */
interface FieldType {
  readonly name: string;
  readonly type: 'text' | 'number';
}

/** How rows of one of the ledger's tables lie in SQL. */
export interface RowTable {
  /** Its name in SQL. */
  readonly name: string;
  /** The fields that tell a row apart, in order. */
  readonly key: readonly string[];
  readonly fields: readonly FieldType[];
  /** What is looked for besides the key: fields, in order. */
  readonly indexes: readonly (readonly string[])[];
}

const NUMBERS = ['openedAt', 'expiresAt', 'usedAt'];

function rowTable(name: string, key: readonly string[], indexes: readonly (readonly string[])[] = []): RowTable {
  const names = [...new Set([...key, ...indexes.flat()])];
  const fields = names.map((field): FieldType => ({ name: field, type: NUMBERS.includes(field) ? 'number' : 'text' }));
  return { name: `row_${name}`, key, fields, indexes };
}

/** The same keys and indexes as the browser's database has (`lib/webext/database.ts`). */
export const rowTables: Readonly<Record<keyof LedgerTables, RowTable>> = {
  accounts: rowTable('accounts', ['id'], [['provider']]),
  keys: rowTable('keys', ['fingerprint'], [['account']]),
  readings: rowTable('readings', ['account', 'unit']),
  openCalls: rowTable('open_calls', ['callId'], [['documentId'], ['account'], ['expiresAt']]),
  records: rowTable(
    'records',
    ['callId'],
    [['openedAt'], ['account'], ['origin'], ['provider', 'openedAt'], ['model', 'openedAt'], ['outcome', 'openedAt']],
  ),
  habits: rowTable('habits', ['id']),
  priceLists: rowTable('price_lists', ['provider']),
  drops: rowTable('drops', ['account', 'unit']),
  lengths: rowTable('lengths', ['provider', 'name'], [['provider', 'usedAt']]),
  rollups: rowTable('day_sums', ['day', 'provider', 'model', 'unit']),
};

/** A field's column: what is `openedAt` in a row is `opened_at` in SQL. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * What makes the tables. Every primary key begins with the ledger, by which distributed engines keep what belongs together
 * on one node. `:text` is text that is compared by its bytes. None is `:ordered`: in a tree by its key, a row of over a
 * kilobyte takes two pages in SQLite; so a ledger is less than half as large, and read through in a tenth of the time.
 */
export const rowTableSteps: readonly string[] = Object.values(rowTables).flatMap(({ name, key, fields, indexes }) => [
  `create table ${name} (ledger text not null, ${fields.map((field) => writeColumn(field, key)).join(', ')}, body text not null,
    primary key (ledger, ${columnsOf(key)}))`,
  ...indexes.map(
    (index) => `create index ${name}_by_${index.map(columnOf).join('_')} on ${name} (ledger, ${columnsOf(index)})`,
  ),
]);

function writeColumn({ name, type }: FieldType, key: readonly string[]): string {
  return `${columnOf(name)} ${type === 'text' ? ':text' : 'bigint'}${key.includes(name) ? ' not null' : ''}`;
}

function columnsOf(fields: readonly string[]): string {
  return fields.map(columnOf).join(', ');
}
