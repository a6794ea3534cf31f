import { accountTitle } from '../domain/account-title.ts';
import { STORED_TABLES, type StoredCounts, type StoredTable, type StoredView } from '../domain/dashboard.ts';
import { nameOf } from '../screens/account-name.ts';
import type { Database } from './database.ts';
import { readState } from './forget-old-calls.ts';
import { localDay } from './local-day.ts';
import { readPlainOrigins } from './plain-calls.ts';
import { readClock } from './trust-clock.ts';

/** What is stored: counted, not read. */
export async function readStored(database: Database): Promise<StoredView> {
  const [counts, bytes, oldest, accounts, sites, lists, state, clock] = await Promise.all([
    countTables(database),
    readBytes(),
    database.records.orderBy('openedAt').first(),
    database.accounts.toArray(),
    readSites(database),
    database.priceLists.toArray(),
    readState(database),
    readClock(database),
  ]);
  const dayOf = (at: number | undefined): string | null => (at === undefined ? null : localDay(at));
  return {
    counts,
    bytes,
    oldestDay: oldest?.day ?? null,
    keepDays: state?.keepDays ?? null,
    forgottenBefore: dayOf(state?.forgottenBefore),
    clockDoubted: dayOf(clock?.doubtedAt ?? undefined),
    roomMade: dayOf(state?.roomMadeAt),
    accounts: accounts.map(({ id, provider, name }) => ({ id, name: accountTitle(nameOf(provider, lists), name) })),
    sites,
  };
}

/** Origins of pages that calls were made on; of packed ones their packs know. */
async function readSites(database: Database): Promise<readonly string[]> {
  const [plain, packs] = await Promise.all([readPlainOrigins(database), database.packs.toArray()]);
  const packed = packs.flatMap(({ counts }) => counts.origin.map(([origin]) => origin));
  return [...new Set([...plain, ...packed])].sort();
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
