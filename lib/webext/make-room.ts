import browser from 'webextension-polyfill';
import { isOutOfRoom } from '../domain/out-of-room.ts';
import type { Database } from './database.ts';
import { noteForgotten, noteState, readState } from './forget-old-calls.ts';

/** This part of all packs is given up together, and at least so many; of calls that are rows, so many. */
const ROOM_SHARE = 0.05;
const ROOM_PACKS_MIN = 4;
const ROWS_MAX = 500;
/** Chromium gives back what was deleted only when it tidies up its files: giving up more before that would help nobody, ms. */
export const ROOM_AGAIN_MS = 10 * 60_000;

/** With less than this left what comes may soon find no room, and what is deleted then is given back late, bytes. */
const LEFT_BYTES_MIN = 2_000_000;

/** An entry of `storage.local`, which no limit of the ledger holds: what was given up, until the ledger has room for the note. */
const NAME = 'roomMade';

interface RoomNote {
  /** Epoch ms, both; details of calls made before the second are gone. */
  readonly roomMadeAt: number;
  readonly forgottenBefore: number;
}

/**
 * Gives up the oldest details of calls, because the browser has no room for more. Their sums stay. The note of it comes first, or with
 * it: a companion that brought them back would have them counted twice. False: there are none, or some were given up just now.
 */
export async function makeRoom(database: Database, now: number): Promise<boolean> {
  const lastAt = Math.max((await readState(database))?.roomMadeAt ?? 0, (await readNote())?.roomMadeAt ?? 0);
  // A clock that was ahead once must not keep from it for long.
  if (lastAt <= now && now - lastAt < ROOM_AGAIN_MS) return false;
  return giveUp(database, async (before) => {
    await noteForgotten(database, before);
    await noteState(database, { roomMadeAt: now });
  }).catch(async (cause: unknown) => {
    if (!isOutOfRoom(cause)) throw cause;
    return giveUpUnnoted(database, now);
  });
}

/** Makes room while there still is some, where the browser says how much. `now`: epoch ms. */
export async function makeRoomInTime(database: Database, now: number): Promise<void> {
  const { quota, usage } = await navigator.storage.estimate();
  if (quota !== undefined && usage !== undefined && quota - usage < LEFT_BYTES_MIN) await makeRoom(database, now);
}

/** Takes over what was noted beside the ledger. Rejects as long as there is no room for it. */
export async function noteRoomMade(database: Database): Promise<void> {
  const note = await readNote();
  if (note === null) return;
  await database.transaction('rw', database.packState, async () => {
    await noteForgotten(database, note.forgottenBefore);
    await noteState(database, { roomMadeAt: note.roomMadeAt });
  });
  await browser.storage.local.remove(NAME);
}

/** To delete needs no room, to note it in the ledger does: so it is noted elsewhere before. */
async function giveUpUnnoted(database: Database, now: number): Promise<boolean> {
  const { before } = await findOldest(database);
  if (before === null) return false;
  await browser.storage.local.set({ [NAME]: { roomMadeAt: now, forgottenBefore: before } satisfies RoomNote });
  return giveUp(database, async () => undefined);
}

function giveUp(database: Database, note: (before: number) => Promise<void>): Promise<boolean> {
  const { records, packs, packedCalls, packState } = database;
  return database.transaction('rw', [records, packs, packedCalls, packState], async () => {
    const { packIds, callIds, before } = await findOldest(database);
    if (before === null) return false;
    await packs.bulkDelete([...packIds]);
    await packedCalls.bulkDelete([...packIds]);
    await records.bulkDelete([...callIds]);
    await note(before);
    return true;
  });
}

interface Oldest {
  readonly packIds: readonly number[];
  readonly callIds: readonly string[];
  /** All of them were made before, epoch ms; null: there are none. */
  readonly before: number | null;
}

/** The oldest packs; where nothing is packed, the oldest rows. */
async function findOldest({ packs, records }: Database): Promise<Oldest> {
  const byAge = (await packs.toArray()).sort((a, b) => a.to - b.to);
  const old = byAge.slice(0, Math.max(ROOM_PACKS_MIN, Math.ceil(byAge.length * ROOM_SHARE)));
  const rows = old.length > 0 ? [] : await records.orderBy('openedAt').limit(ROWS_MAX).toArray();
  const lastAt = old.at(-1)?.to ?? rows.at(-1)?.openedAt;
  return {
    packIds: old.map(({ id }) => id),
    callIds: rows.map(({ callId }) => callId),
    before: lastAt === undefined ? null : lastAt + 1,
  };
}

async function readNote(): Promise<RoomNote | null> {
  const { [NAME]: note } = await browser.storage.local.get(NAME);
  const { roomMadeAt, forgottenBefore } = (note ?? {}) as Partial<RoomNote>;
  return typeof roomMadeAt === 'number' && typeof forgottenBefore === 'number' ? { roomMadeAt, forgottenBefore } : null;
}
