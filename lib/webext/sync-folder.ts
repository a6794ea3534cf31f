import type { FolderProblem } from '../domain/folder-view.ts';
import { isOutOfRoom } from '../domain/out-of-room.ts';
import type { Database } from './database.ts';
import { type FolderClient, FolderFailure } from './folder-client.ts';
import { changePlace, type FolderPlace, readPlace } from './folder-rows.ts';
import { pullFolder } from './pull-folder.ts';
import { hasNews, pushFolder, tidyFolder } from './push-folder.ts';

const MINUTE_MS = 60_000;
/** All is read and written again after this long. */
const EACH_MS = 15 * MINUTE_MS;
/** What changed here goes out at most so often, many changes together. */
const SEND_EACH_MS = 5 * MINUTE_MS;
const DETAIL_CHARS_MAX = 200;
const WAIT_MS_MAX = 2 * 60 * MINUTE_MS;

/** What is to be done now; null: nothing. A clock that was ahead does not put it off for ever. */
export async function findDue(database: Database, now: number): Promise<'all' | 'send' | null> {
  const place = await readPlace(database);
  if (place === null) return null;
  const { nextAt, sentAt, problem } = place;
  if (now >= nextAt || nextAt - now > WAIT_MS_MAX) return 'all';
  const isSentLately = now >= sentAt && now - sentAt < SEND_EACH_MS;
  return problem === null && !isSentLately && (await hasNews(database, place)) ? 'send' : null;
}

/**
 * Reads what others have written and writes what is new here, or only the latter (`send`). Whatever comes of it is in the folder's
 * place; what could not be done is tried again, later each time. @returns how many calls came.
 */
export async function syncFolder(
  database: Database,
  client: FolderClient,
  { what, now }: { readonly what: 'all' | 'send'; readonly now: () => number },
): Promise<number> {
  const place = await readPlace(database);
  if (place === null) return 0;
  const isAll = what === 'all';
  let calls = 0;
  try {
    // Before anything came: what is there already is not written once more.
    if (place.after !== null) await pushFolder(database, client, place.self);
  } catch {
    // It is tried again below, where it is said.
  }
  try {
    const pulled = isAll ? await pullFolder(database, client, place) : null;
    calls = pulled?.calls ?? 0;
    // What came is told also where nothing can be written.
    const came = calls > 0 ? { came: { calls, at: now() } } : {};
    const notTaken = place.notTaken + (pulled?.notTaken ?? 0);
    await changePlace(database, place.self, { ...came, notTaken });
    await pushFolder(database, client, place.self);
    if (isAll) await tidyFolder(database, client, place.self);
    // What tidying has found to be gone is written at once.
    const self = (await readPlace(database))?.self ?? place.self;
    if (isAll) await pushFolder(database, client, self);
    const problem = pulled?.problem ?? null;
    const done = { problem, failures: 0, syncedAt: now(), nextAt: now() + EACH_MS };
    await changePlace(database, self, isAll ? done : { failures: 0 });
  } catch (cause) {
    await noteFailure(database, problemOf(cause), now());
  }
  return calls;
}

/** It did not work: for a while it is not tried by itself. */
export async function noteFailure(database: Database, problem: FolderProblem, now: number): Promise<void> {
  const place: FolderPlace | null = await readPlace(database);
  if (place === null) return;
  const waitMs = Math.min(WAIT_MS_MAX, MINUTE_MS * 2 ** Math.min(place.failures, 10));
  await changePlace(database, place.self, { problem, failures: place.failures + 1, nextAt: now + waitMs });
}

/** Whatever it was: what is not said is taken to go on. */
export function problemOf(cause: unknown): FolderProblem {
  if (cause instanceof FolderFailure) return cause.problem;
  if (isOutOfRoom(cause)) return { kind: 'no-room-here', detail: '' };
  return { kind: 'failed', detail: String(cause).slice(0, DETAIL_CHARS_MAX) };
}
