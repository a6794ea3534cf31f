import type { SettleLedger, SettlePorts } from '../../lib/engine/ports.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { openNotingTables } from './noting-tables.ts';
import type { Sql, Transaction } from './sql.ts';

/** The ledger's rows in a database whose tables are there. */
export interface LedgerStore {
  /** Runs `work` in one transaction: all of it is written, or nothing. It may run again. @throws LedgerError */
  readonly transact: <T>(work: (tables: LedgerTables) => Promise<T>) => Promise<T>;
  /** Runs `work` in a transaction on the rows below their tables, for what is noted beside them. @throws LedgerError */
  readonly transactBelow: <T>(work: (tx: Transaction, ledger: string) => Promise<T>) => Promise<T>;
  /** What the engine reviews and settles with. `dayOf`: the day of an instant, `YYYY-MM-DD`, in the ledger's home zone. */
  readonly portsFor: (clock: Pick<SettlePorts, 'now' | 'dayOf'>) => SettlePorts;
}

/** Opens the rows of one ledger of a database. */
export function openLedgerStore(sql: Sql, ledger = 'main'): LedgerStore {
  const transactBelow: LedgerStore['transactBelow'] = (work) =>
    sql.transaction(async (tx) => {
      // What is read here is written again, changed: of two companions that do so at once one begins anew.
      if (sql.dialect === 'postgres') await tx.run('set transaction isolation level serializable');
      return work(tx, ledger);
    });
  const transact: LedgerStore['transact'] = (work) =>
    transactBelow(async (tx) => {
      const { tables, flush } = openNotingTables(tx, ledger, Date.now);
      const result = await work(tables);
      await flush();
      return result;
    });
  return {
    transact,
    transactBelow,
    portsFor: (clock) => ({
      ...clock,
      transact: <T>(work: (ledger: SettleLedger) => Promise<T>) => transact((tables) => work(openLedger(tables))),
    }),
  };
}
