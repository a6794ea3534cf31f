import { readTool } from '../domain/call-names.ts';
import { SPEND_BY, type SpendBy, type SpendPart, type SpendQuery, type SpendView } from '../domain/spend-view.ts';
import { daysOfPeriod, type SpendSource, viewSpend } from '../domain/sum-spend.ts';
import type { HourRow } from '../ledger/rows.ts';
import { nameSpend, partOfDay } from '../screens/name-spend.ts';
import type { Database } from './database.ts';
import { localDay, startOfDay } from './local-day.ts';

/** Sums by day know these; the others only sums by hour, which are kept since a later version. */
const OF_DAYS: readonly SpendBy[] = ['provider', 'model'];

/** What was spent, as asked for. `now`: epoch ms. */
export async function readSpend(database: Database, query: SpendQuery, now: number): Promise<SpendView> {
  const range = daysOfPeriod(query.period, localDay(now));
  const isOfDays = SPEND_BY.every((by) => OF_DAYS.includes(by) || (query.by !== by && query.within[by] === undefined));
  const span = { from: range.before.from, to: range.days.to };
  const [found, lacks, accounts, keys, lists] = await Promise.all([
    isOfDays ? readDays(database, span) : readHours(database, span),
    readLacking(database),
    database.accounts.toArray(),
    database.keys.toArray(),
    database.priceLists.toArray(),
  ]);
  return viewSpend({ ...found, lacks, nameOf: (by, id) => nameSpend(by, id, { accounts, keys, lists }) }, query, range);
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
  return { parts: rows.flatMap(partsOfHour), since: isMissing ? since : null };
}

/** One for each kind of request. What older versions added up is of no kind. */
function partsOfHour(row: HourRow): readonly SpendPart[] {
  const { hour, provider, model, account, key, origin, unit, kinds = {} } = row;
  const label = readTool(origin)?.label ?? '';
  const part = { day: localDay(hour), provider, model, account, key, origin, label, unit, unknownCalls: 0 };
  const known = Object.entries(kinds).map(([kind, sums]) => ({ ...part, kind, ...sums }));
  const calls = known.reduce((left, one) => left - one.calls, row.calls);
  const nano = known.reduce((left, one) => left - one.nano, row.nano);
  return calls === 0 && nano === 0n ? known : [...known, { ...part, kind: '', nano, calls }];
}

/** What it cannot be taken apart by: pages have no labels. */
async function readLacking(database: Database): Promise<readonly SpendBy[]> {
  const labelled = await database.records.where('origin').startsWith('tool:').first();
  return labelled === undefined ? ['label'] : [];
}
