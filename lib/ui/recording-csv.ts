import { type Cell, writeCsvLine } from '../domain/csv.ts';
import { toDecimal } from '../domain/money.ts';
import type { TabCall } from '../domain/tab-call.ts';

const COLUMNS = [
  ...['call-id', 'time', 'provider', 'model', 'page', 'state', 'cause', 'unit'],
  ...['estimate-low', 'estimate-likely', 'estimate-high', 'set-aside'],
  ...['cost-low', 'cost-likely', 'cost-high', 'certainty', 'input-tokens', 'output-tokens', 'milliseconds'],
];

/** Recorded calls as CSV (RFC 4180), a line each, exact amounts; empty: not known. Times are UTC. */
export function recordingCsv(calls: readonly TabCall[]): string {
  return [COLUMNS, ...calls.map(cellsOf)].map((cells) => `${writeCsvLine(cells)}\r\n`).join('');
}

function cellsOf({ callId, openedAt, providerName, model, origin, state, estimate, record }: TabCall): readonly Cell[] {
  const cost = record?.cost ?? null;
  const unit = cost?.unit ?? estimate?.unit ?? null;
  // What was said in another unit than it was paid in is no figure of this line.
  const said = estimate?.unit === unit ? estimate : null;
  return [
    ...[callId, new Date(openedAt).toISOString(), providerName, model, origin],
    ...[record?.outcome ?? state, record?.refusalCause ?? null, unit],
    ...[said?.lowNano, said?.likelyNano, said?.highNano, said?.reserveNano].map(decimalOf),
    ...[cost?.lowNano, cost?.likelyNano, cost?.highNano].map(decimalOf),
    ...[record?.certainty ?? null, record?.usage?.['input-tokens'] ?? null, record?.usage?.['output-tokens'] ?? null],
    record === null ? null : record.settledAt - record.openedAt,
  ];
}

function decimalOf(nano: bigint | null | undefined): string | null {
  return nano == null ? null : toDecimal(nano);
}
