import { type Budget, holdsWorst, withWallet } from '../../lib/budget/budget.ts';
import { budgetsOf, faultOf } from '../../lib/budget/envelopes.ts';
import { windowOf } from '../../lib/budget/window-of.ts';
import { makeWindow } from './batch.ts';
import type { BatchState } from './batch-state.ts';
import { makeBook } from './budget-book.ts';
import { readBudget, writeBudget } from './budget-codec.ts';
import { type AskedMove, type MoveProblem, moveBetween, type Sharing, shareBudget } from './change-envelopes.ts';
import { type Transaction, toText } from './sql.ts';
import { type LedgerWorld, openState } from './world.ts';

/** A change of the budgets; its id is its own, so that one whose answer was lost is not made twice. */
export type BudgetChange = {
  readonly id: string;
  readonly budgetId: string;
} /** `isNew`: only where there is none of this name. `keeps`: raises and envelopes that it has stay. */ & (
  | { readonly kind: 'put'; readonly budget: Budget; readonly isNew?: true; readonly keeps?: true }
  | { readonly kind: 'remove' }
  /** Accounts were merged, or are apart again: which ids the wallet of its account goes by. Of an account's budget only. */
  | { readonly kind: 'link'; readonly wallet: readonly string[] }
  | { readonly kind: 'raise'; readonly by: bigint; readonly forMs: number }
  | { readonly kind: 'share'; readonly sharing: Sharing }
  /** From one envelope to another, in the window of now: as much as is neither spent nor held. */
  | ({ readonly kind: 'move' } & Omit<AskedMove, 'id'>)
);

/** Null: it was changed, or had been before. */
export interface ChangeResult {
  readonly problem:
    | 'name-taken'
    | 'no-such-budget'
    | 'no-window'
    | 'no-amount'
    | 'shared-unit'
    | MoveProblem['problem']
    | null;
  /** With `not-enough`: what could be moved, in the budget's unit. */
  readonly free?: bigint;
  readonly budgets: readonly Budget[];
}

/**
 * Changes a budget, with history. One that counts other calls, in another time or unit, has what is spent and held added up
 * anew from the calls, before anybody else can reserve.
 * @throws RangeError for a budget that cannot be: an unknown zone, an id with `/` or `@`, envelopes without a reserve.
 */
export async function changeBudgets(tx: Transaction, world: LedgerWorld, change: BudgetChange): Promise<ChangeResult> {
  const { ledger } = world;
  // Every reserve and settlement holds this row as it is; we wait for those that run, and the next ones for us.
  await tx.rows('select version from ledgers where ledger = $1 :lock', [ledger]);
  const state = await openState(tx, world);
  const { stored } = state.book;
  const known = [ledger, change.budgetId, change.id];
  const before = 'select id from budget_changes where ledger = $1 and budget = $2 and id = $3';
  if ((await tx.rows(before, known)).length > 0) return { problem: null, budgets: stored };
  const old = stored.find(({ id }) => id === change.budgetId) ?? null;
  const next = await changed(tx, world, state, old, change);
  if (next !== null && 'problem' in next) return { ...next, budgets: stored };
  await writeChange(tx, world, state, change, next);
  if (next === null || old === null || countsOtherwise(old, next)) await recount(tx, world, state, old, next);
  const others = stored.filter(({ id }) => id !== change.budgetId);
  const budgets = next === null ? others : [...others, next].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { problem: null, budgets };
}

type Refused = { readonly problem: Exclude<ChangeResult['problem'], null>; readonly free?: bigint };

/** Null: there is none any more. */
async function changed(
  tx: Transaction,
  { ledger }: LedgerWorld,
  state: BatchState,
  old: Budget | null,
  change: BudgetChange,
): Promise<Budget | null | Refused> {
  if (change.kind === 'put') return putBudget(old, change, state.now);
  if (old === null) return { problem: 'no-such-budget' };
  switch (change.kind) {
    case 'remove':
      return null;
    case 'link':
      return withWallet(old, () => change.wallet);
    case 'raise': {
      if (change.by <= 0n || !(change.forMs > 0)) return { problem: 'no-amount' };
      const raise = { id: change.id, by: change.by, from: state.now, until: state.now + Math.round(change.forMs) };
      return { ...old, raises: [...old.raises, raise] };
    }
    case 'share': {
      const shared = shareBudget(old, change.sharing, state.now);
      return shared === 'no-window' ? { problem: shared } : shared;
    }
    case 'move':
      return moveBetween({ tx, ledger, state }, old, change);
  }
}

