import type { Budget, BudgetedCall } from '../../lib/budget/budget.ts';
import type { TimeSpan } from '../../lib/budget/window-of.ts';
import { type Adjustment, adjustedIn, type Booking, type Hold, heldIn, spentIn } from './amounts.ts';
import type { BudgetBook } from './budget-book.ts';

/** A window's row, as a transaction has it; `revision` is the one that the database has. */
export interface WindowState {
  readonly id: string;
  readonly budget: string;
  readonly span: TimeSpan;
  spent: bigint;
  held: bigint;
  uncounted: bigint;
  revision: bigint;
}

/** A hold that was found or made, and what the database must be told of it. */
interface HeldCall {
  readonly hold: Hold;
  /** Whether the database has it. */
  readonly isStored: boolean;
  readonly isChanged: boolean;
}

/** A call that was booked before this transaction, with the adjustments it has. */
export interface BookedCall {
  readonly booking: Booking;
  readonly adjustments: Adjustment[];
}

/** What of a rollup changes. */
export interface RollupChange {
  readonly call: BudgetedCall;
  readonly at: number;
  readonly unit: string;
  readonly nano: bigint;
  readonly tokens: bigint;
  readonly calls: bigint;
  readonly unknown: bigint;
}

/** Everything a transaction has read and will write. Nothing of it is seen by others before it is committed. */
export interface BatchState {
  readonly now: number;
  readonly book: BudgetBook;
  readonly windows: Map<string, WindowState>;
  readonly changedWindows: Set<WindowState>;
  readonly holds: Map<string, HeldCall>;
  readonly endedHolds: Set<string>;
  /** Calls that come and are booked in this transaction: see `claim` in flush.ts. */
  readonly passing: Hold[];
  readonly booked: Map<string, BookedCall>;
  readonly newBookings: Booking[];
  readonly newAdjustments: Adjustment[];
  readonly rollups: RollupChange[];
}

export function emptyState(now: number, book: BudgetBook): BatchState {
  return {
    ...{
      now,
      book,
      windows: new Map(),
      changedWindows: new Set(),
      holds: new Map(),
      endedHolds: new Set(),
      passing: [],
    },
    ...{ booked: new Map(), newBookings: [], newAdjustments: [], rollups: [] },
  };
}

/** The id of a window's row. */
export function windowId(budget: Budget, { start }: TimeSpan): string {
  return `${budget.id}@${start}`;
}

/** The row of a budget's window at an instant; null: each call by itself. */
export function windowAt({ book, windows }: BatchState, budget: Budget, at: number): WindowState | null {
  const span = book.spanOf(budget, at);
  return span === null ? null : (windows.get(windowId(budget, span)) ?? null);
}

/** Puts a new hold into its budgets. */
export function addHold(state: BatchState, hold: Hold, budgets: readonly Budget[]): void {
  state.holds.set(hold.callId, { hold, isStored: false, isChanged: true });
  for (const budget of budgets) {
    const window = windowAt(state, budget, hold.reservedAt);
    if (window !== null) change(state, window, 0n, heldIn(budget, hold), 1n);
  }
}

/** Changes what is known of a hold, not how much it is. */
export function changeHold(state: BatchState, hold: Hold): void {
  const { isStored = false } = state.holds.get(hold.callId) ?? {};
  state.holds.set(hold.callId, { hold, isStored, isChanged: true });
}

/** Takes a hold out of its budgets and books the call instead, in the windows it was reserved in. */
export function bookHold(state: BatchState, hold: Hold, booking: Booking): void {
  for (const budget of state.book.matching(hold.call)) {
    const window = windowAt(state, budget, hold.reservedAt);
    if (window === null) continue;
    const held = heldIn(budget, hold);
    change(state, window, 0n, held === null ? null : -held, -1n);
    change(state, window, spentIn(budget, booking), 0n, 1n);
  }
  if (state.holds.get(hold.callId)?.isStored) state.endedHolds.add(hold.callId);
  else state.passing.push(hold);
  state.holds.delete(hold.callId);
  addBooking(state, booking);
}

/** Books a call that had no hold. */
export function bookUnheld(state: BatchState, hold: Hold, booking: Booking): void {
  state.passing.push(hold);
  for (const budget of state.book.matching(booking.call)) {
    const window = windowAt(state, budget, booking.reservedAt);
    if (window !== null) change(state, window, spentIn(budget, booking), 0n, 1n);
  }
  addBooking(state, booking);
}

function addBooking(state: BatchState, booking: Booking): void {
  state.newBookings.push(booking);
  state.booked.set(booking.callId, { booking, adjustments: [] });
  const { call, reservedAt: at, cost, tokens, calls, certainty } = booking;
  if (certainty === 'released') return;
  const unknown = certainty === 'unknown' ? 1n : 0n;
  state.rollups.push({
    call,
    at,
    unit: cost?.unit ?? '',
    nano: cost?.nano ?? 0n,
    tokens: tokens ?? 0n,
    calls,
    unknown,
  });
}

/** Books an adjustment in its call's original windows. @returns false: it was booked before. */
export function addAdjustment(
  state: BatchState,
  { booking, adjustments }: BookedCall,
  adjustment: Adjustment,
): boolean {
  if (adjustments.some(({ id }) => id === adjustment.id)) return false;
  const { call, reservedAt: at, rates } = booking;
  for (const budget of state.book.matching(call)) {
    const window = windowAt(state, budget, at);
    const amount = adjustedIn(budget, adjustment, rates);
    if (window === null || amount === null) continue;
    const isFirstWord =
      spentIn(budget, booking) === null && adjustments.every((told) => adjustedIn(budget, told, rates) === null);
    change(state, window, amount, 0n, 0n);
    if (isFirstWord) window.uncounted -= 1n;
  }
  // The first that tells what an unknown call came to makes it a known one.
  const tells = booking.certainty === 'unknown' && adjustment.kind === 'late-usage';
  const isTold = adjustments.some(({ kind }) => kind === 'late-usage');
  const { tokens, calls, cost } = adjustment;
  const unknown = tells && !isTold ? -1n : 0n;
  adjustments.push(adjustment);
  state.newAdjustments.push(adjustment);
  state.rollups.push({ call, at, unit: cost.unit, nano: cost.nano, tokens, calls, unknown });
  return true;
}

/** Null: an amount that nobody can tell; it counts among those. */
function change(
  state: BatchState,
  window: WindowState,
  spent: bigint | null,
  held: bigint | null,
  times: bigint,
): void {
  if (spent === null || held === null) window.uncounted += times;
  window.spent += spent ?? 0n;
  window.held += held ?? 0n;
  state.changedWindows.add(window);
}
