import type { Budget, BudgetedCall } from '../../lib/budget/budget.ts';
import type { Hold } from './amounts.ts';
import { apply, unheldAt } from './apply.ts';
import { type BatchState, windowId } from './batch-state.ts';
import type { BudgetBook } from './budget-book.ts';
import { flush } from './flush.ts';
import type { Operation, OperationResult } from './operations.ts';
import { readAdjustment, readBooking, readHold, readWindow, WINDOW_COLUMNS, windowRow } from './rows.ts';
import { type Transaction, toText } from './sql.ts';
import { sumWindow } from './window-sums.ts';
import { type LedgerMemory, type LedgerWorld, openState } from './world.ts';

const WINDOWS_MAX = 5000;

/** Does several things in one transaction, in their order; each sees those before it. */
export async function runBatch(
  tx: Transaction,
  world: LedgerWorld,
  operations: readonly Operation[],
): Promise<readonly OperationResult[]> {
  const state = await openState(tx, world);
  await loadCalls(tx, world, state, operations);
  await loadWindows(tx, world, state, windowsOf(state, operations));
  const results = operations.map((operation) => apply(operation, state));
  await flush(tx, world, state);
  if (world.sql.isSoleWriter) remember(world.memory, state);
  return results;
}

/** Holds are locked before bookings, and these before windows, each in the order of their ids, in every transaction: nobody waits in a circle. */
async function loadCalls(
  tx: Transaction,
  { sql, ledger, memory }: LedgerWorld,
  state: BatchState,
  operations: readonly Operation[],
): Promise<void> {
  const ids = [...new Set(operations.map(({ callId }) => callId))].sort();
  const add = (hold: Hold): void => {
    state.holds.set(hold.callId, { hold, isStored: true, isChanged: false });
  };
  if (sql.isSoleWriter) {
    if (!memory.areHoldsComplete) await loadHolds(tx, ledger, memory);
    for (const id of ids) {
      const hold = memory.holds.get(id);
      if (hold !== undefined) add(hold);
    }
  } else {
    const holds = 'select * from holds where ledger = $1 and call_id :ids order by call_id :lock';
    for (const row of await tx.rowsOf(holds, [ledger], ids)) add(readHold(row));
  }
  const unheld = ids.filter((id) => !state.holds.has(id));
  const absent = sql.isSoleWriter ? await mayBeBooked(tx, ledger, memory, unheld) : unheld;
  if (absent.length === 0) return;
  // Locked, so that of two corrections the second one sees the first.
  const bookings = 'select * from bookings where ledger = $1 and call_id :ids order by call_id :lock';
  for (const row of await tx.rowsOf(bookings, [ledger], absent)) {
    state.booked.set(toText(row.call_id), { booking: readBooking(row), adjustments: [] });
  }
  if (state.booked.size === 0) return;
  const adjustments = 'select * from adjustments where ledger = $1 and call_id :ids';
  for (const row of await tx.rowsOf(adjustments, [ledger], [...state.booked.keys()])) {
    state.booked.get(toText(row.call_id))?.adjustments.push(readAdjustment(row));
  }
}

async function mayBeBooked(
  tx: Transaction,
  ledger: string,
  { newest }: LedgerMemory,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length > 0 && !newest.isKnown()) {
    const [row] = await tx.rows('select max(call_id) as newest from bookings where ledger = $1', [ledger]);
    newest.note(toText(row?.newest));
  }
  return ids.filter(newest.mayHave);
}

async function loadHolds(tx: Transaction, ledger: string, memory: LedgerMemory): Promise<void> {
  for (const row of await tx.rows('select * from holds where ledger = $1', [ledger])) {
    const hold = readHold(row);
    memory.holds.set(hold.callId, hold);
  }
  memory.areHoldsComplete = true;
}

/** The windows that these may change: those that a call was reserved in, or is now. */
function windowsOf(state: BatchState, operations: readonly Operation[]): ReadonlyMap<string, [Budget, number]> {
  const needed = new Map<string, [Budget, number]>();
  const need = (call: BudgetedCall, at: number): void => {
    for (const budget of state.book.matching(call)) {
      const span = state.book.spanOf(budget, at);
      if (span !== null) needed.set(windowId(budget, span), [budget, at]);
    }
  };
  for (const operation of operations) {
    const { callId, kind } = operation;
    const before = state.holds.get(callId)?.hold ?? state.booked.get(callId)?.booking;
    if (kind === 'extend' || kind === 'mark-sent') continue;
    if (before !== undefined) need(before.call, before.reservedAt);
    else if (kind === 'reserve') need(operation.request.call, state.now);
    else if (kind === 'settle' && operation.settlement.unheld !== undefined) {
      need(operation.settlement.unheld.call, unheldAt(operation.settlement.unheld, state.now));
    }
  }
  return needed;
}

/** A window's row is made when it is first needed, out of the calls there are; from then on it says what they say. */
async function loadWindows(
  tx: Transaction,
  { sql, ledger, memory }: LedgerWorld,
  state: BatchState,
  needed: ReadonlyMap<string, [Budget, number]>,
): Promise<void> {
  const unknown: string[] = [];
  for (const id of [...needed.keys()].sort()) {
    const window = sql.isSoleWriter ? memory.windows.get(id) : undefined;
    if (window === undefined) unknown.push(id);
    else state.windows.set(id, { ...window });
  }
  if (unknown.length === 0) return;
  await lockWindows(tx, ledger, state, unknown);
  const absent = unknown.filter((id) => !state.windows.has(id));
  for (const id of absent) {
    const [budget, at] = needed.get(id) ?? [];
    if (budget !== undefined && at !== undefined) await makeWindow(tx, ledger, state.book, budget, at);
  }
  await lockWindows(tx, ledger, state, absent);
}

async function lockWindows(tx: Transaction, ledger: string, state: BatchState, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const text = 'select * from windows where ledger = $1 and id :ids order by id :lock';
  for (const row of await tx.rowsOf(text, [ledger], ids)) state.windows.set(toText(row.id), readWindow(row));
}

/** Writes the row of a budget's window, unless another companion did meanwhile. */
export async function makeWindow(
  tx: Transaction,
  ledger: string,
  book: BudgetBook,
  budget: Budget,
  at: number,
): Promise<void> {
  const span = book.spanOf(budget, at);
  if (span === null) return;
  const sums = await sumWindow(tx, ledger, budget, span);
  const row = windowRow(ledger, { ...sums, id: windowId(budget, span), budget: budget.id, span, revision: 0n });
  await tx.insert('windows', WINDOW_COLUMNS, [row], 'on conflict (ledger, id) do nothing');
}

function remember(memory: LedgerMemory, state: BatchState): void {
  for (const { callId } of state.newBookings) memory.newest.note(callId);
  for (const [id, window] of state.windows) {
    if (state.changedWindows.has(window)) window.revision += 1n;
    memory.windows.set(id, window);
  }
  for (const [id, { hold }] of state.holds) memory.holds.set(id, hold);
  for (const id of state.endedHolds) memory.holds.delete(id);
  trim(memory.windows);
}

/** The oldest are the least likely to be needed. */
function trim(map: Map<string, unknown>): void {
  for (const id of map.keys()) {
    if (map.size <= WINDOWS_MAX) return;
    map.delete(id);
  }
}