function putBudget(
  old: Budget | null,
  { budget, budgetId, isNew, keeps }: Extract<BudgetChange, { kind: 'put' }>,
  now: number,
): Budget | Refused {
  if (isNew && old !== null) return { problem: 'name-taken' };
  if (!keeps || old === null) return checked(budget, budgetId, now);
  const { raises, envelopes } = old;
  const isSameUnit = JSON.stringify(old.unit) === JSON.stringify(budget.unit);
  // Amounts that were moved or kept back are in the old unit, and so is what it was raised by.
  if (envelopes !== undefined && !isSameUnit) return { problem: 'shared-unit' };
  if (envelopes !== undefined && budget.window.kind === 'per-call') return { problem: 'no-window' };
  const kept = { ...budget, raises: isSameUnit ? raises : [], ...(envelopes && { envelopes }) };
  return checked(kept, budgetId, now);
}

function checked(budget: Budget, id: string, now: number): Budget {
  if (budget.id !== id || !/^[^/@]{1,64}$/.test(id)) throw new RangeError(`[budget] ${id} is no id of a budget`);
  if (budget.limit < 0n) throw new RangeError('[budget] a limit is at least 0');
  if (budget.partOf !== undefined) throw new RangeError('[budget] an envelope is set with its budget');
  const fault = budget.envelopes === undefined ? null : faultOf(budget.envelopes);
  if (fault !== null) throw new RangeError(`[budget] ${fault}`);
  windowOf(budget, now);
  return budget;
}

async function writeChange(
  tx: Transaction,
  { ledger }: LedgerWorld,
  { now }: BatchState,
  { id, budgetId, kind }: BudgetChange,
  next: Budget | null,
): Promise<void> {
  const body = next === null ? '' : writeBudget(next);
  if (next === null) await tx.run('delete from budgets where ledger = $1 and id = $2', [ledger, budgetId]);
  else {
    const conflict = 'on conflict (ledger, id) do update set body = excluded.body';
    await tx.insert('budgets', ['ledger', 'id', 'body'], [[ledger, budgetId, body]], conflict);
  }
  const columns = ['ledger', 'budget', 'id', 'kind', 'at', 'body'];
  const at = await momentAfter(tx, ledger, budgetId, now);
  await tx.insert('budget_changes', columns, [[ledger, budgetId, id, kind, at, body]]);
  await tx.run('update ledgers set version = version + 1 where ledger = $1', [ledger]);
}

/** Whether the same calls come to other sums in it. A limit, a raise or a move changes nothing of what was. */
function countsOtherwise(old: Budget, next: Budget): boolean {
  return countingOf(old) !== countingOf(next);
}

function countingOf(budget: Budget): string {
  const { scope, unit, window, envelopes } = budget;
  const shares = envelopes?.shares.map(({ name, labels }) => [name, labels]);
  return JSON.stringify([scope, unit, window, holdsWorst(budget), shares]);
}

async function recount(
  tx: Transaction,
  { ledger }: LedgerWorld,
  { book, now }: BatchState,
  old: Budget | null,
  next: Budget | null,
): Promise<void> {
  const before = old === null ? [] : budgetsOf(old);
  const after = next === null ? [] : budgetsOf(next);
  const ids = [...new Set([...before, ...after].map(({ id }) => id))].sort();
  await tx.runOf('delete from windows where ledger = $1 and budget :ids', [ledger], ids);
  const counting = makeBook(book.version, after);
  for (const budget of counting.all) await makeWindow(tx, ledger, counting, budget, now);
}

/** One step of a budget's history. */
export interface BudgetStep {
  readonly id: string;
  readonly kind: BudgetChange['kind'];
  /** Epoch ms. */
  readonly at: number;
  /** As it was from then on; null: there was none any more. */
  readonly budget: Budget | null;
}

/** Steps of one millisecond, or of a clock set back a little, are told in the order in which they were made. */
const SAME_MS = 1000;

async function momentAfter(tx: Transaction, ledger: string, budgetId: string, now: number): Promise<number> {
  const text = 'select max(at) as at from budget_changes where ledger = $1 and budget = $2';
  const last = Number((await tx.rows(text, [ledger, budgetId]))[0]?.at ?? 0);
  return last >= now && last - now < SAME_MS ? last + 1 : now;
}

const STEPS_MAX = 1000;

/** What was done to a budget, oldest first; of more steps than are looked through, the newest. */
export async function readHistory(tx: Transaction, ledger: string, budgetId: string): Promise<readonly BudgetStep[]> {
  const text =
    'select id, kind, at, body from budget_changes where ledger = $1 and budget = $2 ' +
    `order by at desc, id desc limit ${STEPS_MAX}`;
  const rows = await tx.rows(text, [ledger, budgetId]);
  return rows.toReversed().map((row) => ({
    id: toText(row.id),
    kind: toText(row.kind) as BudgetChange['kind'],
    at: Number(row.at),
    budget: row.body === '' ? null : readBudget(toText(row.body)),
  }));
}
