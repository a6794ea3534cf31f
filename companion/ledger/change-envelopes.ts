import type { Budget } from '../../lib/budget/budget.ts';
import { type Envelopes, faultOf } from '../../lib/budget/envelopes.ts';
import type { BatchState } from './batch-state.ts';
import type { Transaction } from './sql.ts';
import { measure } from './usage.ts';

/** How a limit is to be shared out; null: not at all any more. */
export type Sharing = Omit<Envelopes, 'moves'> | null;

/** An amount that is to go from one envelope to another, in the window of now. */
export interface AskedMove {
  /** The change's own, by which its history is found. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** In the budget's unit. */
  readonly amount: bigint;
}

/** A transaction in which the budgets are locked, and the state that it has read. */
export interface ChangePlace {
  readonly tx: Transaction;
  readonly ledger: string;
  readonly state: BatchState;
}

/** Why a move is not made. `not-enough` says what is neither spent nor held in the one that gives, in the budget's unit. */
export type MoveProblem =
  | { readonly problem: 'no-such-envelope' | 'no-window' | 'no-amount' | 'too-many-moves' }
  | { readonly problem: 'not-enough'; readonly free: bigint };

/** Each call looks at all moves of the window. */
const MOVES_MAX = 1000;

/**
 * The budget with its limit shared out so. Moves of this window stay where both their envelopes do: what is set again by a
 * script takes nothing back.
 * @throws RangeError for shares that cannot be
 */
export function shareBudget(old: Budget, sharing: Sharing, now: number): Budget | 'no-window' {
  const { envelopes, ...whole } = old;
  if (sharing === null) return whole;
  if (old.window.kind === 'per-call') return 'no-window';
  const fault = faultOf(sharing);
  if (fault !== null) throw new RangeError(`[budget] ${fault}`);
  const names = new Set(sharing.shares.map(({ name }) => name));
  const moves = movesAt(envelopes, now).filter(({ from, to }) => names.has(from) && names.has(to));
  return { ...whole, envelopes: { ...sharing, moves } };
}

/** The budget with as much moved as is neither spent nor held in the envelope that gives. */
export async function moveBetween(
  { tx, ledger, state }: ChangePlace,
  old: Budget,
  { id, from, to, amount }: AskedMove,
): Promise<Budget | MoveProblem> {
  if (amount <= 0n) return { problem: 'no-amount' };
  const source = state.book.all.find(
    ({ partOf }) => partOf !== undefined && partOf.budget.id === old.id && partOf.envelope === from,
  );
  if (old.envelopes === undefined || source === undefined) return { problem: 'no-such-envelope' };
  if (from === to || !old.envelopes.shares.some(({ name }) => name === to)) return { problem: 'no-such-envelope' };
  const { cap, spent, held, window } = await measure(tx, ledger, state, source);
  if (window === null) return { problem: 'no-window' };
  const free = cap - spent - held;
  if (free < amount) return { problem: 'not-enough', free: free > 0n ? free : 0n };
  const before = movesAt(old.envelopes, state.now);
  if (before.length >= MOVES_MAX) return { problem: 'too-many-moves' };
  const move = { id, from, to, amount, at: state.now, until: window.end };
  return { ...old, envelopes: { ...old.envelopes, moves: [...before, move] } };
}

/** Those that count yet: of the others the history tells. */
function movesAt(envelopes: Envelopes | undefined, now: number): Envelopes['moves'] {
  return (envelopes?.moves ?? []).filter(({ until }) => now < until);
}
