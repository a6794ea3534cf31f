import type { CallRecord } from '../domain/record.ts';
import type { Database } from './database.ts';
import { forgetOldCalls, readState } from './forget-old-calls.ts';
import { forgetOldHours } from './forget-old-hours.ts';
import { newRev, packCalls } from './pack-calls.ts';
import { answerOf, countPlain } from './plain-calls.ts';

/** Calls of one pack: enough to be alike, few enough to be opened for one of them. */
export const PACK_CALLS = 256;
/** So many of the newest stay rows: lists begin with them. */
const PLAIN_MIN = 2000;
/** Younger calls stay rows too, ms: they are the ones that are settled late, merged and looked back at. */
const PLAIN_MS = 2 * 86_400_000;
/** Packs that are made with each alarm: seconds of work, with gaps for whoever waits. */
const PACKS_PER_TURN = 40;

/** Whoever walks over all calls holds this: meanwhile none of them changes its place. */
const LOCK = 'tollkeeper-packs';

/** Forgets what is too old, details and sums by hour, and packs what is old, where nobody is in the way; with the next alarm it goes on. */
export async function packInBackground(database: Database): Promise<void> {
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    await forgetOldCalls(database, Date.now());
    await forgetOldHours(database, Date.now());
    await packOldCalls(database, Date.now());
  });
}

/** Keeps calls where they are until the function that it gives is called. */
export function holdPacks(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks.request(LOCK, () => new Promise<void>((release) => resolve(() => release()))).catch(reject);
  });
}

/** Packs old calls, a bounded number of them. Stopped at any point it goes on from there. @returns how many packs were made. */
export async function packOldCalls(
  database: Database,
  now: number,
  { plainMin = PLAIN_MIN, packsMax = PACKS_PER_TURN, callsMax = PACK_CALLS } = {},
): Promise<number> {
  const plain = await countPlain(database);
  const wanted = Math.min(packsMax, Math.floor((plain - plainMin) / callsMax));
  for (let made = 0; made < wanted; made++) {
    const isMade = await packOldest(database, now - PLAIN_MS, callsMax);
    if (!isMade) return made;
  }
  return Math.max(0, wanted);
}

/** Moves the oldest calls that are rows into a pack, all of them or none. False: there are not enough that old. */
function packOldest(database: Database, before: number, callsMax: number): Promise<boolean> {
  const { records, packs, packedCalls, packState } = database;
  return database.transaction('rw', [records, packs, packedCalls, packState], async ({ idbtrans }) => {
    const rows = idbtrans.objectStore(records.name);
    const old = IDBKeyRange.upperBound(before, true);
    const calls: readonly CallRecord[] = await answerOf(rows.index('openedAt').getAll(old, callsMax));
    if (calls.length < callsMax) return false;
    const { pack, packed } = packCalls(calls);
    const id = await packs.add(pack);
    await packedCalls.add({ id, ...packed });
    const state = await readState(database);
    const newest = Math.max(state?.newest ?? (await readNewest(packs)), pack.to);
    await packState.put({ ...state, id: 'state', rev: newRev(), newest });
    for (const { callId } of calls) rows.delete(callId);
    return true;
  });
}

/** When the last packed call was made, epoch ms; read once, where an older version of this has packed without noting it. */
async function readNewest(packs: Database['packs']): Promise<number> {
  return (await packs.toArray()).reduce((newest, { to }) => Math.max(newest, to), 0);
}
