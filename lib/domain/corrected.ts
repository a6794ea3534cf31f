import { larger } from './money.ts';
import type { CallRecord, Cost, RecordCorrection } from './record.ts';

/** What of a record is corrected. */
type Corrected = Pick<CallRecord, 'cost' | 'certainty' | 'corrections'>;

/**
 * The record as it counts: with what it came to after its corrections, below nothing never. One whose cost nobody knew is estimated by
 * them, in the unit of the first. Without corrections the record itself.
 */
export function asCorrected<R extends Corrected>(record: R): R {
  const { cost, certainty, corrections = [] } = record;
  const isKnown = cost !== null && certainty !== 'unknown';
  const unit = isKnown ? cost.unit : corrections[0]?.unit;
  if (unit === undefined || corrections.length === 0) return record;
  const difference = corrections.reduce((sum, one) => (one.unit === unit ? sum + one.nano : sum), 0n);
  const shift = (nano: bigint): bigint => larger(nano + difference, 0n);
  const was: Cost = isKnown ? cost : { unit, lowNano: 0n, likelyNano: 0n, highNano: 0n };
  const [lowNano, likelyNano, highNano] = [shift(was.lowNano), shift(was.likelyNano), shift(was.highNano)];
  return { ...record, cost: { unit, lowNano, likelyNano, highNano }, ...(!isKnown && { certainty: 'estimated' }) };
}

/** Corrections of one call from two sides, each once, in one order; undefined: there are none. */
export function joinCorrections(
  ...lists: readonly (readonly RecordCorrection[] | undefined)[]
): readonly RecordCorrection[] | undefined {
  const byId = new Map(lists.flatMap((list) => list ?? []).map((one) => [one.id, one]));
  if (byId.size === 0) return undefined;
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
