import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { openNotingTables } from '../ledger/noting-tables.ts';
import type { Below } from '../ledger/open-ledger.ts';
import { readSyncState } from '../ledger/sync-notes.ts';

/** Changes the ledger's rows beside tables of our own, in one transaction; paired browsers will be told. `now`: epoch ms. */
export async function noteForBrowsers(
  { tx, ledger, tables: plain }: Below,
  now: number,
  change: (tables: LedgerTables) => Promise<void>,
): Promise<void> {
  if ((await readSyncState(tx, ledger)) === null) return change(plain);
  const { tables, flush } = openNotingTables({ tx, ledger, tables: plain, now: () => now });
  await change(tables);
  await flush();
}
