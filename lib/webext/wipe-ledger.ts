import { STORED_TABLES, type StoredCounts, type StoredTable, type WipeTarget } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import { isOfOrigin } from '../engine/forecast-output.ts';
import { takeRecordFromRollup } from '../ledger/ledger.ts';
import { costHabitId } from '../ledger/row-ids.ts';
import type { Database } from './database.ts';
import { noteWiped } from './folder-wiped.ts';
import { forgetForgotten } from './forget-old-calls.ts';
import { forgetIdentity } from './ledger-identity.ts';
import { unpackCalls } from './pack-calls.ts';

/** Calls that are deleted in one transaction: a review that comes meanwhile waits for it. */
const ROWS_MAX = 500;

const NOTHING: StoredCounts = {
  records: 0,
  rollups: 0,
  accounts: 0,
  readings: 0,
  keys: 0,
  habits: 0,
  priceLists: 0,
  drops: 0,
  lengths: 0,
  ownBudgets: 0,
  openCalls: 0,
  hours: 0,
  balanceHistory: 0,
  watch: 0,
  blocks: 0,
  refusalNotes: 0,
};

/**
 * Deletes what was asked for and returns how much is gone, by table. All at once for everything; of one site or account
 * the calls go in portions, each with its part of the daily sums. Rejects when the ledger fails; nothing of a portion is
 * then half deleted.
 */
export async function wipeLedger(database: Database, target: WipeTarget): Promise<StoredCounts> {
  await noteWiped(database, target, Date.now());
  switch (target.kind) {
    case 'all':
      return wipeAll(database);
    case 'account':
      return wipeAccount(database, target.id);
    case 'site':
      return wipeSite(database, target.origin);
  }
}

function wipeAll(database: Database): Promise<StoredCounts> {
  return database.transaction('rw', database.tables, async () => {
    const gone: Record<StoredTable, number> = { ...NOTHING };
    for (const table of STORED_TABLES) {
      gone[table] = await database[table].count();
      await database[table].clear();
    }
    await forgetForgotten(database);
    await forgetIdentity(database);
    return gone;
  });
}

async function wipeAccount(database: Database, id: string): Promise<StoredCounts> {
  // First the account itself: a call that ends meanwhile is then no longer booked on it.
  const rest = await database.transaction('rw', database.tables, async () => ({
    accounts: await database.accounts.where('id').equals(id).delete(),
    readings: await database.readings.where('account').equals(id).delete(),
    keys: await database.keys.where('account').equals(id).delete(),
    habits: await database.habits.where('id').startsWith(costHabitId(id, '')).delete(),
    openCalls: await database.openCalls.where('account').equals(id).delete(),
    drops: await database.drops.where('account').equals(id).delete(),
    hours: await database.hours.where('account').equals(id).delete(),
    balanceHistory: await database.balanceHistory.where('account').equals(id).delete(),
    watch: await forgetAlerts(database, id),
    blocks: await database.blocks.where('account').equals(id).delete(),
    refusalNotes: await database.refusalNotes.where('account').equals(id).delete(),
  }));
  const calls = await wipeRecords(database, 'account', id);
  return { ...NOTHING, ...rest, ...calls };
}

/** What was told of an account, and of its use. Everything else of that row stays: nothing of it is gone as a row. */
async function forgetAlerts(database: Database, id: string): Promise<number> {
  const state = await database.watch.get('state');
  if (state === undefined) return 0;
  const alerts = state.alerts.filter(
    ({ condition: { subject } }) => subject.kind === 'budget' || (subject.kind === 'account' && subject.id !== id),
  );
  const kept = new Set(alerts.map((alert) => alert.id));
  await database.watch.put({
    ...state,
    alerts,
    paces: state.paces.filter(({ account }) => account !== id),
    untold: state.untold.filter(({ alert }) => alert.split(',').every((one) => kept.has(one))),
  });
  return 0;
}

async function wipeSite(database: Database, origin: string): Promise<StoredCounts> {
  const openCalls = await database.openCalls.filter((call) => call.origin === origin).delete();
  const priceLists = await database.priceLists.filter(({ facts }) => facts.origin === origin).delete();
  const lengths = await database.lengths.filter(({ name }) => isOfOrigin(name, origin)).delete();
  const hours = await database.hours.filter((row) => row.origin === origin).delete();
  const blocks = await database.blocks.where('origin').equals(origin).delete();
  const refusalNotes = await database.refusalNotes.where('origin').equals(origin).delete();
  const calls = await wipeRecords(database, 'origin', origin);
  return { ...NOTHING, hours, blocks, refusalNotes, openCalls, priceLists, lengths, ...calls };
}

type Gone = Pick<StoredCounts, 'records' | 'rollups'>;

async function wipeRecords(database: Database, field: 'account' | 'origin', value: string): Promise<Gone> {
  const { records, rollups, hours, packs, packedCalls } = database;
  const wipe = (find: () => Promise<readonly CallRecord[]>): Promise<Gone> =>
    database.transaction('rw', [records, rollups, hours, packedCalls], async () => wipeFound(database, await find()));
  const sum: Record<keyof Gone, number> = { records: 0, rollups: 0 };
  const add = (gone: Gone): void => {
    sum.records += gone.records;
    sum.rollups += gone.rollups;
  };
  // Packs one by one: each is opened once, and what is left of it is packed anew.
  const having = await packs.filter(({ counts }) => counts[field].some(([one]) => one === value)).primaryKeys();
  for (const id of having) {
    const find = async (): Promise<readonly CallRecord[]> => {
      const packed = await packedCalls.get(id);
      return packed === undefined ? [] : unpackCalls(packed).filter((call) => call[field] === value);
    };
    add(await wipe(find));
  }
  for (;;) {
    const gone = await wipe(async () => records.where(field).equals(value).limit(ROWS_MAX).toArray());
    add(gone);
    if (gone.records < ROWS_MAX) return sum;
  }
}

/** Takes these calls out of the sums of their days, and deletes them. Call inside a transaction. */
async function wipeFound(database: Database, found: readonly CallRecord[]): Promise<Gone> {
  let rollups = 0;
  for (const record of found) rollups += (await takeRecordFromRollup(database, record)) ? 1 : 0;
  await database.records.bulkDelete(found.map(({ callId }) => callId));
  return { records: found.length, rollups };
}
