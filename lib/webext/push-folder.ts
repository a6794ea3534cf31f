import type { Database } from './database.ts';
import { type FolderClient, FolderFailure } from './folder-client.ts';
import { readFolderFile, writeFolderFile } from './folder-file.ts';
import { describeCall, describeChange, type FolderItem, joinItems, readLines, TOLD_TABLES } from './folder-items.ts';
import { fileName, filesIn, folderOf, isSameSpan, isWithinSpan, ROOT } from './folder-names.ts';
import { changePlace, type FolderPlace, newSelf, type OwnFile, readPlace, type Span } from './folder-rows.ts';
import { forgetSettings, noteSettings } from './folder-settings.ts';
import { type LedgerIdentity, readIdentity } from './ledger-identity.ts';
import { noteAll } from './note-all.ts';
import { forgetTold, readTold } from './read-told.ts';

/*
 * This browser's half of the folder. It writes files of its own alone, each name once and in rising order, so that nobody can
 * overwrite anybody and whoever has read a name has read what will ever be in it.
 */

/** Lines of one file: in memory at one time. */
const ITEMS_MAX = 5000;
/** Files of less than this are joined when there are so many of them. */
const SMALL_ITEMS = 1000;
const SMALL_FILES_MAX = 32;

/** Whether there is anything to write. */
export async function hasNews(database: Database, { after, pending }: FolderPlace): Promise<boolean> {
  return after !== null || pending !== null || (await database.syncNotes.where('folder').above(0).count()) > 0;
}

/** Writes what is in no file yet. Stopped at any step it goes on from there. @throws FolderFailure */
export async function pushFolder(database: Database, client: FolderClient, self: string): Promise<void> {
  for (;;) {
    const place = await readOwn(database, self);
    if (place === null) return;
    if (place.pending !== null) await clearPending(database, client, place);
    else if (!(await pushOne(database, client, place))) return;
  }
}

/** Puts this browser's files in order: what nobody knows of goes, what is gone is told anew, and many small ones become one. */
export async function tidyFolder(database: Database, client: FolderClient, self: string): Promise<void> {
  const place = await readOwn(database, self);
  if (place === null) return;
  const listed = filesIn((await client.list(folderOf(self))) ?? []);
  // Somebody writes under our name: this is a copy of the browser it was, or an older state of it.
  if (listed.some(([, to]) => to > place.seq)) return await beginAnew(database, place, newSelf());
  if (place.files.some(({ span }) => !hasSpan(listed, span))) {
    const files = place.files.filter(({ span }) => hasSpan(listed, span));
    return await beginAnew(database, { ...place, files }, self);
  }
  const unknown = listed.filter(
    (span) =>
      !hasSpan(
        place.files.map((file) => file.span),
        span,
      ),
  );
  for (const span of unknown) await client.remove(pathOf(self, span));
  await joinSmall(database, client, place);
}

/** The folder's place of this browser; null: it was switched off, or begun anew. */
async function readOwn(database: Database, self: string): Promise<FolderPlace | null> {
  const place = await readPlace(database);
  return place?.self === self ? place : null;
}

/** A file of which nobody heard whether it was written. Whatever is in it is written again, under another name. */
async function clearPending(database: Database, client: FolderClient, { self, pending }: FolderPlace): Promise<void> {
  if (pending !== null) await client.remove(pathOf(self, [pending, pending]));
  await changePlace(database, self, { pending: null });
}

/** @returns whether anything was written. */
async function pushOne(database: Database, client: FolderClient, place: FolderPlace): Promise<boolean> {
  const { self } = place;
  const settings = await noteSettings(database, self);
  const told = await readTold<FolderItem>(database, {
    ...{ mark: 'folder', after: place.after, itemsMax: ITEMS_MAX, describeCall },
    describe: (note) => describeChange(database, note, self),
  });
  const items: FolderItem[] = [...told.items];
  if (settings.isNew) items.push({ kind: 'settings', row: settings.row, stamps: settings.stamps });
  if (items.length > 0 && !(await writeFile(database, client, place, items))) return false;
  await database.transaction('rw', database.tables, async () => {
    for (const note of told.notes) await forgetTold(database, note, 'folder');
    // Begun anew meanwhile: all of it is told once more.
    if ((await readOwn(database, self))?.after === place.after)
      await changePlace(database, self, { after: told.after });
  });
  if (settings.isNew) await forgetSettings(database, settings);
  return told.isMore;
}

