import { migrations } from './migrations.ts';
import { LedgerError, type Sql, type Transaction, toBigint } from './sql.ts';

/** The version of the tables that this program writes. */
export const SCHEMA_VERSION = migrations.length;

/**
 * The version a database's tables have; 0: it has none yet.
 * @throws LedgerError `ledger-newer`: nothing was touched.
 */
export async function readSchemaVersion(sql: Sql): Promise<number> {
  return sql.transaction(async (tx) => checked(await versionOf(tx, sql)));
}

/**
 * Brings the tables to this version, all steps or none. Make a backup first where {@link readSchemaVersion} is older.
 * @throws LedgerError
 */
export async function migrate(sql: Sql, ledger: string): Promise<void> {
  await sql.transaction(async (tx) => {
    // Of several companions that start at once one migrates; the others wait here and find it done.
    await tx.run(
      'create table if not exists schema_version (id text not null, version bigint not null, primary key (id))',
    );
    await tx.run("insert into schema_version (id, version) values ('schema', 0) on conflict (id) do nothing");
    const [row] = await tx.rows("select version from schema_version where id = 'schema' :lock");
    const version = checked(Number(toBigint(row?.version)));
    for (const steps of migrations.slice(version)) {
      for (const step of steps.flatMap((one) => inDialect(one, sql))) await tx.run(step);
    }
    if (version < SCHEMA_VERSION) await tx.run('update schema_version set version = $1', [SCHEMA_VERSION]);
    await tx.run('insert into ledgers (ledger, version) values ($1, 1) on conflict (ledger) do nothing', [ledger]);
  });
}

/** SQLite compares texts by their bytes unless told otherwise, PostgreSQL by the language of the database. */
function inDialect(step: string, { dialect, isSoleWriter }: Sql): readonly string[] {
  const isSqlite = dialect === 'sqlite';
  if (isSoleWriter && step.startsWith(SHARED)) return [];
  const text = step
    .replace(SHARED, '')
    .replaceAll(':text', isSqlite ? 'text' : 'text collate "C"')
    .replace(':ordered', isSqlite ? 'without rowid' : '');
  return [text];
}

/** What a step begins with that a sole writer does not need. */
const SHARED = ':shared ';

async function versionOf(tx: Transaction, { dialect }: Sql): Promise<number> {
  const [found] = await tx.rows(
    dialect === 'sqlite'
      ? "select name from sqlite_master where type = 'table' and name = 'schema_version'"
      : "select table_name from information_schema.tables where table_schema = current_schema() and table_name = 'schema_version'",
  );
  if (found === undefined) return 0;
  const [row] = await tx.rows("select version from schema_version where id = 'schema'");
  return Number(toBigint(row?.version));
}

function checked(version: number): number {
  if (version <= SCHEMA_VERSION) return version;
  throw new LedgerError(
    'ledger-newer',
    `a newer Tollkeeper wrote this database (tables of version ${version}, this program knows ${SCHEMA_VERSION}): ` +
      'update this one; nothing was changed',
  );
}
