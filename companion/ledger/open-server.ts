import { openPostgres } from './postgres.ts';
import { migrate, readSchemaVersion, SCHEMA_VERSION } from './schema.ts';
import { LedgerError, type Sql, toText } from './sql.ts';

/** What a person must hear of a database that several companions share. */
export type ServerNews =
  | { readonly kind: 'migrated-server'; readonly from: number; readonly to: number }
  /** Another companion's secret makes the fingerprints here: budgets of one key and accounts do not meet. */
  | { readonly kind: 'other-secret' }
  /** Days are counted in this zone, not in that of this machine. */
  | { readonly kind: 'other-zone'; readonly zone: string };

/** How a ledger in a database server is opened. */
export interface LedgerServerOptions {
  readonly url: string;
  /** IANA name: this machine's; the first companion's stays the ledger's. */
  readonly zone: string;
  /** What tells two fingerprint secrets apart, and nothing more of them. */
  readonly secretMark: string;
  /** Tables of an older version may be changed: the server's copies are its owner's to make, before that. */
  readonly mayMigrate: boolean;
  readonly ledger?: string;
  readonly waitMsMax?: number;
}

/** A ledger that other companions may have open, too. */
export interface LedgerServer {
  readonly sql: Sql;
  /** IANA name: whose days the ledger has. */
  readonly zone: string;
  readonly news: readonly ServerNews[];
}

/**
 * Opens a ledger in PostgreSQL, and makes its tables where there are none.
 * @throws LedgerError `ledger-older` (tables that may not be changed yet), `ledger-newer`, `ledger-unavailable`; nothing was changed.
 */
export async function openLedgerServer(options: LedgerServerOptions): Promise<LedgerServer> {
  const { url, waitMsMax, ledger = 'main', zone, secretMark } = options;
  const sql = openPostgres({ url, ...(waitMsMax !== undefined && { waitMsMax }) });
  try {
    const news = await bringUp(sql, options);
    const known = await agree(sql, ledger, { zone, 'secret-mark': secretMark });
    const home = known.zone ?? zone;
    if (known['secret-mark'] !== secretMark) news.push({ kind: 'other-secret' });
    if (home !== zone) news.push({ kind: 'other-zone', zone: home });
    return { sql, zone: home, news };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

async function bringUp(sql: Sql, { mayMigrate, ledger = 'main' }: LedgerServerOptions): Promise<ServerNews[]> {
  const from = await readSchemaVersion(sql);
  const isOlder = from > 0 && from < SCHEMA_VERSION;
  if (isOlder && !mayMigrate) {
    throw new LedgerError(
      'ledger-older',
      `an older Tollkeeper made its tables (version ${from}, this program needs ${SCHEMA_VERSION}); nothing was changed`,
    );
  }
  await migrate(sql, ledger);
  return isOlder ? [{ kind: 'migrated-server', from, to: SCHEMA_VERSION }] : [];
}

/** What is agreed on for the whole ledger: the first one who says it is believed. */
async function agree(
  sql: Sql,
  ledger: string,
  facts: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const rows = Object.entries(facts).map(([name, value]) => [ledger, name, value]);
  const known = await sql.transaction(async (tx) => {
    await tx.insert('ledger_facts', ['ledger', 'name', 'value'], rows, 'on conflict (ledger, name) do nothing');
    return tx.rows('select name, value from ledger_facts where ledger = $1', [ledger]);
  });
  return Object.fromEntries(known.map(({ name, value }) => [toText(name), toText(value)]));
}
