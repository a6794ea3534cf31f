import type { OpenCall } from '../domain/open-call.ts';
import type { CallRecord } from '../domain/record.ts';
import type {
  AccountRow,
  BalancePoint,
  DropRow,
  HabitRow,
  HourRow,
  KeyRow,
  LengthRow,
  PriceListRow,
  ReadingRow,
  RollupRow,
} from './rows.ts';
import type { HourKey } from './spend-hours.ts';
import type { LedgerTable } from './table.ts';

/**
 * Everything Tollkeeper keeps of calls and wallets, a table for each kind of row. The browser's is over IndexedDB, the
 * companion's over SQLite or PostgreSQL. No prompt, answer, error text or key in any of it.
 */
export interface LedgerTables {
  readonly accounts: LedgerTable<AccountRow, string>;
  readonly keys: LedgerTable<KeyRow, string>;
  readonly readings: LedgerTable<ReadingRow, [string, string]>;
  readonly openCalls: LedgerTable<OpenCall, string>;
  readonly records: LedgerTable<CallRecord, string>;
  readonly habits: LedgerTable<HabitRow, string>;
  readonly priceLists: LedgerTable<PriceListRow, string>;
  readonly drops: LedgerTable<DropRow, [string, string]>;
  readonly lengths: LedgerTable<LengthRow, [string, string]>;
  readonly rollups: LedgerTable<RollupRow, [string, string, string, string]>;
}

/** What hosts may keep besides, written with the ledger, to see how fast balances fall. */
export interface PaceTables {
  /** Absent: this host keeps none (the companion's rollups are by quarters of an hour themselves). */
  readonly hours?: LedgerTable<HourRow, HourKey>;
  /** Every reading that differed from the one before it, and one a day. Absent: kept below the ledger, or not at all. */
  readonly balanceHistory?: LedgerTable<BalancePoint, [string, string, number]>;
}
