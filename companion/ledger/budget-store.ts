import { type Budget, holdsWorst, withWallet } from '../../lib/budget/budget.ts';
import { budgetsOf } from '../../lib/budget/envelopes.ts';
import { windowOf } from '../../lib/budget/window-of.ts';
import { makeWindow } from './batch.ts';
import type { BatchState } from './batch-state.ts';
import { makeBook } from './budget-book.ts';
import { writeBudget } from './budget-codec.ts';
import { type Transaction, toText } from './sql.ts';
import { measure } from './usage.ts';
import { type LedgerWorld, openState } from './world.ts';

/** A change of the budgets; its id is its own, so that one whose answer was lost is not made twice. */
export type BudgetChange = {
  readonly id: string;
  readonly budgetId: string;
} /** `isNew`: only where there is none of this name. */ & (
  | { readonly kind: 'put'; readonly budget: Budget; readonly isNew?: true }
  | { readonly kind: 'remove' }
  /** Accounts were merged, or are apart again: which ids the wallet of its account goes by. Of an account's budget only. */
  | { readonly kind: 'link'; readonly wallet: readonly string[] }
  | { readonly kind: 'raise'; readonly by: bigint; readonly forMs: number }
  /** From one envelope to another, in the window of now: as much as is neither spent nor held. */
  | { readonly kind: 'move'; readonly from: string; readonly to: string; readonly amount: bigint }
);

/** Null: it was changed, or had been before. */
export interface ChangeResult {
  readonly problem:
    | 'name-taken'
    | 'no-such-budget'
    | 'no-such-envelope'
    | 'not-enough'
    | 'no-window'
    | 'no-amount'
    | null;
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
  if (typeof next === 'string') return { problem: next, budgets: stored };
  await writeChange(tx, world, state, change, next);
  if (next === null || old === null || countsOtherwise(old, next)) await recount(tx, world, state, old, next);
  const others = stored.filter(({ id }) => id !== change.budgetId);
  const budgets = next === null ? others : [...others, next].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { problem: null, budgets };
}

type Problem = Exclude<ChangeResult['problem'], null>;

/** Null: there is none any more. */
async function changed(
  tx: Transaction,
  { ledger }: LedgerWorld,
  state: BatchState,
  old: Budget | null,
  change: BudgetChange,
): Promise<Budget | null | Problem> {
  if (change.kind === 'put' && change.isNew && old !== null) return 'name-taken';
  if (change.kind === 'put') return checked(change.budget, change.budgetId, state.now);
  if (old === null) return 'no-such-budget';
  if (change.kind === 'remove') return null;
  if (change.kind === 'link') return withWallet(old, () => change.wallet);
  if (change.kind === 'raise') {
    if (change.by <= 0n || !(change.forMs > 0)) return 'no-amount';
    const raise = { id: change.id, by: change.by, from: state.now, until: state.now + Math.round(change.forMs) };
    return { ...old, raises: [...old.raises, raise] };
  }
  const { id, from, to, amount } = change;
  if (amount <= 0n) return 'no-amount';
  const source = state.book.all.find(
    (budget) => budget.partOf?.envelope === from && budget.partOf.budget.id === old.id,
  );
  if (old.envelopes === undefined || source === undefined) return 'no-such-envelope';
  if (from === to || !old.envelopes.shares.some(({ name }) => name === to)) return 'no-such-envelope';
  const { cap, spent, held, window } = await measure(tx, ledger, state, source);
  if (window === null) return 'no-window';
  if (cap - spent - held < amount) return 'not-enough';
  const move = { id, from, to, amount, at: state.now, until: window.end };
  return { ...old, envelopes: { ...old.envelopes, moves: [...old.envelopes.moves, move] } };
}

function checked(budget: Budget, id: string, now: number): Budget {
  if (budget.id !== id || !/^[^/@]{1,64}$/.test(id)) throw new RangeError(`[budget] ${id} is no id of a budget`);
  if (budget.limit < 0n) throw new RangeError('[budget] a limit is at least 0');
  if (budget.partOf !== undefined) throw new RangeError('[budget] an envelope is set with its budget');
  windowOf(budget, now);
  budgetsOf(budget);
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
  await tx.insert('budget_changes', columns, [[ledger, budgetId, id, kind, now, body]]);
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
}

/** What was done to a budget, oldest first. */
export async function readHistory(tx: Transaction, ledger: string, budgetId: string): Promise<readonly BudgetStep[]> {
  const text = 'select id, kind, at from budget_changes where ledger = $1 and budget = $2 order by at, id';
  const rows = await tx.rows(text, [ledger, budgetId]);
  return rows.map((row) => ({
    id: toText(row.id),
    kind: toText(row.kind) as BudgetChange['kind'],
    at: Number(row.at),
  }));
}
