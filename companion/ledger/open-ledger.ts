import type { SettleLedger, SettlePorts } from '../../lib/engine/ports.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import type { Sql } from './sql.ts';
import { openSqlTables } from './sql-tables.ts';

/** The ledger's rows in a database whose tables are there. */
export interface LedgerStore {
  /** Runs `work` in one transaction: all of it is written, or nothing. It may run again. @throws LedgerError */
  readonly transact: <T>(work: (tables: LedgerTables) => Promise<T>) => Promise<T>;
  /** What the engine reviews and settles with. `dayOf`: the day of an instant, `YYYY-MM-DD`, in the ledger's home zone. */
  readonly portsFor: (clock: Pick<SettlePorts, 'now' | 'dayOf'>) => SettlePorts;
}

/** Opens the rows of one ledger of a database. */
export function openLedgerStore(sql: Sql, ledger = 'main'): LedgerStore {
  const transact: LedgerStore['transact'] = (work) =>
    sql.transaction(async (tx) => {
      // What is read here is written again, changed: of two companions that do so at once one begins anew.
      if (sql.dialect === 'postgres') await tx.run('set transaction isolation level serializable');
      return work(openSqlTables(tx, ledger));
    });
  return {
    transact,
    portsFor: (clock) => ({
      ...clock,
      transact: <T>(work: (ledger: SettleLedger) => Promise<T>) => transact((tables) => work(openLedger(tables))),
    }),
  };
}
