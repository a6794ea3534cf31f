import type { KeepDays } from '../domain/dashboard.ts';
import type { PackState } from './change-packs.ts';
import type { Database } from './database.ts';
import { localDay, startOfDay } from './local-day.ts';
import { newRev, type PackRow } from './pack-calls.ts';
import { readLink } from './sync-companion.ts';
import { trustClock } from './trust-clock.ts';

/** Calls that are deleted in one transaction: a review that comes meanwhile waits for it. */
const ROWS_MAX = 500;

/** Says for how long details of calls are kept; null: as long as there is room. It is carried out with the next look around. */
export async function chooseKeepDays(database: Database, keepDays: KeepDays | null): Promise<void> {
  await noteState(database, { keepDays });
}

/**
 * Deletes details of calls that are older than the user wants them kept, once a day, by a clock that is believed. Their sums by day
 * and hour stay.
 */
export async function forgetOldCalls(database: Database, now: number): Promise<void> {
  const { trustedAt } = await trustClock(database, now);
  const { keepDays = null, forgottenTo = 0 } = (await readState(database)) ?? {};
  if (keepDays === null) return;
  const before = startOfDay(localDay(trustedAt), -keepDays);
  if (before <= forgottenTo || (await isUntold(database))) return;
  // First, so that a companion does not bring back meanwhile what is counted in the sums already.
  await noteForgotten(database, before);
  await deletePacks(database, await database.packs.filter(({ to }) => to < before).toArray());
  for (;;) {
    const gone = await database.transaction('rw', database.records, async () => {
      const ids = await database.records.where('openedAt').below(before).limit(ROWS_MAX).primaryKeys();
      await database.records.bulkDelete(ids);
      return ids.length;
    });
    if (gone < ROWS_MAX) break;
  }
  await noteState(database, { forgottenTo: before });
}

/** Whether the companion has yet to be told of calls: what is gone it would never hear of. */
async function isUntold(database: Database): Promise<boolean> {
  const link = await readLink(database);
  if (link === null) return false;
  const waiting = database.syncNotes.where('waiting').above(0);
  return link.after !== null || (await waiting.filter(({ kind }) => kind === 'record').count()) > 0;
}

/** Whether a call was made before those of which details are kept: its sums may have it, whatever its details say. */
export async function isForgotten(database: Database, openedAt: number): Promise<boolean> {
  return openedAt < (await readForgottenBefore(database));
}

/** Of calls made before this there may be sums without details, epoch ms; 0: of none. */
export async function readForgottenBefore(database: Database): Promise<number> {
  const { forgottenBefore = 0, sumsBefore = 0 } = (await readState(database)) ?? {};
  return Math.max(forgottenBefore, sumsBefore);
}

/** Notes that sums came from elsewhere, of calls made before this. Call inside a transaction. */
export async function noteSumsBefore(database: Database, before: number): Promise<void> {
  const known = (await readState(database))?.sumsBefore ?? 0;
  await noteState(database, { sumsBefore: Math.max(known, before) });
}

/** Of a ledger in which nothing is left: no sum has anything without details. Call inside a transaction. */
export async function forgetForgotten(database: Database): Promise<void> {
  const state = await readState(database);
  if (state === undefined) return;
  const { forgottenBefore: _, forgottenTo: __, sumsBefore: ___, ...rest } = state;
  await database.packState.put({ ...rest, rev: newRev() });
}

/** What is said of all packs. */
export async function readState(database: Database): Promise<PackState | undefined> {
  const row = await database.packState.get('state');
  return row?.id === 'state' ? row : undefined;
}

async function deletePacks(database: Database, gone: readonly PackRow[]): Promise<void> {
  const { packs, packedCalls, packState } = database;
  const ids = gone.map(({ id }) => id);
  if (ids.length === 0) return;
  await database.transaction('rw', [packs, packedCalls, packState], async () => {
    await packs.bulkDelete(ids);
    await packedCalls.bulkDelete(ids);
    await noteState(database, {});
  });
}

/** Notes that details of calls made before, epoch ms, are gone. They stay so when somebody wants them kept for longer. */
export async function noteForgotten(database: Database, before: number): Promise<void> {
  const known = (await readState(database))?.forgottenBefore ?? 0;
  await noteState(database, { forgottenBefore: Math.max(known, before) });
}

/** Changes what is said of all packs. */
export async function noteState(database: Database, change: Partial<PackState>): Promise<void> {
  await database.transaction('rw', database.packState, async () => {
    await database.packState.put({ ...(await readState(database)), ...change, id: 'state', rev: newRev() });
  });
}
