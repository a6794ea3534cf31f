import type { CallRecord } from '../domain/record.ts';
import { addFreeUse } from './free-use.ts';
import { changeRollup, emptyRollup, rollupKey } from './ledger.ts';
import type { RollupRow } from './rows.ts';
import { addToHour } from './spend-hours.ts';
import type { LedgerTables, PaceTables } from './tables.ts';

/** Adds records to the sums of their days and hours, with one write for each day, model and unit. Call inside a transaction. */
export async function addManyToRollups(
  tables: LedgerTables & PaceTables,
  records: readonly CallRecord[],
): Promise<void> {
  const rows = new Map<string, RollupRow>();
  for (const record of records) {
    await addToHour(tables, record);
    await addFreeUse(tables, record);
    const key = rollupKey(record);
    const name = JSON.stringify(key);
    const known = rows.get(name) ?? (await tables.rollups.get(key)) ?? emptyRollup(key);
    rows.set(name, changeRollup(known, record, 1));
  }
  await tables.rollups.bulkPut([...rows.values()]);
}
