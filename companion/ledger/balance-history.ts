import { keepPoint } from '../../lib/ledger/keep-history.ts';
import type { ReadingRow } from '../../lib/ledger/rows.ts';
import type { Transaction } from './sql.ts';
import type { AnyTable } from './sql-tables.ts';
import { openWatchTables, type WatchTables } from './watch-tables.ts';

/**
 * The table of last readings, with each reading kept in the history of its balance as well: whoever writes one, an answer of
 * the provider, a console through a browser or a poll.
 */
export function keepingHistory(readings: AnyTable, tx: Transaction, ledger: string): AnyTable {
  const keep = async (rows: readonly object[]): Promise<void> => {
    for (const row of rows) await keepRow(openWatchTables(tx, ledger).balanceHistory, row as ReadingRow);
  };
  return {
    ...readings,
    add: async (row) => {
      await readings.add(row);
      await keep([row]);
    },
    put: async (row) => {
      await readings.put(row);
      await keep([row]);
    },
    bulkPut: async (rows) => {
      await readings.bulkPut(rows);
      await keep(rows);
    },
  };
}

/** A new reading has nothing spent since it: rows that only say what was spent since are looked at no further. */
async function keepRow(history: WatchTables['balanceHistory'], row: ReadingRow): Promise<void> {
  if (row.spentSinceNano === 0n) await keepPoint(history, row.account, row.reading);
}
