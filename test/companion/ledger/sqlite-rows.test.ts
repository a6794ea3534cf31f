import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { rowTableSteps } from '../../../companion/ledger/row-tables.ts';
import { openSqlite, type SqliteSql } from '../../../companion/ledger/sqlite.ts';
import { describeLedger } from '../../engine/ledger-contract.ts';
import { describeTables } from '../../ledger/table-contract.ts';
import { openSqlHost } from './sql-host.ts';

function open(): { readonly sql: SqliteSql; readonly close: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-rows-'));
  const sql = openSqlite(join(folder, 'ledger.sqlite'));
  for (const step of rowTableSteps) {
    sql.database.exec(step.replaceAll(':text', 'text').replace(':ordered', 'without rowid'));
  }
  const close = async (): Promise<void> => {
    await sql.close();
    rmSync(folder, { recursive: true });
  };
  return { sql, close };
}

describeTables('SQLite', async () => {
  const { sql, close } = open();
  let tables: Parameters<Parameters<ReturnType<typeof openLedgerStore>['transact']>[0]>[0] | null = null;
  const store = openLedgerStore(sql);
  return {
    get tables() {
      if (tables === null) throw new Error('outside of a transaction');
      return tables;
    },
    transact: (work) =>
      store.transact(async (inside) => {
        tables = inside;
        return work();
      }),
    close,
  };
});

describeLedger('SQLite', async (startAt) => {
  const { sql, close } = open();
  return openSqlHost(sql, 'main', startAt, close);
});
