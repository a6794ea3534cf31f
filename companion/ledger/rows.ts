import type { BudgetedCall } from '../../lib/budget/budget.ts';
import type { Adjustment, Booking, FrozenRate, Hold, Rates } from './amounts.ts';
import type { WindowState } from './batch-state.ts';
import { join, type Row, type SqlValue, split, toBigint, toText, toTextOrNull } from './sql.ts';

/** What a row of a call has in both tables, in this order. */
const CALL_COLUMNS = ['provider', 'account', 'model', 'key_mark', 'label', 'origin'] as const;

export const HOLD_COLUMNS: readonly string[] = [
  ...['ledger', 'call_id', 'state', ...CALL_COLUMNS, 'unit', 'worst_units', 'worst_nano', 'usual_units', 'usual_nano'],
  ...['tokens_worst', 'tokens_usual', 'rates', 'reserved_at', 'expires_at'],
];

export const BOOKING_COLUMNS: readonly string[] = [
  ...['ledger', 'call_id', 'certainty', ...CALL_COLUMNS, 'unit', 'cost_units', 'cost_nano', 'tokens', 'calls'],
  ...['hold_unit', 'hold_units', 'hold_nano', 'hold_tokens', 'rates', 'reserved_at', 'settled_at'],
];

const NOTHING = [null, null] as const;

export const WINDOW_COLUMNS: readonly string[] = [
  ...['ledger', 'id', 'budget', 'start_at', 'end_at', 'spent_units', 'spent_nano', 'held_units', 'held_nano'],
  ...['uncounted', 'revision'],
];

/** A window in the order of {@link WINDOW_COLUMNS}. */
export function windowRow(ledger: string, window: WindowState): readonly SqlValue[] {
  const { id, budget, span, spent, held, uncounted, revision } = window;
  return [ledger, id, budget, span.start, span.end, ...split(spent), ...split(held), uncounted, revision];
}

/** See {@link windowRow}. */
export function readWindow(row: Row): WindowState {
  return {
    id: toText(row.id),
    budget: toText(row.budget),
    span: { start: Number(row.start_at), end: Number(row.end_at) },
    spent: join(row.spent_units, row.spent_nano),
    held: join(row.held_units, row.held_nano),
    uncounted: toBigint(row.uncounted),
    revision: toBigint(row.revision),
  };
}

const KINDS = ['refund', 'late-usage', 'repricing', 'reconciliation'] as const;

/** A row of `adjustments`. */
export function readAdjustment(row: Row): Adjustment {
  return {
    callId: toText(row.call_id),
    id: toText(row.id),
    kind: KINDS.find((kind) => kind === row.kind) ?? 'reconciliation',
    cost: { unit: toText(row.unit), nano: join(row.cost_units, row.cost_nano) },
    tokens: toBigint(row.tokens),
    calls: toBigint(row.calls),
  };
}

/** A hold in the order of {@link HOLD_COLUMNS}. */
export function holdRow(ledger: string, hold: Hold): readonly SqlValue[] {
  const { money, tokens } = hold;
  const worst = money === null ? NOTHING : split(money.worstNano);
  const usual = money === null ? NOTHING : split(money.usualNano);
  return [
    ...[ledger, hold.callId, hold.state, ...callCells(hold.call), money?.unit ?? null, ...worst, ...usual],
    ...[tokens?.worst ?? null, tokens?.usual ?? null, writeRates(hold.rates), hold.reservedAt, hold.expiresAt],
  ];
}

/** See {@link holdRow}. */
export function readHold(row: Row): Hold {
  const unit = toTextOrNull(row.unit);
  return {
    callId: toText(row.call_id),
    state: row.state === 'sent' ? 'sent' : 'reserved',
    call: readCall(row),
    money:
      unit === null
        ? null
        : {
            unit,
            worstNano: join(row.worst_units, row.worst_nano),
            usualNano: join(row.usual_units, row.usual_nano),
          },
    tokens: row.tokens_worst === null ? null : { worst: toBigint(row.tokens_worst), usual: toBigint(row.tokens_usual) },
    rates: readRates(row.rates),
    reservedAt: Number(row.reserved_at),
    expiresAt: Number(row.expires_at),
  };
}

/** A booking in the order of {@link BOOKING_COLUMNS}. */
export function bookingRow(ledger: string, booking: Booking): readonly SqlValue[] {
  const { cost, held } = booking;
  const paid = cost === null ? NOTHING : split(cost.nano);
  const reserved = held === null ? NOTHING : split(held.nano);
  return [
    ...[ledger, booking.callId, booking.certainty, ...callCells(booking.call), cost?.unit ?? null, ...paid],
    ...[booking.tokens, booking.calls, held?.unit ?? null, ...reserved, booking.heldTokens],
    ...[writeRates(booking.rates), booking.reservedAt, booking.settledAt],
  ];
}

/** See {@link bookingRow}. */
export function readBooking(row: Row): Booking {
  const certainty = row.certainty;
  return {
    callId: toText(row.call_id),
    certainty: certainty === 'known' || certainty === 'unknown' ? certainty : 'released',
    call: readCall(row),
    cost: amountOf(row, 'unit', 'cost'),
    tokens: row.tokens === null ? null : toBigint(row.tokens),
    calls: toBigint(row.calls),
    held: amountOf(row, 'hold_unit', 'hold'),
    heldTokens: row.hold_tokens === null ? null : toBigint(row.hold_tokens),
    rates: readRates(row.rates),
    reservedAt: Number(row.reserved_at),
    settledAt: Number(row.settled_at),
  };
}

function amountOf(row: Row, unitColumn: string, name: string): { readonly unit: string; readonly nano: bigint } | null {
  const unit = toTextOrNull(row[unitColumn]);
  return unit === null ? null : { unit, nano: join(row[`${name}_units`], row[`${name}_nano`]) };
}

function callCells(call: BudgetedCall): readonly SqlValue[] {
  return [call.provider, call.account, call.model, call.key, call.label, call.origin];
}

function readCall(row: Row): BudgetedCall {
  return {
    provider: toText(row.provider),
    account: toTextOrNull(row.account),
    model: toTextOrNull(row.model),
    key: toTextOrNull(row.key_mark),
    label: toTextOrNull(row.label),
    origin: toTextOrNull(row.origin),
  };
}

const NO_RATES: Rates = {};

function writeRates(rates: Rates): string | null {
  const entries = Object.entries(rates).map(([pair, { rateNano, source, date }]) => [
    pair,
    `${rateNano}`,
    source,
    date,
  ]);
  return entries.length === 0 ? null : JSON.stringify(entries);
}

function readRates(value: unknown): Rates {
  if (typeof value !== 'string') return NO_RATES;
  const entries = JSON.parse(value) as readonly (readonly [string, string, string, string])[];
  return Object.fromEntries(
    entries.map(([pair, rateNano, source, date]): [string, FrozenRate] => [
      pair,
      { rateNano: BigInt(rateNano), source, date },
    ]),
  );
}
