import type { WipeTarget } from '../domain/dashboard.ts';
import type { CallRecord } from '../domain/record.ts';
import type { Database } from './database.ts';
import type { FolderWipesRow, Wiped } from './folder-rows.ts';

/** More than anybody deletes; then the oldest are forgotten. */
const WIPES_MAX = 500;

/** Notes that somebody deleted this here: other browsers have it still, and it is not to come back from them. */
export async function noteWiped(database: Database, target: WipeTarget, now: number): Promise<void> {
  await database.transaction('rw', database.folder, async () => {
    if ((await database.folder.get('on')) === undefined) return;
    const wipes = target.kind === 'all' ? [] : await readWipes(database);
    await database.folder.put({ id: 'wiped', wipes: [...wipes, wipedOf(target, now)].slice(-WIPES_MAX) });
  });
}

/** Tells calls that were deleted here from others; as things stand now. */
export async function openWipes(database: Database): Promise<(call: CallRecord) => boolean> {
  const wipes = await readWipes(database);
  return (call) => wipes.some(({ kind, value, at }) => call.openedAt < at && (kind === 'all' || call[kind] === value));
}

async function readWipes(database: Database): Promise<FolderWipesRow['wipes']> {
  const row = await database.folder.get('wiped');
  return row !== undefined && 'wipes' in row ? row.wipes : [];
}

function wipedOf(target: WipeTarget, at: number): Wiped {
  switch (target.kind) {
    case 'all':
      return { kind: 'all', value: '', at };
    case 'account':
      return { kind: 'account', value: target.id, at };
    case 'site':
      return { kind: 'origin', value: target.origin, at };
  }
}
