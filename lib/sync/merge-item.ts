import type { BalanceReading } from '../domain/balance.ts';
import { leavesReading } from '../domain/leaves-reading.ts';
import { idsOfWallet } from '../ledger/ledger-context.ts';
import { putReading } from '../ledger/put-reading.ts';
import type { LedgerTable } from '../ledger/table.ts';
import type { LedgerTables } from '../ledger/tables.ts';
import { mergeRecord } from './merge-record.ts';
import { IGNORED_FIELDS, KEY_FIELDS, type StampedTable, type SyncItem } from './protocol.ts';
import {
  AHEAD_MS_MAX,
  type Fields,
  isSame,
  mergeRows,
  type StampedRow,
  type Stamps,
  stampWhole,
  textOf,
  withoutFuture,
} from './stamps.ts';

/** Where what comes is merged into: the ledger's tables, and the stamps that lie beside its rows, in one transaction. */
export interface MergePlace {
  readonly tables: LedgerTables;
  /** Undefined: nobody noted any. */
  readonly readStamps: (table: StampedTable, id: string) => PromiseLike<Stamps | undefined>;
  readonly writeStamps: (table: StampedTable, id: string, stamps: Stamps) => PromiseLike<void>;
  /** Epoch ms. */
  readonly now: number;
  /** This ledger's own id, for rows that nobody stamped. */
  readonly self: string;
}

/** What became of an item: `mine`: what is here says more than it, and whoever sent it does not know that yet. */
export interface MergedItem {
  readonly isChanged: boolean;
  readonly isMine: boolean;
}

const NOTHING: MergedItem = { isChanged: false, isMine: false };

/** Takes in one thing that the other side has told. Again, late or in another order it comes to the same. */
export async function mergeItem(item: SyncItem, place: MergePlace): Promise<MergedItem> {
  switch (item.kind) {
    case 'record': {
      const isChanged = await mergeRecord(place.tables, item.record);
      return {
        isChanged,
        isMine: !isChanged && !isSame(await place.tables.records.get(item.record.callId), item.record),
      };
    }
    case 'reading':
      return mergeReading(place.tables, item.account, item.reading, place.now);
    case 'row':
      return mergeRow(item, place);
    case 'unsent':
      return NOTHING;
  }
}

/** The row of a table that is changed, with its stamps; where nobody noted them, those of when it says it is from. */
export async function readStamped(place: MergePlace, table: StampedTable, id: string): Promise<StampedRow> {
  const row = (await tableOf(place.tables, table).get(id)) ?? null;
  return { row, stamps: stampsOf(row, await place.readStamps(table, id), place.self) };
}

/** The stamps of a row: those that were noted, else of when it says it is from. */
export function stampsOf(row: Fields | null, noted: Stamps | undefined, self: string): Stamps {
  return noted ?? (row === null ? {} : stampWhole(row, sinceOf(row), self));
}

/** A table of rows that are changed, whatever they are of. */
export function tableOf(tables: LedgerTables, table: StampedTable): LedgerTable<Fields, string> {
  return tables[table] as unknown as LedgerTable<Fields, string>;
}

async function mergeRow(item: Extract<SyncItem, { kind: 'row' }>, place: MergePlace): Promise<MergedItem> {
  const { table, id } = item;
  if (table === 'habits' && !isSharedHabit(id)) return NOTHING;
  const mine = await readStamped(place, table, id);
  const theirs = { row: item.row, stamps: withoutFuture(item.stamps, place.now) };
  const merged = withOwn(mergeRows(mine, theirs), mine, theirs, IGNORED_FIELDS[table]);
  const isChanged = !isSame(merged.row, mine.row);
  const isWhole = merged.row === null || Object.hasOwn(merged.row, KEY_FIELDS[table]);
  if (!isWhole) return NOTHING;
  if (isChanged && merged.row === null) await tableOf(place.tables, table).delete(id);
  else if (isChanged && merged.row !== null) await tableOf(place.tables, table).put(merged.row);
  await place.writeStamps(table, id, merged.stamps);
  const isAsTold = isSame(withOwn(merged, theirs, theirs, IGNORED_FIELDS[table]).row, item.row);
  return { isChanged, isMine: !isAsTold };
}

/** What each side adds up itself stays as it is on that side, as long as it is from the same beginning. */
function withOwn(merged: StampedRow, own: StampedRow, theirs: StampedRow, fields: readonly string[]): StampedRow {
  if (merged.row === null || own.row === null) return merged;
  const kept = fields.filter((field) => isSame(merged.stamps[field], theirs.stamps[field]));
  const isKept = (field: string): boolean => isSame(own.stamps[field], merged.stamps[field]) && kept.includes(field);
  const row = Object.fromEntries(
    Object.entries(merged.row).map(([name, value]) => [name, isKept(name) ? own.row?.[name] : value]),
  );
  return { ...merged, row };
}

/** Of what is usual only what the user said of prices is told: the rest each side learns from what it sees itself. */
export function isSharedHabit(id: string): boolean {
  return id.startsWith('tariff|');
}

function sinceOf({ seenAt, readAt }: Fields): number {
  const at = seenAt ?? readAt;
  return typeof at === 'number' ? at : 0;
}

/** Calls that ended after a reading may have begun so long before it, ms: those of jobs are told apart by their provider. */
const CALL_MS_MAX = 3_600_000;

/**
 * The newer reading counts, with what was spent since it by the calls that are known here; one from further ahead than clocks differ
 * counts for nothing, on whichever side: it would win for ever. `now`: epoch ms. Call inside a transaction.
 */
export async function mergeReading(
  tables: LedgerTables,
  account: string,
  reading: BalanceReading,
  now: number,
): Promise<MergedItem> {
  const { unit } = reading;
  const known = await tables.readings.get([account, unit]);
  const isAhead = ({ at }: BalanceReading): boolean => at > now + AHEAD_MS_MAX;
  if (isAhead(reading)) return { isChanged: false, isMine: known !== undefined && !isAhead(known.reading) };
  const mine = known !== undefined && !isAhead(known.reading) ? known : undefined;
  if (mine !== undefined) {
    const order = orderOf(mine.reading, reading);
    if (order >= 0) return { isChanged: false, isMine: order > 0 };
  }
  await putReading(tables, account, reading, now + AHEAD_MS_MAX);
  const ids = await idsOfWallet(tables, account);
  const later = await tables.records
    .where('openedAt')
    .between(Math.max(0, reading.at - CALL_MS_MAX), Number.MAX_SAFE_INTEGER)
    .filter((record) => record.settledAt > reading.at && record.account !== null && ids.includes(record.account))
    .toArray();
  const spentSinceNano = later.reduce(
    (sum, record) => sum + (record.cost?.unit === unit ? leavesReading(record, reading.at) : 0n),
    0n,
  );
  const row = await tables.readings.get([account, unit]);
  if (row !== undefined && spentSinceNano !== 0n) await tables.readings.put({ ...row, spentSinceNano });
  return { isChanged: true, isMine: false };
}

/** Of the same instant either counts, but on both sides the same one. */
function orderOf(one: BalanceReading, other: BalanceReading): number {
  if (one.at !== other.at) return one.at - other.at;
  const [first, second] = [textOf(withoutBlur(one)), textOf(withoutBlur(other))];
  return first === second ? 0 : first > second ? 1 : -1;
}

/** Whether calls ran while it was read each side finds out by itself. */
function withoutBlur({ isBlurred: _, ...reading }: BalanceReading): object {
  return reading;
}
