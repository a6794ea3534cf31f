import { SPEND_BY, type SpendBy, type SpendPart, type SpendQuery, type SpendView } from '../domain/spend-view.ts';
import { daysOfPeriod, type SpendSource, viewSpend } from '../domain/sum-spend.ts';
import type { HourRow } from '../ledger/rows.ts';
import { nameSpend, partOfDay } from '../screens/name-spend.ts';
import type { Database } from './database.ts';
import { localDay } from './local-day.ts';

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
  return viewSpend({ ...found, nameOf: (by, id) => nameSpend(by, id, { accounts, keys, lists }) }, query, range);
}

type Span = { readonly from: string; readonly to: string };
type Found = Pick<SpendSource, 'parts' | 'since'>;

async function readDays(database: Database, { from, to }: Span): Promise<Found> {
  const rows = await database.rollups.where('day').between(from, to, true, true).toArray();
  return { parts: rows.map(partOfDay), since: null };
}

/** An hour counts where it began: of zones that are half an hour off, half an hour a day may be found in the day before. */
async function readHours(database: Database, { from, to }: Span): Promise<Found> {
  const rows = await database.hours.where('hour').between(startOf(from), startOf(to, 1), true, false).toArray();
  const [first, oldest] = await Promise.all([
    database.hours.orderBy('hour').first(),
    database.rollups.orderBy('day').first(),
  ]);
  const since = first === undefined ? null : localDay(first.hour);
  const isMissing = oldest !== undefined && since !== null && oldest.day < since && from < since;
  return { parts: rows.map(partOfHour), since: isMissing ? since : null };
}

/** When a local day begins, or one so many days later, epoch ms. */
function startOf(day: string, daysLater = 0): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}

function partOfHour({ hour, provider, model, account, key, origin, unit, nano, calls }: HourRow): SpendPart {
  return { day: localDay(hour), provider, model, account, key, origin, unit, nano, calls, unknownCalls: 0 };
}
