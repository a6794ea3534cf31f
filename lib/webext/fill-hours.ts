import type { Transaction } from 'dexie';
import type { CallRecord } from '../domain/record.ts';
import type { AccountRow, HourRow, ReadingRow } from '../ledger/rows.ts';
import { hourKey, hourOf, withPart } from '../ledger/spend-hours.ts';
import { ACCOUNT_THRESHOLDS } from '../watch/threshold.ts';
import { HOURS_MS_MAX } from './watch-state.ts';

/** So many calls are looked back at, the newest. */
const CALLS_MAX = 20_000;

/**
 * Makes of what older versions stored what warning in time begins with: spend by hour, the last readings as a history, and of the
 * amounts below which a balance was low one threshold each, beside what is usual.
 */
export async function fillHours(change: Transaction, now: number): Promise<void> {
  const sums = new Map<string, HourRow>();
  const records = change
    .table<CallRecord>('records')
    .where('openedAt')
    .above(now - HOURS_MS_MAX);
  await records
    .reverse()
    .limit(CALLS_MAX)
    .each((record) => {
      const part = hourOf(record);
      // What lacks a part of the key must not keep everything else from being opened.
      if (part === null || Object.values(part).includes(undefined)) return;
      const name = JSON.stringify(hourKey(part));
      const known = sums.get(name);
      sums.set(name, known ? withPart(known, part) : part);
    });
  await change.table('hours').bulkPut([...sums.values()]);
  const readings: readonly ReadingRow[] = await change.table('readings').toArray();
  const points = readings.map(({ account, unit, reading }) => ({ account, unit, at: reading.at, reading }));
  await change.table('balanceHistory').bulkPut(points);
  await change
    .table('accounts')
    .toCollection()
    .modify((row: AccountRow & { lowSince?: unknown }, ref: { value: AccountRow }) => {
      const { lowBelow, lowSince: _told, ...rest } = row;
      const own = Object.entries(lowBelow ?? {}).map(([unit, below]) => ({ kind: 'amount', unit, below }) as const);
      ref.value = own.length === 0 ? rest : { ...rest, thresholds: [...own, ...ACCOUNT_THRESHOLDS] };
    });
}
