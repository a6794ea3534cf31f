import { afterAll, beforeAll } from 'vitest';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import type { LedgerTables } from '../../../lib/ledger/tables.ts';
import { describeLedger } from '../../engine/ledger-contract.ts';
import { describeTables } from '../../ledger/table-contract.ts';
import { type Adapter, adapters, type TestDatabase } from './adapters.ts';
import { openSqlHost } from './sql-host.ts';

/** What the browser's ledger does over Dexie it does over each of our databases. */
function describeRows({ name, open }: Adapter): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());
  const keep = async (): Promise<void> => undefined;

  describeTables(name, async () => {
    const store = openLedgerStore(database.sql, await database.newLedger());
    let tables: LedgerTables | null = null;
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
      close: keep,
    };
  });

  describeLedger(name, async (startAt) => openSqlHost(database.sql, await database.newLedger(), startAt, keep));
}

for (const adapter of adapters) describeRows(adapter);
