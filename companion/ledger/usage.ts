import { type Budget, holdsWorst, limitAt } from '../../lib/budget/budget.ts';
import type { TimeSpan } from '../../lib/budget/window-of.ts';
import { type BatchState, windowId } from './batch-state.ts';
import type { BudgetUse } from './operations.ts';
import { readWindow } from './rows.ts';
import { join, type Transaction, toBigint, toText } from './sql.ts';
import { heldAtWorst, sumWindow, type WindowSums } from './window-sums.ts';
import { type LedgerWorld, openState } from './world.ts';

/** The state of every budget now. */
export async function readUsage(tx: Transaction, world: LedgerWorld): Promise<readonly BudgetUse[]> {
  const state = await openState(tx, world);
  const uses: BudgetUse[] = [];
  for (const budget of state.book.all) {
    const use = await measure(tx, world.ledger, state, budget);
    const isElse = !holdsWorst(budget) && use.held > 0n && use.window !== null;
    uses.push(isElse ? { ...use, heldMost: await heldAtWorst(tx, world.ledger, budget, use.window) } : use);
  }
  return uses;
}

/** The state of one budget now. */
export async function measure(tx: Transaction, ledger: string, state: BatchState, budget: Budget): Promise<BudgetUse> {
  const window = state.book.spanOf(budget, state.now);
  const { spent, held, uncounted } = await sumsOf(tx, ledger, state, budget);
  return { budget: budget.id, window, cap: limitAt(budget, state.now), spent, held, uncounted };
}

/** What its row says, or the calls where there is none yet. */
async function sumsOf(tx: Transaction, ledger: string, { book, now }: BatchState, budget: Budget): Promise<WindowSums> {
  const span = book.spanOf(budget, now);
  if (span === null) return { spent: 0n, held: 0n, uncounted: 0n };
  const id = windowId(budget, span);
  const rows = await tx.rows('select * from windows where ledger = $1 and id = $2', [ledger, id]);
  const found = rows.map(readWindow).find((window) => window.id === id);
  return found ?? (await sumWindow(tx, ledger, budget, span));
}

/** One row of a report: what calls came to. */
export interface Spend {
  readonly provider: string;
  readonly model: string;
  /** Empty: calls of which nobody knows what they cost. */
  readonly unit: string;
  readonly nano: bigint;
  readonly tokens: bigint;
  readonly calls: bigint;
  /** How many of the calls are booked at their hold, because nobody saw their end. */
  readonly unknownCalls: bigint;
}

/** What was spent from one instant to another (epoch ms, at quarters of an hour), by provider and model. */
export async function readSpend(
  tx: Transaction,
  ledger: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<readonly Spend[]> {
  const rows = await tx.rows(
    `select provider, model, unit, sum(cost_units) as units, sum(cost_nano) as nano, sum(tokens) as tokens,
       sum(calls) as calls, sum(unknown_calls) as unknown_calls from rollups
     where ledger = $1 and quarter_at >= $2 and quarter_at < $3 group by provider, model, unit
     order by provider, model, unit`,
    [ledger, start, end],
  );
  return rows.map((row) => ({
    provider: toText(row.provider),
    model: toText(row.model),
    unit: toText(row.unit),
    nano: join(row.units, row.nano),
    tokens: toBigint(row.tokens),
    calls: toBigint(row.calls),
    unknownCalls: toBigint(row.unknown_calls),
  }));
}

/** What the calls of one hour came to, in one unit. */
export interface HourSpend {
  /** When it began, epoch ms. */
  readonly at: number;
  /** Empty: calls of which nobody knows what they cost. */
  readonly unit: string;
  readonly nano: bigint;
}

/** What was spent in each hour from one instant to another (epoch ms, at whole hours); hours without calls are left out. */
export async function readHours(
  tx: Transaction,
  ledger: string,
  { start, end }: TimeSpan,
): Promise<readonly HourSpend[]> {
  const rows = await tx.rows(
    `select quarter_at - quarter_at % 3600000 as hour_at, unit, sum(cost_units) as units, sum(cost_nano) as nano from rollups
     where ledger = $1 and quarter_at >= $2 and quarter_at < $3 group by hour_at, unit order by hour_at, unit`,
    [ledger, start, end],
  );
  return rows.map((row) => ({ at: Number(row.hour_at), unit: toText(row.unit), nano: join(row.units, row.nano) }));
}

/** What an account spent on one day (of UTC), in one unit. */
export interface AccountDay {
  readonly account: string;
  readonly unit: string;
  /** When the day began, epoch ms. */
  readonly at: number;
  readonly nano: bigint;
}

/** What each account spent on each day of a span (epoch ms, at quarters of an hour); days without calls are left out. */
export async function readAccountDays(
  tx: Transaction,
  ledger: string,
  { start, end }: TimeSpan,
): Promise<readonly AccountDay[]> {
  const rows = await tx.rows(
    `select account, unit, quarter_at - quarter_at % 86400000 as day_at, sum(cost_units) as units, sum(cost_nano) as nano
     from rollups where ledger = $1 and quarter_at >= $2 and quarter_at < $3 group by account, unit, day_at
     order by account, unit, day_at`,
    [ledger, start, end],
  );
  return rows.map((row) => ({
    ...{ account: toText(row.account), unit: toText(row.unit), at: Number(row.day_at) },
    nano: join(row.units, row.nano),
  }));
}
