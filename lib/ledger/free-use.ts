import type { Meter, Usage } from '../domain/call.ts';
import { type FreeQuantity, type FreeUse, freeName, type PoolsOf, periodOf } from '../domain/free-quantity.ts';
import type { CallRecord } from '../domain/record.ts';
import type { FreeQuery } from '../engine/ports.ts';
import { accountRowId, costHabitId } from './row-ids.ts';
import type { HabitRow } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** Periods of which sums are kept: calls that end late belong to the one they began in. */
const PERIODS_MAX = 40;
/** A local day is never this far from the instant that the period's calls are looked for by, ms. */
const DAY_MS = 86_400_000;
const REACH_MS: Readonly<Record<FreeQuantity['per'], number>> = { day: 3 * DAY_MS, month: 33 * DAY_MS };

/** Which calls of an account count for a free quantity. */
interface Counted extends Pick<FreeQuery, 'provider' | 'account' | 'model' | 'day' | 'at' | 'callId'> {
  readonly free: FreeQuantity;
  /** Which pools a model is in by prices as they are now; absent: only what calls were priced by says so. */
  readonly poolsOf?: PoolsOf;
}

/** Of these rows what the accounts used of free quantities; without an account, what calls did of which nobody knows who paid. */
export function readFreeUse(
  rows: readonly HabitRow[],
  provider: string,
  accounts: readonly string[],
): readonly FreeUse[] {
  const ids = accounts.length === 0 ? [accountRowId(provider, '')] : accounts;
  const beginnings = ids.map((id) => costHabitId(id, FREE));
  return rows.filter(({ id }) => beginnings.some((one) => id.startsWith(one))).flatMap(usesOf);
}

/** Behind an account's id: its row is found with its costs. */
const FREE = 'free|';

/** Whether a row has such sums: they are made of the calls that are there. */
export function isFreeUse(row: HabitRow): boolean {
  return usesOf(row).length > 0;
}

function usesOf({ values }: HabitRow): readonly FreeUse[] {
  return values.flatMap((value) => (typeof value === 'object' && 'counts' in value ? [value] : []));
}

/** Counts what the calls of a period used of free quantities, of which there are no sums yet. */
export async function countFreeUse(tables: LedgerTables, { free, ...query }: FreeQuery): Promise<readonly FreeUse[]> {
  const uses: FreeUse[] = [];
  for (const one of free) {
    const [name, period] = [freeName(one, query.model), periodOf(one.per, query.day)];
    uses.push({ name, per: one.per, period, counts: await countCalls(tables, { ...query, free: one }) });
  }
  return uses;
}

/** All meters of the quantity are named. The call itself is not counted. */
async function countCalls(tables: LedgerTables, counted: Counted): Promise<Usage> {
  const calls = await findCalls(tables, counted);
  const others = calls.filter(({ callId }) => callId !== counted.callId);
  return others.reduce((sum, call) => addUse(sum, call, counted.free), nothingOf(counted.free));
}

/** The calls of a period that count for a free quantity. */
function findCalls(tables: LedgerTables, { free, ...of }: Omit<Counted, 'callId'>): PromiseLike<readonly CallRecord[]> {
  const isNowOfPool = (model: string | null): boolean =>
    free.pool !== undefined && (of.poolsOf?.(model) ?? []).includes(free.pool);
  const [reach, period] = [REACH_MS[free.per], periodOf(free.per, of.day)];
  const isMeant = (record: CallRecord): boolean =>
    record.account === of.account &&
    periodOf(free.per, record.day) === period &&
    (record.model === of.model || isOfPool(record, free) || isNowOfPool(record.model));
  return tables.records
    .where('[provider+openedAt]')
    .between([of.provider, of.at - reach], [of.provider, of.at + reach])
    .filter(isMeant)
    .toArray();
}

function nothingOf({ meters }: FreeQuantity): Usage {
  return Object.fromEntries(meters.map((meter) => [meter, 0]));
}

