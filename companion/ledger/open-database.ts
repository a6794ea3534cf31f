import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { type OpenNews, openLedgerFile } from './open-file.ts';
import type { ServerNews } from './open-server.ts';
import type { Sql } from './sql.ts';
import { lockFile, type Synchronous } from './sqlite.ts';

/** Where a ledger can be read besides, by whoever must not wait for its writer. */
export type LedgerSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'server'; readonly url: string };

/** A database that is not the folder's own file. */
export interface ServerChoice {
  /** `postgres://…`; may have a password in it where it comes from the environment. */
  readonly url: string;
  /** See `LedgerServerOptions`. */
  readonly mayMigrate: boolean;
}

/** The ledger of a companion, in its own file or in a server's database. */
export interface OpenedDatabase {
  readonly sql: Sql;
  readonly source: LedgerSource;
  /** IANA name: whose days the ledger has. */
  readonly zone: string;
  /** To be said loudly. */
  readonly news: readonly (OpenNews | ServerNews)[];
  /** Copies the file while it is used. @returns the copy's path. Null: a server's owner makes its copies. */
  readonly backUp: (() => Promise<string>) | null;
  /** When the newest copy was made, epoch ms; null: there is none, or a server's owner makes them. */
  readonly backedUpAt: () => number | null;
  readonly close: () => Promise<void>;
}

interface DatabaseOptions {
  readonly folder: string;
  readonly zone: string;
  /** The ledger's fingerprint secret, 64 hex digits. */
  readonly secretHex: string;
  /** Null: the folder's own file. */
  readonly server: ServerChoice | null;
  /** Of the folder's own file. Absent: `normal`. */
  readonly synchronous?: Synchronous | undefined;
  /** Told where something was lost that nobody waited for. */
  readonly onLost: (error: unknown) => void;
}

/**
 * Opens the ledger. One companion uses a folder at a time, wherever its ledger lies: its tokens, accounts and address are there.
 * @throws LedgerError
 */
export async function openDatabase({
  folder,
  zone,
  secretHex,
  server,
  synchronous,
  onLost,
}: DatabaseOptions): Promise<OpenedDatabase> {
  const path = join(folder, 'ledger.sqlite');
  if (server === null) {
    const { sql, news, backUp, backedUpAt, close } = await openLedgerFile(path, {
      onLost,
      ...(synchronous && { synchronous }),
    });
    return { sql, source: { kind: 'file', path }, zone, news, backUp, backedUpAt, close };
  }
  const { url, mayMigrate } = server;
  const lock = lockFile(path);
  try {
    // Its driver is loaded by those who have a server.
    const { openLedgerServer } = await import('./open-server.ts');
    const opened = await openLedgerServer({ url, zone, mayMigrate, secretMark: markOf(secretHex) });
    const close = async (): Promise<void> => {
      await opened.sql.close();
      lock.release();
    };
    return { ...opened, source: { kind: 'server', url }, backUp: null, backedUpAt: () => null, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Tells whether two companions have the same secret; says nothing else of it. */
function markOf(secretHex: string): string {
  return createHmac('sha256', Buffer.from(secretHex, 'hex')).update('tollkeeper ledger').digest('hex').slice(0, 32);
}
