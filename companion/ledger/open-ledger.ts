import type { SettleLedger, SettlePorts } from '../../lib/engine/ports.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { openKeptTables } from './kept-tables.ts';
import type { Sql, Transaction } from './sql.ts';
import { openSqlTables } from './sql-tables.ts';

/** The ledger's rows in a database whose tables are there. */
export interface LedgerStore {
  /** Runs `work` in one transaction: all of it is written, or nothing. It may run again. @throws LedgerError */
  readonly transact: <T>(work: (tables: LedgerTables) => Promise<T>) => Promise<T>;
  /**
   * What the engine reviews and settles with. `dayOf`: the day of an instant, `YYYY-MM-DD`, in the ledger's home zone.
   * `isWaiting`: as in {@link Sql.transaction}.
   */
  readonly portsFor: (clock: Pick<SettlePorts, 'now' | 'dayOf'>, isWaiting?: boolean) => SettlePorts;
  /** Writes what was put off (see kept-tables.ts): now and then, and before the database is closed. */
  readonly writeLate: () => Promise<void>;
}

/** Opens the rows of one ledger of a database. Once in a process for each: a sole writer remembers what it wrote. */
export function openLedgerStore(sql: Sql, ledger = 'main'): LedgerStore {
  const kept = openKeptTables(ledger);
  const transact = <T>(work: (tables: LedgerTables) => Promise<T>, isWaiting?: boolean): Promise<T> => {
    if (!sql.isSoleWriter) return sql.transaction((tx) => runShared(tx, sql, ledger, work));
    let undo = (): void => undefined;
    return sql.transaction(
      async (tx) => {
        const turn = kept.open(tx);
        undo = turn.undo;
        const result = await work(turn.tables);
        turn.end();
        return result;
      },
      () => undo(),
      isWaiting,
    );
  };
  return {
    transact: (work) => transact(work),
    portsFor: (clock, isWaiting) => ({
      ...clock,
      transact: <T>(work: (ledger: SettleLedger) => Promise<T>) =>
        transact((tables) => work(openLedger(tables)), isWaiting),
    }),
    writeLate: async () => {
      const late = kept.takeLate();
      if (late !== null) await sql.transaction(late.write, late.undo);
    },
  };
}

async function runShared<T>(
  tx: Transaction,
  { dialect }: Sql,
  ledger: string,
  work: (tables: LedgerTables) => Promise<T>,
): Promise<T> {
  // What is read here is written again, changed: of two companions that do so at once one begins anew.
  if (dialect === 'postgres') await tx.run('set transaction isolation level serializable');
  return work(openSqlTables(tx, ledger));
}
