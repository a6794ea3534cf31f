import type { LedgerStore } from './open-ledger.ts';
import { openWatchTables, type WatchTables } from './watch-tables.ts';

/** Runs `work` over what is kept to warn in time, in one transaction. @throws LedgerError */
export function inWatchTables<T>(
  store: Pick<LedgerStore, 'transactBelow'>,
  work: (tables: WatchTables) => Promise<T>,
): Promise<T> {
  return store.transactBelow(({ tx, ledger }) => work(openWatchTables(tx, ledger)));
}
