import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../../../companion/ledger/postgres.ts';
import { migrate } from '../../../companion/ledger/schema.ts';
import type { Sql } from '../../../companion/ledger/sql.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { startPostgres } from './real-postgres.ts';

/** A database whose every ledger is new; what every adapter is tested by. */
export interface TestDatabase {
  readonly sql: Sql;
  /** A ledger of its own, with tables and nothing in them. */
  readonly newLedger: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface Adapter {
  readonly name: Sql['dialect'];
  readonly open: () => Promise<TestDatabase>;
}

/** The adapters that there are. */
export const adapters: readonly Adapter[] = [
  { name: 'sqlite', open: openFile },
  { name: 'postgres', open: openServer },
];

async function openFile(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-ledger-'));
  const sql = openSqlite(join(folder, 'ledger.db'));
  return withLedgers(sql, async () => rmSync(folder, { recursive: true, force: true }));
}

async function openServer(): Promise<TestDatabase> {
  const server = await startPostgres();
  return withLedgers(openPostgres({ url: server.url }), server.stop);
}

function withLedgers(sql: Sql, remove: () => Promise<void>): TestDatabase {
  let count = 0;
  return {
    sql,
    newLedger: async () => {
      const ledger = `ledger-${++count}`;
      await migrate(sql, ledger);
      return ledger;
    },
    close: async () => {
      await sql.close();
      await remove();
    },
  };
}
