import type { BalanceReading } from '../../lib/domain/balance.ts';
import type { ReadingRow } from '../../lib/ledger/rows.ts';
import type { Transaction } from './sql.ts';
import type { AnyTable } from './sql-tables.ts';
import { openWatchTables, type WatchTables } from './watch-tables.ts';

/** A reading that is as the one before is kept once in this time, ms. */
const SAME_MS_MIN = 86_400_000;

/**
 * The table of last readings, with each reading kept in the history of its balance as well: whoever writes one, an answer of
 * the provider, a console through a browser or a poll.
 */
export function keepingHistory(readings: AnyTable, tx: Transaction, ledger: string): AnyTable {
  const keep = async (rows: readonly object[]): Promise<void> => {
    for (const row of rows) await keepPoint(openWatchTables(tx, ledger).balanceHistory, row as ReadingRow);
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
async function keepPoint(history: WatchTables['balanceHistory'], row: ReadingRow): Promise<void> {
  const { account, unit, reading, spentSinceNano } = row;
  if (spentSinceNano !== 0n) return;
  const last = await newestPoint(history, account, unit);
  if (last !== undefined && last.at >= reading.at) return;
  if (last !== undefined && isSame(last.reading, reading) && reading.at - last.at < SAME_MS_MIN) return;
  await history.put({ account, unit, at: reading.at, reading });
}

function newestPoint(history: WatchTables['balanceHistory'], account: string, unit: string) {
  const all = history.where('[account+unit+at]').between([account, unit, 0], [account, unit, Number.MAX_SAFE_INTEGER]);
  return all.reverse().first();
}

function isSame(one: BalanceReading, other: BalanceReading): boolean {
  return (
    one.availableNano === other.availableNano &&
    one.frozenNano === other.frozenNano &&
    one.isUnlimited === other.isUnlimited
  );
}