/** One that was booked before anything was free has used what it was billed, else what it asked for. */
function addUse(sum: Usage, { freeUse, usage, draft }: CallRecord, { meters }: FreeQuantity): Usage {
  const of = (meter: Meter): number => {
    const asked = usage === null && draft?.units?.meter === meter ? draft.units.count : 0;
    return freeUse?.[meter] ?? usage?.[meter] ?? asked;
  };
  return Object.fromEntries(meters.map((meter) => [meter, (sum[meter] ?? 0) + of(meter)]));
}

/**
 * What calls that began before one used of free quantities in its period, for prices that are said afterwards. Each period is
 * read once. Call inside one transaction.
 */
export function openFreeOrder(
  tables: LedgerTables,
): (record: CallRecord, free: readonly FreeQuantity[], poolsOf: PoolsOf) => Promise<readonly FreeUse[]> {
  const periods = new Map<string, Promise<ReadonlyMap<string, Usage>>>();
  const read = async (
    record: CallRecord,
    free: FreeQuantity,
    poolsOf: PoolsOf,
  ): Promise<ReadonlyMap<string, Usage>> => {
    const calls = await findCalls(tables, { ...record, at: record.openedAt, free, poolsOf });
    const inOrder = calls.toSorted((a, b) => a.openedAt - b.openedAt || (a.callId < b.callId ? -1 : 1));
    const before = new Map<string, Usage>();
    inOrder.reduce((sum, call) => {
      before.set(call.callId, sum);
      return addUse(sum, call, free);
    }, nothingOf(free));
    return before;
  };
  return async (record, free, poolsOf) => {
    const uses: FreeUse[] = [];
    for (const one of free) {
      const { provider, account, model, day, callId } = record;
      const [name, period] = [freeName(one, model), periodOf(one.per, day)];
      const key = JSON.stringify([provider, account, name, period, one.meters]);
      const known = periods.get(key) ?? read(record, one, poolsOf);
      periods.set(key, known);
      uses.push({ name, per: one.per, period, counts: (await known).get(callId) ?? nothingOf(one) });
    }
    return uses;
  };
}

function isOfPool({ pricedBy }: CallRecord, { pool }: FreeQuantity): boolean {
  return pool !== undefined && (pricedBy?.free ?? []).some((one) => one.pool === pool);
}

/** Adds what a call used of free quantities to the sums of its account and period. `times` -1: takes it out again. */
export async function addFreeUse(tables: LedgerTables, record: CallRecord, times: 1 | -1 = 1): Promise<void> {
  const { provider, account, model, day, callId, openedAt: at, freeUse } = record;
  if (freeUse === undefined) return;
  for (const free of record.pricedBy?.free ?? []) {
    const [name, period] = [freeName(free, model), periodOf(free.per, day)];
    const id = costHabitId(account ?? accountRowId(provider, ''), FREE + name);
    const row = await tables.habits.get(id);
    const all = row === undefined ? [] : usesOf(row);
    const known = all.find((one) => one.per === free.per && one.period === period);
    const isKnown = known !== undefined && free.meters.every((meter) => known.counts[meter] !== undefined);
    const before = isKnown ? known.counts : await countCalls(tables, { ...record, at, callId, free });
    const counts: Usage = Object.fromEntries(
      free.meters.map((meter) => [
        meter,
        Math.max(0, (before[meter] ?? 0) + (isKnown || times > 0 ? times * (freeUse[meter] ?? 0) : 0)),
      ]),
    );
    const next: FreeUse = { name, per: free.per, period, counts: { ...known?.counts, ...counts } };
    const others = all.filter((one) => one !== known);
    await tables.habits.put({ id, values: newest([...others, next]) });
  }
}

/** The last periods, oldest first. */
function newest(uses: readonly FreeUse[]): readonly FreeUse[] {
  return uses.toSorted((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0)).slice(-PERIODS_MAX);
}
