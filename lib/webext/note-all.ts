import { KEY_FIELDS, type StampedTable } from '../sync/protocol.ts';
import { type FolderTable, type NoteMark, nextWaiting, type SyncNote } from './companion-link.ts';
import type { Database } from './database.ts';

/**
 * Notes every balance, and every row of some tables, as not known somewhere. Of what is usual only what the user said of prices is
 * told. Call inside a transaction.
 */
export async function noteAll(
  database: Database,
  tables: readonly (StampedTable | FolderTable)[],
  mark: NoteMark,
): Promise<void> {
  const notes: SyncNote[] = [];
  const add = async (kind: SyncNote['kind'], id: string): Promise<void> => {
    notes.push({ ...((await database.syncNotes.get([kind, id])) ?? { kind, id }), [mark]: nextWaiting() });
  };
  for (const { account, unit } of await database.readings.toArray())
    await add('reading', JSON.stringify([account, unit]));
  for (const table of tables) {
    const rows = table === 'habits' ? await database.habits.where('id').startsWith('tariff|').toArray() : null;
    for (const row of rows ?? (await database.table(table).toArray())) await add(table, String(row[keyFieldOf(table)]));
  }
  await database.syncNotes.bulkPut(notes);
}

/** What the field of a table is called that tells its rows apart. */
export function keyFieldOf(table: StampedTable | FolderTable): string {
  return (KEY_FIELDS as Readonly<Record<string, string>>)[table] ?? 'id';
}
