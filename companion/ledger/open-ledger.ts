import type { SettleLedger, SettlePorts } from '../../lib/engine/ports.ts';
import { openLedger } from '../../lib/ledger/ledger.ts';
import type { LedgerTables } from '../../lib/ledger/tables.ts';
import { keepingHistory } from './balance-history.ts';
import { openKeptTables } from './kept-tables.ts';
import { openNotingTables } from './noting-tables.ts';
import type { Sql, Transaction, TransactionHow } from './sql.ts';
import { openLate, openSqlTable } from './sql-tables.ts';
import { readSyncState } from './sync-notes.ts';

/** The ledger's rows in a database whose tables are there. */
export interface LedgerStore {
  /** Runs `work` in one transaction: all of it is written, or nothing. It may run again. @throws LedgerError */
  readonly transact: <T>(work: (tables: LedgerTables) => Promise<T>) => Promise<T>;
  /** The same below what is noted for browsers: who writes to these tables says itself whom it told. @throws LedgerError */
  readonly transactBelow: <T>(work: (below: Below) => Promise<T>) => Promise<T>;
  /**
   * What the engine reviews and settles with. `dayOf`: the day of an instant, `YYYY-MM-DD`, in the ledger's home zone.
   * `isWaiting`: as in {@link TransactionHow}.
   */
  readonly portsFor: (clock: Pick<SettlePorts, 'now' | 'dayOf'>, isWaiting?: boolean) => SettlePorts;
  /** Writes what was put off (see kept-tables.ts): now and then, and before the database is closed. */
  readonly writeLate: () => Promise<void>;
}

/** What a transaction has. */
export interface Below {
  readonly tx: Transaction;
  readonly ledger: string;
  readonly dialect: Sql['dialect'];
  readonly tables: LedgerTables;
}

/** Opens the rows of one ledger of a database. Once in a process for each: a sole writer remembers what it wrote. */
export function openLedgerStore(sql: Sql, ledger = 'main'): LedgerStore {
  const kept = openKeptTables(ledger);
  /** @param asksItself `work` asks the database itself, which has to have all rows. */
  const below = <T>(
    work: (below: Below) => Promise<T>,
    { isWaiting, asksItself = false }: { readonly isWaiting?: boolean | undefined; readonly asksItself?: boolean } = {},
  ): Promise<T> => {
    if (!sql.isSoleWriter) return sql.transaction((tx) => runShared(tx, sql, ledger, work));
    let undo = (): void => undefined;
    return sql.transaction(
      async (tx) => {
        const turn = kept.open(tx);
        undo = turn.undo;
        if (asksItself) await turn.writeNow();
        const result = await work({ tx, ledger, dialect: sql.dialect, tables: turn.tables });
        turn.end();
        return result;
      },
      () => undo(),
      { isWaiting },
    );
  };
  /** Whether a browser is paired; null: look. Others may pair one with a database that is not ours alone. */
  let isSynced: boolean | null = null;
  const transact = <T>(work: (tables: LedgerTables) => Promise<T>, isWaiting?: boolean): Promise<T> =>
    below(
      async (given) => {
        const { tx } = given;
        const isOn = isSynced ?? (await readSyncState(tx, ledger)) !== null;
        if (sql.isSoleWriter) isSynced = isOn;
        if (!isOn) return work(given.tables);
        const { tables, flush } = openNotingTables({ ...given, now: Date.now });
        const result = await work(tables);
        await flush();
        return result;
      },
      { isWaiting },
    );
  return {
    transact: (work) => transact(work),
    transactBelow: (work) =>
      below(
        async (given) => {
          const result = await work(given);
          // Before anybody else has a turn: a browser may be paired now.
          isSynced = null;
          return result;
        },
        { asksItself: true },
      ),
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
  work: (below: Below) => Promise<T>,
): Promise<T> {
  // What is read here is written again, changed: of two companions that do so at once one begins anew.
  if (dialect === 'postgres') await tx.run('set transaction isolation level serializable');
  const tables = openLate((name) => {
    const table = openSqlTable(tx, ledger, name);
    return name === 'readings' ? keepingHistory(table, tx, ledger) : table;
  });
  return work({ tx, ledger, dialect, tables });
}
