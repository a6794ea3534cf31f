import { accountTitle } from '../domain/account-title.ts';
import { STORED_TABLES, type StoredCounts, type StoredTable, type StoredView } from '../domain/dashboard.ts';
import { nameOf } from './account-name.ts';
import type { Database } from './database.ts';

/** What is stored: counted, not read. */
export async function readStored(database: Database): Promise<StoredView> {
  const [counts, bytes, oldest, accounts, sites, lists] = await Promise.all([
    countTables(database),
    readBytes(),
    database.records.orderBy('openedAt').first(),
    database.accounts.toArray(),
    database.records.orderBy('origin').uniqueKeys(),
    database.priceLists.toArray(),
  ]);
  return {
    counts,
    bytes,
    oldestDay: oldest?.day ?? null,
    accounts: accounts.map(({ id, provider, name }) => ({ id, name: accountTitle(nameOf(provider, lists), name) })),
    sites: sites.map(String),
  };
}

/** Entries of every table. */
export async function countTables(database: Database): Promise<StoredCounts> {
  const count = (table: StoredTable): Promise<number> => database[table].count();
  const counts = await Promise.all(STORED_TABLES.map(async (table) => [table, await count(table)] as const));
  return Object.fromEntries(counts) as StoredCounts;
}

async function readBytes(): Promise<number | null> {
  const estimate = await navigator.storage?.estimate().catch(() => null);
  return estimate?.usage ?? null;
}