/** @returns false: it was not written, because the browser goes by another name now. */
async function writeFile(
  database: Database,
  client: FolderClient,
  place: FolderPlace,
  items: readonly FolderItem[],
): Promise<boolean> {
  const { self } = place;
  const seq = place.seq + 1;
  const span: Span = [seq, seq];
  if (!(await changePlace(database, self, { seq, pending: seq }))) return false;
  const file = await fileOf(database, place, span, items);
  const written = await putFile(client, self, span, file);
  if (!written) {
    await beginAnew(database, place, newSelf());
    return false;
  }
  const files = [...place.files, { span, items: items.length }];
  return changePlace(database, self, { pending: null, files, sentAt: Date.now() });
}

/** @returns false: another one's file is there. */
async function putFile(client: FolderClient, self: string, span: Span, file: Blob): Promise<boolean> {
  const path = pathOf(self, span);
  let came = await client.put(path, file);
  if (came === 'no-parent') {
    await client.makeFolder(ROOT);
    await client.makeFolder(folderOf(self));
    came = await client.put(path, file);
  }
  if (came === 'no-parent') throw new FolderFailure('no-folder');
  // Browsers ask again by themselves where a connection broke: then it is the one that was written just now.
  return came === 'written' || (await isSameFile(await client.get(path), file));
}

async function isSameFile(one: Blob | null, other: Blob): Promise<boolean> {
  if (one?.size !== other.size) return false;
  const [first, second] = await Promise.all([one.arrayBuffer(), other.arrayBuffer()]);
  const bytes = new Uint8Array(second);
  return new Uint8Array(first).every((byte, at) => byte === bytes[at]);
}

async function fileOf(
  database: Database,
  { key, self }: FolderPlace,
  span: Span,
  items: readonly FolderItem[],
): Promise<Blob> {
  const ledger: LedgerIdentity = await readIdentity(database);
  return writeFolderFile(key, pathOf(self, span), [{ ledger }, ...items]);
}

/** Everything is written again, from now on under this name. */
async function beginAnew(database: Database, { self, files }: FolderPlace, next: string): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    const place = await readOwn(database, self);
    if (place === null) return;
    const isOther = next !== self;
    const fresh = isOther ? { seq: 0, pending: null, files: [] } : { files };
    await database.folder.bulkPut([
      { ...place, ...fresh, self: next, after: '' },
      { id: 'on', self: next },
    ]);
    const settings = await database.folder.get('settings');
    if (settings !== undefined && 'isNew' in settings) await database.folder.put({ ...settings, isNew: true });
    await noteAll(database, TOLD_TABLES, 'folder');
  });
}

/** The newest files, as long as they are small, as one: others have less to ask for, and what was said twice is said once. */
async function joinSmall(database: Database, client: FolderClient, place: FolderPlace): Promise<void> {
  const { files, self, key } = place;
  const small = files.slice(files.findLastIndex(({ items }) => items >= SMALL_ITEMS) + 1);
  const [first, last] = [small[0], small.at(-1)];
  if (small.length < SMALL_FILES_MAX || first === undefined || last === undefined) return;
  const items: FolderItem[] = [];
  for (const { span } of small) {
    const file = await client.get(pathOf(self, span));
    const lines = file === null ? 'damaged' : await readFolderFile(key, pathOf(self, span), file);
    const read = typeof lines === 'string' ? null : readLines(lines);
    // Of a newer version, which joins them itself.
    if (read !== null && read.notTaken > 0) return;
    // It is not what was written: nobody else can read it either.
    if (read === null) {
      const rest = files.filter((one) => one.span !== span);
      return await beginAnew(database, { ...place, files: rest }, self);
    }
    items.push(...read.items);
  }
  const span: Span = [first.span[0], last.span[1]];
  const joined = joinItems(items);
  if (!(await putFile(client, self, span, await fileOf(database, place, span, joined)))) return;
  const kept: readonly OwnFile[] = files.filter((file) => !isWithinSpan(file.span, span));
  if (!(await changePlace(database, self, { files: [...kept, { span, items: joined.length }] }))) return;
  // Only now: at every moment all of it is there.
  for (const file of small) await client.remove(pathOf(self, file.span));
}

function hasSpan(spans: readonly Span[], span: Span): boolean {
  return spans.some((one) => isSameSpan(one, span));
}

function pathOf(self: string, span: Span): string {
  return `${folderOf(self)}${fileName(span)}`;
}
