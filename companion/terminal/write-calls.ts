import { parseDecimal, toDecimal } from '../../lib/domain/money.ts';
import { writeTable } from './write-table.ts';

/** A call as the API shows it. */
export interface ShownCall {
  /** Epoch ms. */
  readonly at: number;
  readonly provider: string;
  readonly model: string | null;
  readonly origin: string;
  readonly outcome: string;
  readonly certainty: string;
  readonly cause?: string;
  /** What changed it or led it there; absent: nothing did. */
  readonly policies?: readonly string[];
  readonly cost: { readonly unit: string; readonly likely: string } | null;
  /** What was booked of it since; absent: nothing. Amounts are signed decimals. */
  readonly corrections?: readonly { readonly unit: string; readonly amount: string }[];
}

/** Calls for people, in 80 columns. */
export function writeCalls(calls: readonly ShownCall[]): readonly string[] {
  if (calls.length === 0) return ['No calls yet.'];
  const isGoverned = calls.some(({ policies }) => policies !== undefined);
  return writeTable(
    ['When', 'Model', 'Tool', 'Outcome', 'Cost', '', isGoverned ? 'Policies' : ''],
    calls.map((call) => [
      new Date(call.at).toLocaleString('sv-SE'),
      call.model ?? call.provider,
      call.origin.replace(/^tool:/, ''),
      call.cause ?? call.outcome,
      ...writeCost(call),
      (call.policies ?? []).join(', '),
    ]),
  );
}

/** What it came to, and in what. */
function writeCost({ cost, certainty, corrections = [] }: ShownCall): readonly [string, string] {
  const known = cost === null || certainty === 'unknown' ? null : cost;
  const [first] = corrections;
  if (first !== undefined) {
    const changed = corrections.reduce((sum, { amount }) => sum + nanoOf(amount), 0n);
    return [toDecimal((known === null ? 0n : nanoOf(known.likely)) + changed), `${first.unit}, corrected`];
  }
  const unit = cost === null ? '' : certainty === 'estimated' ? `${cost.unit}, counted` : cost.unit;
  return [known?.likely ?? '?', unit];
}

function nanoOf(amount: string): bigint {
  const nano = parseDecimal(amount.replace(/^-/, '')) ?? 0n;
  return amount.startsWith('-') ? -nano : nano;
}
