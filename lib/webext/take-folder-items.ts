import { mergeReading, stampsOf } from '../sync/merge-item.ts';
import { isSame, mergeRows, withoutFuture } from '../sync/stamps.ts';
import type { SyncNote } from './companion-link.ts';
import type { Database } from './database.ts';
import { noteKeyOf, type TakenItem } from './folder-items.ts';
import { openWipes } from './folder-wiped.ts';
import { readForgottenBefore } from './forget-old-calls.ts';
import { takeCalls } from './import-calls.ts';
import { BLOCKS_MAX } from './note-block.ts';
import { OWN_BUDGETS_MAX } from './own-budgets.ts';
import { keepNotes } from './read-told.ts';

/**
 * Takes in some lines of another browser. What changes by it is no change of this browser's: the others read it where it was read
 * here; a companion is told. Call inside a transaction over the whole ledger. @returns how many calls are new.
 */
export async function takeFolderItems(database: Database, items: readonly TakenItem[], self: string): Promise<number> {
  const places = items.map((item): [string, string] => [...noteKeyOf(item)]);
  const before = await database.syncNotes.bulkGet(places);
  const isWiped = await openWipes(database);
  const calls = items.flatMap((item) => (item.kind === 'record' && !isWiped(item.record) ? [item.record] : []));
  const fresh = await takeCalls(database, calls, await readForgottenBefore(database));
  for (const item of items) await takeRest(database, item, self);
  const after = await database.syncNotes.bulkGet(places);
  const notes = after.flatMap((found, at): readonly SyncNote[] => {
    if (found === undefined) return [];
    const { folder: _, ...note } = found;
    const folder = before[at]?.folder;
    return [{ ...note, ...(folder !== undefined && { folder }) }];
  });
  await keepNotes(database, notes);
  return fresh;
}

async function takeRest(database: Database, item: TakenItem, self: string): Promise<void> {
  if (item.kind === 'reading') await mergeReading(database, item.account, item.reading, Date.now());
  else if (item.kind === 'row') await takeRow(database, item, self);
  else if (item.kind === 'block') {
    const { blocks } = database;
    const isRoom = (await blocks.get(item.row.id)) === undefined && (await blocks.count()) < BLOCKS_MAX;
    if (isRoom) await blocks.add(item.row);
  }
}

/** Field by field, as between a browser and its companion. */
async function takeRow(
  database: Database,
  { table, id, row, stamps }: Extract<TakenItem, { kind: 'row' }>,
  self: string,
): Promise<void> {
  const rows = database.table(table);
  const known = (await rows.get(id)) ?? null;
  const note = await database.syncNotes.get([table, id]);
  const mine = { row: known, stamps: stampsOf(known, note?.stamps, self) };
  const merged = mergeRows(mine, { row, stamps: withoutFuture(stamps, Date.now()) });
  const isNew = known === null && merged.row !== null;
  if (isNew && table === 'ownBudgets' && (await rows.count()) >= OWN_BUDGETS_MAX) return;
  if (!isSame(merged.row, known)) await (merged.row === null ? rows.delete(id) : rows.put(merged.row));
  const changed = (await database.syncNotes.get([table, id])) ?? { kind: table, id };
  await database.syncNotes.put({ ...changed, stamps: merged.stamps });
}
