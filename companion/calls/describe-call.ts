import { asCorrected } from '../../lib/domain/corrected.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { CallRecord, Cost } from '../../lib/domain/record.ts';
import { type Correction, correctedBy, readCorrectionsOf } from '../ledger/corrections.ts';
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

/** A call for programs: `cost` is its record's, `costNow` after what was booked of it since (`corrections`; absent: nothing). */
export function describeCall(record: CallRecord, corrections: readonly Correction[] = []): object {
  const { cost } = record;
  const after = asCorrected(correctedBy(record, corrections)).cost;
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
    cost: cost && describeCost(cost),
    ...(corrections.length > 0 && {
      corrections: corrections.map(({ id, kind, cost: { unit, nano } }) => ({
        id,
        kind,
        unit,
        amount: toDecimal(nano),
      })),
      costNow: after && describeCost(after),
    }),
    estimate: record.estimateLikelyNano === null ? null : toDecimal(record.estimateLikelyNano),
  };
}

function describeCost({ unit, lowNano, likelyNano, highNano }: Cost): object {
  return { unit, low: toDecimal(lowNano), likely: toDecimal(likelyNano), high: toDecimal(highNano) };
}
