import type { Transaction } from 'dexie';
import type { CallRecord } from '../domain/record.ts';
import { partInRollup } from '../ledger/ledger.ts';
import type { RollupRow } from '../ledger/rows.ts';

/** A budget's longest window is a month: older sums are not asked for what version 8 did not keep, ms. */
const BACK_MS = 32 * 86_400_000;

/** Adds to the daily sums of the last month what budgets count and version 8 did not keep: tokens, and the most calls may have cost. */
export async function fillRollups(change: Transaction, now: number): Promise<void> {
  const sums = new Map<string, { restNano: bigint; tokens: number }>();
  await change
    .table('records')
    .where('openedAt')
    .above(now - BACK_MS)
    .each((record: CallRecord) => {
      const key = keyOf(record.day, record.provider, record.model ?? '', record.cost?.unit ?? '');
      const { restNano, tokens } = partInRollup(record);
      const known = sums.get(key) ?? { restNano: 0n, tokens: 0 };
      sums.set(key, { restNano: known.restNano + restNano, tokens: known.tokens + tokens });
    });
  await change
    .table('rollups')
    .toCollection()
    .modify((row: RollupRow, place: { value: RollupRow }) => {
      const { restNano = 0n, tokens = 0 } = sums.get(keyOf(row.day, row.provider, row.model, row.unit)) ?? {};
      place.value = { ...row, ...(restNano > 0n && { restNano }), ...(tokens > 0 && { tokens }) };
    });
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
