/**
 * What the ledger asks of a database, so that one text of SQL runs on both. Numbers of rows are bigints. In a text
 * `$1`, `$2` … stand for values; `:ids` for "is one of these", `:lock` for the lock of a row that will be changed and
 * `:share` for one that must stay as it is.
 */
export interface Transaction {
  readonly rows: (text: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;
  /** @returns how many rows it changed. */
  readonly run: (text: string, values?: readonly SqlValue[]) => Promise<number>;
  /** A statement with `:ids`, which are the last of its values; rows of all of them. */
  readonly rowsOf: (text: string, values: readonly SqlValue[], ids: readonly string[]) => Promise<readonly Row[]>;
  readonly runOf: (text: string, values: readonly SqlValue[], ids: readonly string[]) => Promise<number>;
  /** Many rows of one table; `conflict` is what follows them (`on conflict …`). @returns how many were written. */
  readonly insert: (
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    conflict?: string,
  ) => Promise<number>;
  /**
   * Has `work` done just before the commit, once for each `of`, however many transactions that share the commit ask for it:
   * what they all change is written once. What it writes has to be right whichever of them were taken back. Where it fails,
   * nothing of what it would have been committed with is.
   */
  readonly beforeCommit: (of: object, work: LastWork) => void;
}

/** What is done just before a commit. */
export type LastWork = (tx: Transaction) => Promise<void>;

export interface Sql {
  readonly dialect: 'sqlite' | 'postgres';
  /** Nobody else writes: what was read stays true until we write it. */
  readonly isSoleWriter: boolean;
  /** The instant that counts, as SQL (epoch ms, whole); null: the process's own clock does. */
  readonly clock: string | null;
  /**
   * Everything or nothing. The work may run again where the database asks for it, so what it changes outside is taken back by
   * `undo`, which is called before anybody else has a turn.
   * @throws LedgerError
   */
  readonly transaction: <T>(
    work: (tx: Transaction) => Promise<T>,
    undo?: () => void,
    how?: TransactionHow,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** How a transaction is waited for. */
export interface TransactionHow {
  /**
   * False: it is enough that it will be committed before, or together with, what is asked for next, or a moment later; where that
   * fails, it is not this that rejects. Absent: true.
   */
  readonly isWaiting?: boolean | undefined;
  /** It has its turn before others that wait: of a call they have been done already. Absent: no. */
  readonly isFirst?: boolean;
}

export type SqlValue = string | number | bigint | null;
export type Row = Readonly<Record<string, string | bigint | null>>;

/**
 * - `ledger-unavailable`: busy or away for longer than is waited; try again.
 * - `ledger-in-use`: another companion has the file.
 * - `ledger-newer`: a newer version of Tollkeeper wrote it.
 * - `ledger-older`: an older one did, and nobody said yet that its tables may be changed.
 * - `ledger-corrupt`, `ledger-full`, `ledger-read-only`: what the disk says of it.
 * - `ledger-failed`: anything else; a fault of ours.
 */
export type LedgerErrorCode =
  | 'ledger-unavailable'
  | 'ledger-in-use'
  | 'ledger-newer'
  | 'ledger-older'
  | 'ledger-corrupt'
  | 'ledger-full'
  | 'ledger-read-only'
  | 'ledger-failed';

/** Why the ledger could not do what it was asked for. Holds no data of calls. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;
  constructor(code: LedgerErrorCode, message: string, cause?: unknown) {
    super(`[ledger] ${message}`, { cause });
    this.name = 'LedgerError';
    this.code = code;
  }
}

/** What was read is not so any more: read again. The caller of `transaction` never sees it. */
export class ConflictError extends Error {
  readonly code = 'ledger-conflict';
}

/** So long something waits for its turn before it is told that the ledger is unavailable, ms. */
export const WAIT_MS_MAX = 5000;

const NANO = 1_000_000_000n;

/**
 * Amounts are two whole columns, units and billionths: 10¹² credits in nano-units are more than 64 bits hold, and both
 * databases can add such columns up exactly. Negative amounts have negative units and billionths of at least 0.
 */
export function split(amount: bigint): readonly [units: bigint, nano: bigint] {
  const nano = amount % NANO;
  return nano < 0n ? [amount / NANO - 1n, nano + NANO] : [amount / NANO, nano];
}

/** See {@link split}; also of sums of such columns, in which there may be any number of billionths. */
export function join(units: unknown, nano: unknown): bigint {
  return toBigint(units) * NANO + toBigint(nano);
}

/** A whole number of a row; null, as sums of nothing are, is 0. */
export function toBigint(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  return value === null || value === undefined ? 0n : BigInt(value as string | number);
}

/** A text of a row. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A text of a row, or null. */
export function toTextOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
