import type { BalancePoint } from '../../lib/ledger/rows.ts';
import type { LedgerTable } from '../../lib/ledger/table.ts';
import { type RowTable, rowTable, tableSteps } from './row-tables.ts';
import type { Transaction } from './sql.ts';
import { openTable } from './sql-tables.ts';

/** What is kept around the ledger to warn in time. Only companions have these; over a shared database all of them the same. */
export interface WatchTables {
  /** Every reading that differed from the one before it, and one a day. */
  readonly balanceHistory: LedgerTable<BalancePoint, [string, string, number]>;
  /** What people set, a JSON document by name: thresholds, owners, rules. No secret among it. */
  readonly watchSettings: LedgerTable<WatchSetting, string>;
  /** How far watching has come (polls, what was looked at), a JSON document by name. */
  readonly watchStates: LedgerTable<WatchSetting, string>;
  readonly alerts: LedgerTable<WatchRow, string>;
  readonly deliveries: LedgerTable<WatchRow, string>;
  readonly rechargeRuns: LedgerTable<WatchRow, string>;
}

export interface WatchSetting {
  readonly name: string;
  readonly value: unknown;
}

/** A row that is found by its time, its state and what it belongs to; its `value` is its owner's own. */
export interface WatchRow {
  readonly id: string;
  /** When it is to be looked at next, or when it was, epoch ms; null: never again. */
  readonly dueAt: number | null;
  readonly state: string;
  /** What it is of: a condition's key, an alert's id, a rule's name. */
  readonly subject: string;
  readonly value: unknown;
}

const row = (name: string): RowTable =>
  rowTable(name, ['id'], { indexes: [['dueAt'], ['subject']], columns: ['state'], isKept: false });

const watchTables: Readonly<Record<keyof WatchTables, RowTable>> = {
  balanceHistory: rowTable('balance_history', ['account', 'unit', 'at'], { isKept: false }),
  watchSettings: rowTable('watch_settings', ['name'], { isKept: false }),
  watchStates: rowTable('watch_states', ['name'], { isKept: false }),
  alerts: row('alerts'),
  deliveries: row('deliveries'),
  rechargeRuns: row('recharge_runs'),
};

export const watchSteps: readonly string[] = tableSteps(Object.values(watchTables));

/** These tables inside one transaction (`LedgerStore.transactBelow` hands out `tx` and `ledger`). */
export function openWatchTables(tx: Transaction, ledger: string): WatchTables {
  const open = (name: keyof WatchTables): unknown => openTable({ tx, ledger, table: watchTables[name] });
  return {
    balanceHistory: open('balanceHistory') as WatchTables['balanceHistory'],
    watchSettings: open('watchSettings') as WatchTables['watchSettings'],
    watchStates: open('watchStates') as WatchTables['watchStates'],
    alerts: open('alerts') as WatchTables['alerts'],
    deliveries: open('deliveries') as WatchTables['deliveries'],
    rechargeRuns: open('rechargeRuns') as WatchTables['rechargeRuns'],
  };
}
