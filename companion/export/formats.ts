import { type Cell, writeCsvLine } from '../../lib/domain/csv.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { ExportFormat } from './export-query.ts';
import type { ExportedCall } from './exported-call.ts';
import { FOCUS_COLUMNS, type FocusContext, focusOfCall, focusOfCorrection, focusOfTopUp } from './focus.ts';
import type { Correction, ExportedDay } from './read-pages.ts';
import type { TopUp } from './read-top-ups.ts';

/** A form that calls leave in; every line without its end. */
interface FormatRules {
  /** Its media type. */
  readonly type: string;
  /** First line for calls and for days; null: it has none. */
  readonly heads: Readonly<Record<'call' | 'day', string | null>>;
  /** Null: this call cannot be said in it. */
  readonly call: (call: ExportedCall, context: FocusContext) => string | null;
  /** Null: it knows single calls only. */
  readonly day: ((day: ExportedDay) => string) | null;
  /** Null: calls in it are as they were corrected, or it knows no corrections. */
  readonly correction: ((correction: Correction, context: FocusContext) => string | null) | null;
  /** Null: it knows calls only. */
  readonly topUp: ((topUp: TopUp, context: FocusContext) => string | null) | null;
}

const CALL_COLUMNS = [
  ...['id', 'request', 'at', 'settled_at', 'day', 'provider', 'account', 'model', 'tool', 'label', 'origin', 'outcome'],
  ...['cause', 'certainty', 'unit', 'cost_low', 'cost', 'cost_high', 'estimate', 'input_tokens', 'cached_tokens'],
  ...['output_tokens', 'usage'],
];
const DAY_COLUMNS = ['day', 'provider', 'model', 'unit', 'cost', 'calls', 'refusals', 'cost_unknown'];

/** Every form by its name. */
export const formats: Readonly<Record<ExportFormat, FormatRules>> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    heads: { call: writeCsvLine(CALL_COLUMNS), day: writeCsvLine(DAY_COLUMNS) },
    call: (call) => writeCsvLine(cellsOf(call)),
    day: (row) => {
      const { day, provider, model, unit, cost, calls, refusals, unknown } = plainDay(row);
      return writeCsvLine([day, provider, model, unit, cost, calls, refusals, unknown]);
    },
    correction: null,
    topUp: null,
  },
  jsonl: {
    type: 'application/jsonl',
    heads: { call: null, day: null },
    call: (call) => JSON.stringify(call),
    day: (row) => JSON.stringify(plainDay(row)),
    correction: null,
    topUp: null,
  },
  focus: {
    type: 'text/csv; charset=utf-8',
    heads: { call: writeCsvLine(FOCUS_COLUMNS), day: null },
    call: (call, context) => lineOf(focusOfCall(call, context)),
    day: null,
    correction: (correction, context) => lineOf(focusOfCorrection(correction, context)),
    topUp: (topUp, context) => lineOf(focusOfTopUp(topUp, context)),
  },
  // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md, one event in a line
  cloudevents: {
    type: 'application/jsonl',
    heads: { call: null, day: null },
    call: (call) =>
      JSON.stringify({
        ...{ specversion: '1.0', id: call.id, source: '/tollkeeper/ledger', type: 'tollkeeper.call.settled' },
        ...{ time: new Date(call.settledAt).toISOString(), subject: call.account ?? call.provider },
        ...{ datacontenttype: 'application/json', data: call },
      }),
    day: null,
    correction: null,
    topUp: null,
  },
};

function lineOf(cells: readonly Cell[] | null): string | null {
  return cells === null ? null : writeCsvLine(cells);
}

function cellsOf(call: ExportedCall): readonly Cell[] {
  const { usage, cost } = call;
  const of = (meter: string): number | null => usage?.[meter] ?? null;
  // biome-ignore format: one flat list, which is copied from nowhere, is twice as fast
  return [
    call.id, call.request, new Date(call.at).toISOString(), new Date(call.settledAt).toISOString(), call.day,
    call.provider, call.account, call.model, call.tool, call.label, call.origin, call.outcome, call.cause,
    call.certainty, cost?.unit ?? null, cost?.low ?? null, cost?.likely ?? null, cost?.high ?? null, call.estimate,
    of('input-tokens'), of('cached-input-tokens'), of('output-tokens'), usage && JSON.stringify(usage),
  ];
}

/** What nobody knows the cost of has no unit and no sum: an empty cell, null in JSON. */
function plainDay({ day, provider, model, unit, calls, refusals, likelyNano, unknownCalls }: ExportedDay) {
  const cost = unit === '' ? null : toDecimal(BigInt(likelyNano.$nano));
  return { day, provider, model: model || null, unit: unit || null, cost, calls, refusals, unknown: unknownCalls };
}
