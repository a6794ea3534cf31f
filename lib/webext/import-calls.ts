import type { CallRecord } from '../domain/record.ts';
import { addManyToRollups } from '../ledger/add-many.ts';
import { mergeRecord } from '../sync/merge-record.ts';
import type { Database } from './database.ts';

/**
 * Takes in calls of another ledger, or of an earlier day of this one. One that is known stays as it is, unless the other says more of
 * it; one that may be in the sums without its details stays away. Call inside a transaction over the whole ledger.
 * @param before calls made before this are not added, epoch ms.
 * @returns how many are new.
 */
export async function takeCalls(database: Database, calls: readonly CallRecord[], before: number): Promise<number> {
  const byId = new Map(calls.map((call) => [call.callId, call]));
  const ids = [...byId.keys()];
  const found = await database.records.bulkGet(ids);
  const isKnown = new Set(ids.filter((_, at) => found[at] !== undefined));
  const all = [...byId.values()];
  const fresh = all.filter(({ callId, openedAt }) => !isKnown.has(callId) && openedAt >= before);
  const isPast = await readPasts(database, fresh);
  const past = fresh.filter(isPast);
  await database.records.bulkAdd(past);
  await addManyToRollups(database, past);
  // What was read before they ended has to be told of each.
  const isBeside = (call: CallRecord): boolean => call.openedAt >= before && !isPast(call);
  const rest = all.filter((call) => isKnown.has(call.callId) || isBeside(call));
  for (const call of rest) await mergeRecord(database, call);
  return fresh.length;
}

/** Whether a call had ended before any balance of its provider was read that is kept: then no balance changes by it. */
async function readPasts(database: Database, calls: readonly CallRecord[]): Promise<(call: CallRecord) => boolean> {
  const since = new Map<string, number>();
  for (const provider of new Set(calls.map((call) => call.provider))) {
    const [readings, drops] = await Promise.all([
      database.readings.where('account').startsWith(`${provider}:`).toArray(),
      database.drops.where('account').startsWith(`${provider}:`).toArray(),
    ]);
    const instants = [...readings.map(({ reading }) => reading.at), ...drops.map(({ trail }) => trail.fromAt)];
    since.set(provider, Math.min(...instants));
  }
  return ({ provider, settledAt }) => settledAt < (since.get(provider) ?? 0);
}
