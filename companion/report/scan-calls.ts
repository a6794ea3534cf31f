import { setImmediate as turn } from 'node:timers/promises';
import { readTool, requestKind } from '../../lib/domain/call-names.ts';
import { larger, percentChange, toDecimal } from '../../lib/domain/money.ts';
import { readCorrectionsIn } from '../ledger/corrections.ts';
import type { LedgerReader } from '../ledger/open-reader.ts';
import { toBigint, toText } from '../ledger/sql.ts';

/** What single calls tell and sums of days do not. Amounts are decimals. */
export interface CallDetails {
  /** By what the request was: chat, images, embeddings. */
  readonly kinds: readonly DetailRow[];
  /** By the label of a tool's token, or the tool, or the page. */
  readonly labels: readonly DetailRow[];
  readonly estimates: readonly EstimateRow[];
  /** More calls than are looked at: these are of the first ones. */
  readonly isPart: boolean;
}

/** A sum; `unit` is empty where nobody knows what they cost. */
export interface DetailRow {
  readonly name: string;
  readonly unit: string;
  readonly cost: string;
  readonly calls: number;
}

/** What was forecast of calls, and what they cost, of those of which both is known. */
export interface EstimateRow {
  readonly unit: string;
  readonly calls: number;
  readonly estimate: string;
  readonly cost: string;
  /** By how many percent the cost was above what was forecast, below with a minus; null: nothing was forecast. */
  readonly offPercent: number | null;
  /** Of the calls that had a range, so many ended in it; null: none had one. */
  readonly inRangePercent: number | null;
}

/** Calls that one report looks at. */
const CALLS_MAX = 300_000;
/** A call is reserved near the instant at which it was opened, by the database's clock, ms. */
const BESIDE_MS = 2 * 86_400_000;
/** So many between two turns of the event loop: calls wait for one page at most. */
const PAGE_ROWS = 200;

interface Row {
  readonly origin: string;
  readonly surface: string;
  readonly cost: { readonly unit: string; readonly likelyNano: { readonly $nano: string } } | null;
  readonly certainty: string;
  readonly outcome: string;
  readonly estimateLikelyNano: { readonly $nano: string } | null;
  readonly forecast?: { readonly lowNano: { readonly $nano: string }; readonly highNano: { readonly $nano: string } };
}

interface Sum {
  readonly name: string;
  readonly unit: string;
  nano: bigint;
  calls: number;
}

interface Held {
  readonly unit: string;
  calls: number;
  estimate: bigint;
  cost: bigint;
  ranged: number;
  inRange: number;
}

/**
 * Adds up the calls that were opened in `[start, end)`, epoch ms, with what corrected them; forecasts are held against what calls came to
 * by themselves. @throws LedgerError
 */
export async function scanCalls(
  reader: Pick<LedgerReader, 'rows'>,
  ledger: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<CallDetails> {
  const [kinds, labels, held] = [new Map<string, Sum>(), new Map<string, Sum>(), new Map<string, Held>()];
  const text =
    'select opened_at, call_id, body from row_records where ledger = $1 and (opened_at, call_id) > ($2, $3) ' +
    `and opened_at < $4 order by opened_at, call_id limit ${PAGE_ROWS}`;
  const span = { start: start - BESIDE_MS, end: end + BESIDE_MS };
  const corrections = await readCorrectionsIn({ tx: reader, ledger }, span);
  let looked = 0;
  for (let after: readonly [bigint, string] = [BigInt(start), '']; looked < CALLS_MAX; looked += PAGE_ROWS) {
    const rows = await reader.rows(text, [ledger, ...after, BigInt(end)]);
    for (const { body, call_id: callId } of rows) {
      const row = JSON.parse(toText(body)) as Row;
      const { name: unit, nano } = knownCost(row);
      const changes = corrections.get(toText(callId)) ?? [];
      for (const [sums, name] of [[kinds, requestKind(row.surface)] as const, [labels, labelOf(row.origin)] as const]) {
        // What it came to is known from its first correction on.
        const [first] = changes;
        addTo(sums, name, { unit: nano === null && first !== undefined ? first.cost.unit : unit, nano, calls: 1 });
        for (const { cost } of changes) addTo(sums, name, { unit: cost.unit, nano: cost.nano, calls: 0 });
      }
      if (nano !== null) hold(held, row, unit, nano);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) break;
    after = [toBigint(last.opened_at), toText(last.call_id)];
    await turn();
  }
  return {
    ...{ kinds: rowsOf(kinds), labels: rowsOf(labels), isPart: looked >= CALLS_MAX },
    estimates: [...held.values()].filter(({ calls }) => calls > 0).map(estimateRow),
  };
}

function knownCost({ cost, certainty }: Row): { readonly name: string; readonly nano: bigint | null } {
  if (cost === null || certainty === 'unknown') return { name: '', nano: null };
  return { name: cost.unit, nano: BigInt(cost.likelyNano.$nano) };
}

/** `tool:nightly/prod` is prod; a tool without a label is the tool; a page is its origin. */
function labelOf(origin: string): string {
  const made = readTool(origin);
  return made?.label || made?.tool || origin;
}

function addTo(
  sums: Map<string, Sum>,
  name: string,
  { unit, nano, calls }: { readonly unit: string; readonly nano: bigint | null; readonly calls: number },
): void {
  const key = JSON.stringify([name, unit]);
  const sum = sums.get(key) ?? { name, unit, nano: 0n, calls: 0 };
  sums.set(key, sum);
  sum.nano += nano ?? 0n;
  sum.calls += calls;
}

function hold(held: Map<string, Held>, row: Row, unit: string, nano: bigint): void {
  if (row.estimateLikelyNano === null || row.outcome !== 'answer') return;
  const sum = held.get(unit) ?? { unit, calls: 0, estimate: 0n, cost: 0n, ranged: 0, inRange: 0 };
  held.set(unit, sum);
  sum.calls += 1;
  sum.estimate += BigInt(row.estimateLikelyNano.$nano);
  sum.cost += nano;
  if (row.forecast === undefined) return;
  sum.ranged += 1;
  if (nano >= BigInt(row.forecast.lowNano.$nano) && nano <= BigInt(row.forecast.highNano.$nano)) sum.inRange += 1;
}

function rowsOf(sums: ReadonlyMap<string, Sum>): readonly DetailRow[] {
  return [...sums.values()]
    .toSorted((a, b) => (a.nano === b.nano ? b.calls - a.calls : larger(a.nano, b.nano) === a.nano ? -1 : 1))
    .map(({ name, unit, nano, calls }) => ({ name, unit, cost: toDecimal(nano), calls }));
}

function estimateRow({ unit, calls, estimate, cost, ranged, inRange }: Held): EstimateRow {
  const change = percentChange(estimate, cost);
  return {
    ...{ unit, calls, estimate: toDecimal(estimate), cost: toDecimal(cost) },
    offPercent: change === null ? null : cost < estimate ? -change : change,
    inRangePercent: ranged === 0 ? null : Math.round((inRange * 100) / ranged),
  };
}
