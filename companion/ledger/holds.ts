import { type Budget, type BudgetedCall, mayBeWithin } from '../../lib/budget/budget.ts';
import type { TimeSpan } from '../../lib/budget/window-of.ts';
import type { Adjustment } from './amounts.ts';
import { type BudgetChange, type BudgetStep, type ChangeResult, changeBudgets, readHistory } from './budget-store.ts';
import { LATE } from './correct.ts';
import { openBatches } from './hold-batches.ts';
import type {
  AdjustLimits,
  BudgetUse,
  OperationResults,
  Reservation,
  ReserveRequest,
  Settled,
  Settlement,
} from './operations.ts';
import { type Sql, type Transaction, type TransactionHow, toText } from './sql.ts';
import { type HourSpend, readHours, readSpend, readUsage, type Spend } from './usage.ts';
import { emptyMemory, inTransaction, type LedgerWorld, openState } from './world.ts';

/** Budgets and what is held and spent of them, kept in a database. Every answer holds once it is given: it is committed. */
export interface Holds {
  /**
   * All budgets of a call, or none. The same call again finds its hold. Rejects after `waitMsMax` with `ledger-unavailable`; then
   * nothing stays held of it.
   */
  readonly reserve: (request: ReserveRequest) => Promise<Reservation>;
  /** Before the first byte leaves. @returns whether the hold is still there: without one no call. */
  readonly markSent: (callId: string) => Promise<boolean>;
  /** The owner's heartbeat. @returns whether the hold is still there. */
  readonly extend: (callId: string, ms: number) => Promise<boolean>;
  /** `isWaiting`: as in {@link TransactionHow}; a crash before it is committed leaves the hold, which is booked when its time is over. */
  readonly settle: (settlement: Settlement, isWaiting?: boolean) => Promise<Settled>;
  /** It never left. @returns whether there was a hold. */
  readonly release: (callId: string) => Promise<boolean>;
  /** @returns whether it was booked: false where it was before, is not within the limits, or there is no such call. */
  readonly adjust: (adjustment: Adjustment, limits?: AdjustLimits) => Promise<boolean>;
  /** Ends holds whose time is over: what did not leave is released, what did is booked as unknown. */
  readonly sweep: () => Promise<Swept>;
  /**
   * Calls that were booked as unknown and of which nothing was heard since, by `callId`, of the last eight days (the longest that
   * work goes on at a provider, and some more), the newest first; at most so many as a sweep looks at.
   */
  readonly unheard: () => Promise<readonly string[]>;
  /** The state of every budget, envelopes too, at the instant that counts now. */
  readonly usage: () => Promise<readonly BudgetUse[]>;
  readonly budgets: () => Promise<readonly Budget[]>;
  readonly change: (change: BudgetChange) => Promise<ChangeResult>;
  readonly history: (budgetId: string) => Promise<readonly BudgetStep[]>;
  /** What was spent, by provider and model; epoch ms at quarters of an hour, where the days of all zones begin. */
  readonly spend: (span: TimeSpan) => Promise<readonly Spend[]>;
  /** What was spent in each hour; epoch ms at whole hours. */
  readonly hours: (span: TimeSpan) => Promise<readonly HourSpend[]>;
  /**
   * The budgets a call draws on as far as is known without asking the database: for the moment in which it is away. `unknown`:
   * parts of the call that nobody knows; then those too which it may draw on.
   */
  readonly knownBudgets: (call: BudgetedCall, unknown?: readonly (keyof BudgetedCall)[]) => readonly Budget[];
}

/** What a sweep ended, by `callId`. */
export interface Swept {
  readonly released: readonly string[];
  readonly booked: readonly string[];
}

export interface HoldsOptions {
  /** Which ledger of the database. Absent: `main`. */
  readonly ledger?: string;
  /** Epoch ms. Absent: the process's clock. With PostgreSQL the database's clock decides. */
  readonly now?: () => number;
  /** So long a call waits for its hold at most, ms. Absent: 5 seconds. */
  readonly waitMsMax?: number;
}

/** Over a database whose tables are there (`migrate`). Once in a process for each ledger: a sole writer remembers what it wrote. */
export function openHolds(sql: Sql, { ledger = 'main', now = Date.now, waitMsMax }: HoldsOptions = {}): Holds {
  const world: LedgerWorld = { sql, ledger, now, memory: emptyMemory() };
  const ask = openBatches(world, waitMsMax);
  return {
    reserve: (request) => ask({ kind: 'reserve', callId: request.callId, request }),
    markSent: (callId) => ask({ kind: 'mark-sent', callId }),
    extend: (callId, ms) => ask({ kind: 'extend', callId, ms }),
    settle: (settlement, isWaiting) => ask({ kind: 'settle', callId: settlement.callId, settlement }, isWaiting),
    release: (callId) => ask({ kind: 'release', callId }),
    adjust: (adjustment, limits = {}) => ask({ kind: 'adjust', callId: adjustment.callId, adjustment, limits }),
    sweep: () => sweep(world, (callId) => ask({ kind: 'expire', callId })),
    unheard: () => inTransaction(world, (tx) => readUnheard(tx, world)),
    usage: () => inTransaction(world, (tx) => readUsage(tx, world)),
    budgets: () => inTransaction(world, async (tx) => (await openState(tx, world)).book.stored),
    change: async (change) => {
      const result = await inTransaction(world, (tx) => changeBudgets(tx, world, change), 'forgets');
      // They stay known: the database may be away when they are asked for next.
      await inTransaction(world, (tx) => openState(tx, world)).catch(() => undefined);
      return result;
    },
    history: (budgetId) => inTransaction(world, (tx) => readHistory(tx, ledger, budgetId)),
    spend: (span) => inTransaction(world, (tx) => readSpend(tx, ledger, span)),
    hours: (span) => inTransaction(world, (tx) => readHours(tx, ledger, span)),
    knownBudgets: (call, unknown = []) =>
      world.memory.book?.all.filter((budget) => mayBeWithin(budget, call, unknown)) ?? [],
  };
}

const SWEEP_MAX = 500;

async function sweep(
  world: LedgerWorld,
  expire: (callId: string) => Promise<OperationResults['expire']>,
): Promise<Swept> {
  const released: string[] = [];
  const booked: string[] = [];
  for (;;) {
    const due = await inTransaction(world, async (tx) => {
      const { now } = await openState(tx, world);
      const text = `select call_id from holds where ledger = $1 and expires_at <= $2 order by expires_at limit ${SWEEP_MAX}`;
      return (await tx.rows(text, [world.ledger, now])).map((row) => toText(row.call_id));
    });
    // Each is looked at again under its lock: its owner may have been faster.
    const results = await Promise.all(due.map(expire));
    for (const [index, callId] of due.entries()) {
      if (results[index] === 'released') released.push(callId);
      if (results[index] === 'booked') booked.push(callId);
    }
    if (due.length < SWEEP_MAX) return { released, booked };
  }
}

const UNHEARD_MS = 8 * 24 * 3_600_000;

async function readUnheard(tx: Transaction, world: LedgerWorld): Promise<readonly string[]> {
  const { now } = await openState(tx, world);
  const told = `select 1 from adjustments a where a.ledger = b.ledger and a.call_id = b.call_id and a.id = '${LATE}'`;
  const text =
    `select b.call_id from bookings b where b.ledger = $1 and b.reserved_at >= $2 and b.certainty = 'unknown' ` +
    `and not exists (${told}) order by b.reserved_at desc limit ${SWEEP_MAX}`;
  return (await tx.rows(text, [world.ledger, now - UNHEARD_MS])).map((row) => toText(row.call_id));
}
