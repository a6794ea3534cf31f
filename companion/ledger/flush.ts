import type { BatchState, RollupChange, WindowState } from './batch-state.ts';
import { isCorrection } from './corrections.ts';
import { BOOKING_COLUMNS, bookingRow, HOLD_COLUMNS, holdRow, WINDOW_COLUMNS, windowRow } from './rows.ts';
import { ConflictError, type SqlValue, split, type Transaction } from './sql.ts';
import { COMPANION, writeNotes } from './sync-notes.ts';
import type { LedgerWorld } from './world.ts';

const WINDOW_CONFLICT = `on conflict (ledger, id) do update set spent_units = excluded.spent_units,
  spent_nano = excluded.spent_nano, held_units = excluded.held_units, held_nano = excluded.held_nano,
  uncounted = excluded.uncounted, revision = excluded.revision where windows.revision = excluded.revision - 1`;

const ROLLUP_COLUMNS = [
  ...['ledger', 'quarter_at', 'provider', 'account', 'model', 'label', 'unit'],
  ...['cost_units', 'cost_nano', 'tokens', 'calls', 'unknown_calls'],
];
const ROLLUP_CONFLICT = `on conflict (ledger, quarter_at, provider, account, model, label, unit) do update set
  cost_units = rollups.cost_units + excluded.cost_units, cost_nano = rollups.cost_nano + excluded.cost_nano,
  tokens = rollups.tokens + excluded.tokens, calls = rollups.calls + excluded.calls,
  unknown_calls = rollups.unknown_calls + excluded.unknown_calls`;

const ADJUSTMENT_COLUMNS = [
  ...['ledger', 'call_id', 'id', 'kind', 'unit', 'cost_units', 'cost_nano', 'tokens', 'calls', 'at'],
];

/** All zones' days begin at a quarter of an hour. */
export const QUARTER_MS = 900_000;

/**
 * Writes what a transaction has changed.
 * @throws ConflictError when a window is not any more what was read.
 */
export async function flush(tx: Transaction, world: LedgerWorld, state: BatchState): Promise<void> {
  const { ledger, sql } = world;
  if (!sql.isSoleWriter) await claim(tx, ledger, state);
  await flushHolds(tx, ledger, state, sql.isSoleWriter);
  await flushWindows(tx, world, [...state.changedWindows]);
  await tx.insert(
    'bookings',
    BOOKING_COLUMNS,
    state.newBookings.map((booking) => bookingRow(ledger, booking)),
  );
  await tx.insert(
    'adjustments',
    ADJUSTMENT_COLUMNS,
    state.newAdjustments.map(({ callId, id, kind, cost, tokens, calls }): readonly SqlValue[] => [
      ...[ledger, callId, id, kind, cost.unit, ...split(cost.nano), tokens, calls, state.now],
    ]),
  );
  const corrected = new Set(state.newAdjustments.filter(isCorrection).map(({ callId }) => callId));
  // Browsers have corrections beside the record, and are told of both as one.
  await writeNotes(
    tx,
    ledger,
    [...corrected].map((id) => ({ kind: 'record', id, by: COMPANION, stamps: {} })),
  );
  await tx.insert('rollups', ROLLUP_COLUMNS, rollupRows(ledger, state.rollups), ROLLUP_CONFLICT);
}

/**
 * Of two companions with the same new call the second must see the first one's booking, which it could not when it looked.
 * So every new call has a row among the holds, if only for this transaction: the second waits for it, and then looks.
 */
async function claim(tx: Transaction, ledger: string, { holds, passing }: BatchState): Promise<void> {
  const added = [...holds.values()].filter(({ isStored }) => !isStored).map(({ hold }) => hold);
  const claimed = [...added, ...passing].sort((a, b) => (a.callId < b.callId ? -1 : 1));
  if (claimed.length === 0) return;
  const rows = claimed.map((hold) => holdRow(ledger, hold));
  await tx.insert('holds', HOLD_COLUMNS, rows);
  const ids = claimed.map(({ callId }) => callId);
  const booked = await tx.rowsOf('select call_id from bookings where ledger = $1 and call_id :ids', [ledger], ids);
  if (booked.length > 0) throw new ConflictError('a call was booked by somebody else');
  const gone = passing.map(({ callId }) => callId);
  await tx.runOf('delete from holds where ledger = $1 and call_id :ids', [ledger], gone);
}

async function flushHolds(
  tx: Transaction,
  ledger: string,
  { holds, endedHolds }: BatchState,
  isSoleWriter: boolean,
): Promise<void> {
  const changed = [...holds.values()].filter(({ isChanged }) => isChanged);
  const added = isSoleWriter ? changed.filter(({ isStored }) => !isStored) : [];
  await tx.insert(
    'holds',
    HOLD_COLUMNS,
    added.map(({ hold }) => holdRow(ledger, hold)),
  );
  const alike = new Map<string, { readonly state: string; readonly expiresAt: number; readonly ids: string[] }>();
  for (const { hold, isStored } of changed) {
    if (!isStored) continue;
    const { state, expiresAt, callId } = hold;
    const key = `${state} ${expiresAt}`;
    const group = alike.get(key) ?? { state, expiresAt, ids: [] };
    group.ids.push(callId);
    alike.set(key, group);
  }
  for (const { state, expiresAt, ids } of alike.values()) {
    const text = 'update holds set state = $2, expires_at = $3 where ledger = $1 and call_id :ids';
    await tx.runOf(text, [ledger, state, expiresAt], ids);
  }
  if (endedHolds.size === 0) return;
  await tx.runOf('delete from holds where ledger = $1 and call_id :ids', [ledger], [...endedHolds].sort());
}

async function flushWindows(tx: Transaction, { ledger }: LedgerWorld, windows: readonly WindowState[]): Promise<void> {
  const sorted = [...windows].sort((a, b) => (a.id < b.id ? -1 : 1));
  // All in one statement: they are there and locked, so that each is a conflict.
  const rows = sorted.map((window) => windowRow(ledger, { ...window, revision: window.revision + 1n }));
  const written = await tx.insert('windows', WINDOW_COLUMNS, rows, WINDOW_CONFLICT);
  if (written !== sorted.length) throw new ConflictError('a window was changed by somebody else');
}

/** One row for each place, in one order for all companions. */
function rollupRows(ledger: string, changes: readonly RollupChange[]): readonly (readonly SqlValue[])[] {
  const rows = new Map<string, { readonly key: readonly SqlValue[]; nano: bigint; counts: [bigint, bigint, bigint] }>();
  for (const { call, at, unit, nano, tokens, calls, unknown } of changes) {
    const quarter = at - (at % QUARTER_MS);
    const key = [quarter, call.provider, call.account ?? '', call.model ?? '', call.label ?? '', unit];
    const id = key.join('\u0000');
    const row = rows.get(id) ?? { key, nano: 0n, counts: [0n, 0n, 0n] };
    row.nano += nano;
    row.counts = [row.counts[0] + tokens, row.counts[1] + calls, row.counts[2] + unknown];
    rows.set(id, row);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { key, nano, counts }]) => [ledger, ...key, ...split(nano), ...counts]);
}
