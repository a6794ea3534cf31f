import { toDecimal } from '../../lib/domain/money.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { type Correction, readCorrectionsOf } from '../ledger/corrections.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';

/** So many calls that began before an instant (epoch ms), the newest first, for programs. */
export function readCalls(
  store: Pick<LedgerStore, 'transactBelow'>,
  before: number,
  rowsMax: number,
): Promise<readonly object[]> {
  return store.transactBelow(async (below) => {
    const rows = await below.tables.records.where('openedAt').between(0, before).reverse().limit(rowsMax).toArray();
    const corrections = await readCorrectionsOf(
      below,
      rows.map(({ callId }) => callId),
    );
    return rows.map((row) => describeCall(row, corrections.get(row.callId)));
  });
}

/** A call for programs. `corrections`: what was booked of it since. Absent: nothing. */
export function describeCall(record: CallRecord, corrections: readonly Correction[] = []): object {
  const { cost } = record;
  return {
    id: record.callId,
    request: record.requestId,
    at: record.openedAt,
    settledAt: record.settledAt,
    provider: record.provider,
    model: record.model,
    origin: record.origin,
    outcome: record.outcome,
    certainty: record.certainty,
    ...(record.refusalCause && { cause: record.refusalCause }),
    ...(record.usage && { usage: record.usage }),
    ...(record.policies && { policies: record.policies }),
    ...(record.saved && { saved: { unit: record.saved.unit, likely: toDecimal(record.saved.likelyNano) } }),
    cost: cost && {
      unit: cost.unit,
      low: toDecimal(cost.lowNano),
      likely: toDecimal(cost.likelyNano),
      high: toDecimal(cost.highNano),
    },
    ...(corrections.length > 0 && {
      corrections: corrections.map(({ id, kind, cost: { unit, nano } }) => ({
        id,
        kind,
        unit,
        amount: toDecimal(nano),
      })),
    }),
    estimate: record.estimateLikelyNano === null ? null : toDecimal(record.estimateLikelyNano),
  };
}
