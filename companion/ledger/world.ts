import type { Budget } from '../../lib/budget/budget.ts';
import type { Hold } from './amounts.ts';
import { type BatchState, emptyState, type WindowState } from './batch-state.ts';
import { type BudgetBook, makeBook } from './budget-book.ts';
import { readBudget } from './budget-codec.ts';
import { type NewestId, openNewestId } from './newest-id.ts';
import { ConflictError, type Sql, type Transaction, toBigint, toText } from './sql.ts';

/** What the holds of one ledger work with. */
export interface LedgerWorld {
  readonly sql: Sql;
  /** Which ledger of the database: everything of it has this in its key. */
  readonly ledger: string;
  /** Epoch ms; asked only where the database's clock does not decide. */
  readonly now: () => number;
  readonly memory: LedgerMemory;
}

/**
 * What was read. Where others write too, only the budgets, which are checked by their version in every transaction. A sole
 * writer keeps windows and holds as well, which saves most of the reading; all of it is thrown away when anything fails.
 */
export interface LedgerMemory {
  /** Also while it is old: it is what is asked for while the database is away. */
  book: BudgetBook | null;
  isBookOld: boolean;
  readonly windows: Map<string, WindowState>;
  readonly holds: Map<string, Hold>;
  /** Of bookings, where nobody else writes. */
  readonly newest: NewestId;
  /** All holds there are are among these: what is not is none. */
  areHoldsComplete: boolean;
}

/** Nothing was read yet. */
export function emptyMemory(): LedgerMemory {
  return {
    ...{ book: null, isBookOld: false, windows: new Map(), holds: new Map() },
    ...{ areHoldsComplete: false, newest: openNewestId() },
  };
}

const TRIES_MAX = 5;

/**
 * A transaction that is tried again where somebody else was faster.
 * @param mode `forgets`: it changes rows that are remembered.
 */
export async function inTransaction<T>(
  { sql, memory }: LedgerWorld,
  work: (tx: Transaction) => Promise<T>,
  mode: 'keeps' | 'forgets' = 'keeps',
  isWaiting = true,
): Promise<T> {
  const run = async (tx: Transaction): Promise<T> => {
    const result = await work(tx);
    if (mode === 'forgets') {
      // Before anybody else has a turn: those behind us may share our commit.
      forget(memory);
      memory.isBookOld = true;
    }
    return result;
  };
  const undo = (): void => {
    forget(memory);
    memory.isBookOld = true;
  };
  for (let tries = 1; ; tries++) {
    try {
      return await sql.transaction(run, undo, { isWaiting, isFirst: true });
    } catch (error) {
      if (!(error instanceof ConflictError) || tries >= TRIES_MAX) throw error;
    }
  }
}

function forget(memory: LedgerMemory): void {
  memory.windows.clear();
  memory.holds.clear();
  memory.areHoldsComplete = false;
}

/** The budgets in force and the instant that counts, which stay so for the transaction. */
export async function openState(tx: Transaction, { sql, ledger, now, memory }: LedgerWorld): Promise<BatchState> {
  if (sql.isSoleWriter && memory.book !== null && !memory.isBookOld) return emptyState(now(), memory.book);
  const clock = sql.clock === null ? '' : `, ${sql.clock} as now`;
  const [row] = await tx.rows(`select version${clock} from ledgers where ledger = $1 :share`, [ledger]);
  const version = toBigint(row?.version);
  if (memory.book?.version !== version || memory.isBookOld) {
    const rows = await tx.rows('select body from budgets where ledger = $1 order by id', [ledger]);
    const stored: readonly Budget[] = rows.map(({ body }) => readBudget(toText(body)));
    memory.book = makeBook(version, stored);
    memory.isBookOld = false;
    memory.windows.clear();
  }
  return emptyState(sql.clock === null ? now() : Number(row?.now), memory.book);
}
