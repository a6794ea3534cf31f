import type { CallRecord } from '../../lib/domain/record.ts';
import type { SyncItem } from '../../lib/sync/protocol.ts';
import { correctedBy, readCorrectionsOf } from '../ledger/corrections.ts';
import type { Holds } from '../ledger/holds.ts';
import type { Below } from '../ledger/open-ledger.ts';

/* Here corrections have rows of their own, and records stay as they were; browsers keep them with the call's record. */

/** What a browser is told of calls, with their corrections. */
export async function tellCorrections(
  items: readonly SyncItem[],
  below: Pick<Below, 'tx' | 'ledger'>,
): Promise<readonly SyncItem[]> {
  const ids = items.flatMap((item) => (item.kind === 'record' ? [item.record.callId] : []));
  const found = await readCorrectionsOf(below, ids);
  return items.map((item) => {
    if (item.kind !== 'record') return item;
    return { kind: 'record', record: correctedBy(item.record, found.get(item.record.callId)) };
  });
}

/** What a browser tells of a call, as its record is kept here. */
export function withoutCorrections(item: SyncItem): SyncItem {
  if (item.kind !== 'record' || item.record.corrections === undefined) return item;
  const { corrections: _, ...record } = item.record;
  return { kind: 'record', record };
}

/** Books those that a browser tells: known here before, unless this ledger is another one than it was told them by. */
export async function bookTold(record: CallRecord, holds: Pick<Holds, 'adjust'>): Promise<void> {
  const { callId, cost: paid, certainty, corrections = [] } = record;
  const isUnknown = paid === null || certainty === 'unknown';
  for (const { id, kind, unit, nano } of corrections) {
    await holds.adjust({ callId, id, kind, cost: { unit, nano }, tokens: 0n, calls: 0n }, { isUnknown });
  }
}
