import { accountTitle } from '../domain/account-title.ts';
import { readTool } from '../domain/call-names.ts';
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
  const [found, hasLabels, accounts, keys, lists] = await Promise.all([
    isOfDays ? readDays(database, span) : readHours(database, span),
    readHasLabels(database),
    database.accounts.toArray(),
    database.keys.toArray(),
    database.priceLists.toArray(),
  ]);
  return viewSpend(
    { ...found, hasLabels, nameOf: (by, id) => titleOf(by, id, { accounts, keys, lists }) },
    query,
    range,
  );
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

function partOfDay({ day, provider, model, unit, calls, likelyNano, unknownCalls }: RollupRow): SpendPart {
  return { day, provider, model, ...NO_PARTS, unit, nano: likelyNano, calls, unknownCalls };
}

const NO_PARTS = { account: '', key: '', origin: '', kind: '', label: '' } as const;

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

/** Whether any call came from a tool: pages have no labels. */
async function readHasLabels(database: Database): Promise<boolean> {
  return (await database.records.where('origin').startsWith('tool:').first()) !== undefined;
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
  if (by === 'origin') return id.replace(/^tool:/, '');
  // Sums have the beginning of a key's fingerprint.
  if (by === 'key' && id !== '') return keys.find((one) => one.fingerprint.startsWith(id))?.name ?? id;
  return id;
}
