/**
 * What the ledger asks of a table. Dexie's `Table` is one as it stands; the companion has the same over SQL. Rows are
 * plain data with bigints. Call inside a transaction of the host's: all of it is written, or nothing.
 */
export interface LedgerTable<Row, Key> {
  readonly get: (key: Key) => PromiseLike<Row | undefined>;
  /** In the order of the keys; undefined where there is none. */
  readonly bulkGet: (keys: Key[]) => PromiseLike<(Row | undefined)[]>;
  /** Rejects when there is a row of that key: a record is written once. */
  readonly add: (row: Row) => PromiseLike<unknown>;
  /** Takes the place of what has the same key. */
  readonly put: (row: Row) => PromiseLike<unknown>;
  readonly bulkPut: (rows: readonly Row[]) => PromiseLike<unknown>;
  readonly delete: (key: Key) => PromiseLike<void>;
  readonly bulkDelete: (keys: Key[]) => PromiseLike<void>;
  /** In the order of the keys. */
  readonly toArray: () => PromiseLike<Row[]>;
  /** Reads every row: only for tables that stay small. */
  readonly filter: (isMeant: (row: Row) => boolean) => LedgerRows<Row, Key>;
  /** @param index the name of a column that has an index, or `[one+other]` for an index over several. */
  readonly where: (index: string) => LedgerWhere<Row, Key>;
}

/** Which rows are meant, by an index. Texts are compared by their code units, parts of an index one after the other. */
export interface LedgerWhere<Row, Key> {
  readonly equals: (value: IndexValue) => LedgerRows<Row, Key>;
  readonly startsWith: (beginning: string) => LedgerRows<Row, Key>;
  /** Without `low` and `high` themselves unless they are asked for; by default as Dexie has it: with low, without high. */
  readonly between: (low: IndexValue, high: IndexValue, withLow?: boolean, withHigh?: boolean) => LedgerRows<Row, Key>;
}

/** A value of an index; a list for one over several columns. */
export type IndexValue = string | number | readonly (string | number)[];

/** Rows that are meant, in the order of the index; nothing is read before it is asked for. */
export interface LedgerRows<Row, Key> {
  readonly reverse: () => LedgerRows<Row, Key>;
  readonly filter: (isMeant: (row: Row) => boolean) => LedgerRows<Row, Key>;
  readonly limit: (rowsMax: number) => LedgerRows<Row, Key>;
  readonly toArray: () => PromiseLike<Row[]>;
  readonly first: () => PromiseLike<Row | undefined>;
  readonly count: () => PromiseLike<number>;
  readonly primaryKeys: () => PromiseLike<Key[]>;
}
