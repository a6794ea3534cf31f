import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { unavailable } from './fair-queue.ts';
import { withFilePassword } from './password-file.ts';
import { type LastWork, LedgerError, type Row, type Sql, type SqlValue, type Transaction, WAIT_MS_MAX } from './sql.ts';
import { openTurns } from './turns.ts';

/** What PostgreSQL is opened with. */
export interface PostgresOptions {
  /** Its password, where it has none, comes from the environment (`PGPASSWORD`) or a password file. */
  readonly url: string;
  readonly connectionsMax?: number;
  readonly waitMsMax?: number;
}

/** The database's clock decides; of the statement, because a transaction may have waited for its turn. */
const CLOCK = 'cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)';
const ROWS_MAX = 200;
const PAUSE_MS_MAX = 100;

/** Opens a pool over `pg`; nothing is asked of the server yet. */
export function openPostgres(options: PostgresOptions): Sql {
  const { url, connectionsMax = 4, waitMsMax = WAIT_MS_MAX } = options;
  // A connection that its server let no further stays open in pg: it is ended with the others.
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString: withFilePassword(url, process.env),
    max: connectionsMax,
    connectionTimeoutMillis: waitMsMax,
    statement_timeout: waitMsMax,
    idle_in_transaction_session_timeout: 4 * waitMsMax,
    application_name: 'tollkeeper',
    types: { getTypeParser },
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    },
  });
  // A connection that dies while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // Nobody waits for a connection in the pool itself, which would tell those who came last that the server is away.
  const takeTurn = openTurns(connectionsMax, waitMsMax);
  const transaction: Sql['transaction'] = (work, undo, { isFirst } = {}) =>
    takeTurn(async (deadline) => {
      for (let tries = 1; ; tries++) {
        try {
          return await runOnce(pool, work);
        } catch (error) {
          undo?.();
          if (!isRetryable(error)) throw toLedgerError(error, waitMsMax);
          if (performance.now() > deadline) throw unavailable(waitMsMax, error);
        }
        await wait(Math.random() * Math.min(PAUSE_MS_MAX, 2 ** tries));
      }
    }, isFirst);
  const close = async (): Promise<void> => {
    await pool.end();
    for (const socket of sockets) socket.destroy();
  };
  return { dialect: 'postgres', isSoleWriter: false, clock: CLOCK, transaction, close };
}

async function runOnce<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Another listener than the pool's, which is off while the connection is ours.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  let isBroken = false;
  const { statements, last, end } = statementsOf(client);
  try {
    await client.query('begin');
    const result = await work(statements);
    for (const before of last.values()) await before(statements);
    await end();
    await client.query('commit');
    return result;
  } catch (error) {
    // What was asked for beside what failed must not reach the next transaction of this connection.
    await end();
    isBroken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(isBroken);
  }
}

/** `end`: nothing is asked from here on, and what was has been answered. */
function statementsOf(client: pg.PoolClient): {
  readonly statements: Transaction;
  readonly last: ReadonlyMap<object, LastWork>;
  readonly end: () => Promise<unknown>;
} {
  const last = new Map<object, LastWork>();
  // Callers may ask for several things at once; a connection answers one after the other.
  let tail: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const query = (text: string, values: readonly unknown[], name?: string): Promise<pg.QueryResult> => {
    const turn = tail.then(() => {
      if (isOver) throw new LedgerError('ledger-failed', 'this transaction is over');
      return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    });
    tail = turn.catch(() => undefined);
    return turn;
  };
  const named = (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    const { name, statement } = prepared(text);
    return query(statement, values, name);
  };
  const statements: Transaction = {
    rows: async (text, values = []) => (await named(text, values)).rows as Row[],
    run: async (text, values = []) => (await named(text, values)).rowCount ?? 0,
    rowsOf: async (text, values, ids) =>
      ids.length === 0 ? [] : ((await named(text, [...values, ids])).rows as Row[]),
    runOf: async (text, values, ids) => (ids.length === 0 ? 0 : ((await named(text, [...values, ids])).rowCount ?? 0)),
    insert: async (table, columns, rows, conflict = '') => {
      let written = 0;
      for (let from = 0; from < rows.length; from += ROWS_MAX) {
        const part = rows.slice(from, from + ROWS_MAX);
        const { rowCount } = await query(insertText(table, columns, part.length, conflict), part.flat());
        written += rowCount ?? 0;
      }
      return written;
    },
    beforeCommit: (of, before) => void last.set(of, before),
  };
  const end = (): Promise<unknown> => {
    isOver = true;
    return tail;
  };
  return { statements, last, end };
}

function insertText(table: string, columns: readonly string[], rows: number, conflict: string): string {
  const width = columns.length;
  const places = Array.from(
    { length: rows },
    (_, row) => `(${columns.map((_name, column) => `$${row * width + column + 1}`).join(', ')})`,
  );
  return `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')} ${conflict}`;
}

const statements = new Map<string, { readonly name: string; readonly statement: string }>();

/** Texts are ours and few, so that each can be prepared once for each connection. */
function prepared(text: string): { readonly name: string; readonly statement: string } {
  const known = statements.get(text);
  if (known !== undefined) return known;
  const next = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))) + 1;
  const statement = text
    .replace(':ids', `= any($${next}::text[])`)
    .replace(':lock', 'for update')
    .replace(':share', 'for share');
  const entry = { name: `tollkeeper-${statements.size}`, statement };
  statements.set(text, entry);
  return entry;
}

/** Whole numbers of every width, and sums of them, are bigints; texts stay texts. There is nothing else in our tables. */
function getTypeParser(oid: number): (value: string) => SqlValue {
  return [20, 21, 23, 1700].includes(oid) ? BigInt : String;
}

/**
 * Serialization failure, deadlock, a row that another companion wrote first: the same work again finds what is there.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isRetryable(error: unknown): boolean {
  return ['40001', '40P01', '23505', 'ledger-conflict'].includes(stateOf(error)) || isAway(error);
}

const AWAY = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03', '53300'];

/** The server is restarting, or the line is cut: worth another try within the time that is waited. */
function isAway(error: unknown): boolean {
  const state = stateOf(error);
  const text = error instanceof Error ? error.message : '';
  return AWAY.includes(state) || state.startsWith('08') || /connection terminated|timeout exceeded/i.test(text);
}

function stateOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function toLedgerError(error: unknown, waitMsMax: number): unknown {
  const state = stateOf(error);
  if (error instanceof LedgerError || state === '') return error;
  if (['55P03', '57014', '25P03'].includes(state)) return unavailable(waitMsMax, error);
  if (state === '53100') return new LedgerError('ledger-full', "the database server's disk is full", error);
  if (state === '25006') return new LedgerError('ledger-read-only', 'the database may only be read', error);
  // The server's message may quote values of a row, so only its code is told.
  return new LedgerError('ledger-failed', `the database refused a statement (${state})`, { code: state });
}
