import { accountTitle } from '../domain/account-title.ts';
import { SPEND_BY, type SpendBy, type SpendPart, type SpendQuery, type SpendView } from '../domain/spend-view.ts';
import { daysOfPeriod, type SpendSource, viewSpend } from '../domain/sum-spend.ts';
import type { AccountRow, HourRow, KeyRow, PriceListRow, RollupRow } from '../ledger/rows.ts';
import { nameOf } from './account-name.ts';
import type { Database } from './database.ts';
import { localDay, startOfDay } from './desk.ts';

/** Sums by day know these; the others only sums by hour, which are kept since a later version. */
const OF_DAYS: readonly SpendBy[] = ['provider', 'model'];

/** What was spent, as asked for. `now`: epoch ms. */
export async function readSpend(database: Database, query: SpendQuery, now: number): Promise<SpendView> {
  const range = daysOfPeriod(query.period, localDay(now));
  const isOfDays = SPEND_BY.every((by) => OF_DAYS.includes(by) || (query.by !== by && query.within[by] === undefined));
  const span = { from: range.before.from, to: range.days.to };
  const [found, accounts, keys, lists] = await Promise.all([
    isOfDays ? readDays(database, span) : readHours(database, span),
    database.accounts.toArray(),
    database.keys.toArray(),
    database.priceLists.toArray(),
  ]);
  return viewSpend({ ...found, nameOf: (by, id) => titleOf(by, id, { accounts, keys, lists }) }, query, range);
}

type Span = { readonly from: string; readonly to: string };
type Found = Pick<SpendSource, 'parts' | 'since'>;

async function readDays(database: Database, { from, to }: Span): Promise<Found> {
  const rows = await database.rollups.where('day').between(from, to, true, true).toArray();
  return { parts: rows.map(partOfDay), since: null };
}

/** An hour counts where it began: of zones that are half an hour off, half an hour a day may be found in the day before. */
async function readHours(database: Database, { from, to }: Span): Promise<Found> {
  const rows = await database.hours.where('hour').between(startOfDay(from), startOfDay(to, 1), true, false).toArray();
  const [first, oldest] = await Promise.all([
    database.hours.orderBy('hour').first(),
    database.rollups.orderBy('day').first(),
  ]);
  const since = first === undefined ? null : localDay(first.hour);
  const isMissing = oldest !== undefined && since !== null && oldest.day < since && from < since;
  return { parts: rows.map(partOfHour), since: isMissing ? since : null };
}

function partOfDay({ day, provider, model, unit, calls, likelyNano, unknownCalls }: RollupRow): SpendPart {
  return { day, provider, model, account: '', key: '', origin: '', unit, nano: likelyNano, calls, unknownCalls };
}

function partOfHour({ hour, provider, model, account, key, origin, unit, nano, calls }: HourRow): SpendPart {
  return { day: localDay(hour), provider, model, account, key, origin, unit, nano, calls, unknownCalls: 0 };
}

interface Names {
  readonly accounts: readonly AccountRow[];
  readonly keys: readonly KeyRow[];
  readonly lists: readonly PriceListRow[];
}

/** What people call it; of what is not known which, and of a key without a name, its id. */
function titleOf(by: SpendBy, id: string, { accounts, keys, lists }: Names): string {
  if (by === 'provider') return nameOf(id, lists);
  if (by === 'account') {
    const row = accounts.find((one) => one.id === id);
    return row === undefined ? id : accountTitle(nameOf(row.provider, lists), row.name);
  }
  // Sums have the beginning of a key's fingerprint.
  if (by === 'key' && id !== '') return keys.find((one) => one.fingerprint.startsWith(id))?.name ?? id;
  return id;
}
