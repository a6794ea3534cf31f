import type { PriceBook } from '../domain/price-book.ts';
import { readTariff, TARIFF_HABITS } from './ledger-context.ts';
import type { LedgerTables } from './tables.ts';

/** Providers of one's own that calls may be held against, and tariff groups of each relay. */
const CANDIDATES_MAX = 20;
const GROUPS_MAX = 8;

/** What the ledger knows of prices, and who else could be paid. */
export interface Gathered {
  readonly book: PriceBook;
  readonly candidates: readonly string[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Reads it: a handful of small tables. Inside a transaction. */
export async function gatherBook(tables: LedgerTables): Promise<Gathered> {
  const [accounts, keys, lists, tariffs] = await Promise.all([
    tables.accounts.toArray(),
    tables.keys.toArray(),
    tables.priceLists.toArray(),
    tables.habits.where('id').startsWith(TARIFF_HABITS).toArray(),
  ]);
  const sites = Object.fromEntries(lists.map(({ provider, facts, prices }) => [provider, { facts, prices }]));
  const own = tariffs.flatMap((row) => {
    const tariff = readTariff(row);
    return tariff === undefined ? [] : [[row.id.slice(TARIFF_HABITS.length), tariff] as const];
  });
  const book: PriceBook = {
    sites,
    own: Object.fromEntries(own),
    accounts: Object.fromEntries(
      accounts.map((row) => [row.id, { group: row.group ?? null, ...(row.own && { own: row.own }) }]),
    ),
    keyGroups: Object.fromEntries(
      keys.flatMap(({ fingerprint, group }) => (group == null ? [] : [[fingerprint, group]])),
    ),
  };
  const groups = lists.flatMap(({ provider, prices }) => {
    const names = Object.keys(prices?.groupRatios ?? {});
    return names.length < 2 ? [] : [[provider, names.slice(0, GROUPS_MAX)] as const];
  });
  const known = [...lists, ...accounts].map(({ provider }) => provider);
  return { book, candidates: [...new Set(known)].slice(0, CANDIDATES_MAX), groups: Object.fromEntries(groups) };
}
