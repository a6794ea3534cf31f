import type { FolderProblem } from '../domain/folder-view.ts';
import type { Database } from './database.ts';
import type { FolderClient } from './folder-client.ts';
import { readFolderFile } from './folder-file.ts';
import { type FolderItem, type ReadLines, readLines, type TakenItem } from './folder-items.ts';
import { devicesIn, fileName, filesIn, folderOf, isWithinSpan, overlaps, ROOT } from './folder-names.ts';
import { type DeviceRow, type FolderPlace, readDevice, readPlace, type Span } from './folder-rows.ts';
import { takeSettingsItem } from './folder-settings.ts';
import { noteTaken, readIdentity } from './ledger-identity.ts';
import { takeFolderItems } from './take-folder-items.ts';

/** Lines that are taken in in one transaction: a review that comes meanwhile waits for it. */
const TOGETHER_MAX = 100;

/** What came. */
export interface Pulled {
  /** Calls that were not known here. */
  readonly calls: number;
  /** Lines of another version. */
  readonly notTaken: number;
  /** Of a file that cannot be read for a reason that a person can do something about. */
  readonly problem: FolderProblem | null;
}

/** Reads what other browsers have written since. Stopped at any step it goes on from there. @throws FolderFailure */
export async function pullFolder(database: Database, client: FolderClient, place: FolderPlace): Promise<Pulled> {
  const sum = { calls: 0, notTaken: 0, problem: null as FolderProblem | null };
  for (const device of devicesIn((await client.list(ROOT)) ?? [])) {
    if (device === place.self) continue;
    const listed = filesIn((await client.list(folderOf(device))) ?? []);
    const known = await readDevice(database, device);
    await writeDevice(database, place, withoutGone(known, listed));
    for (const span of listed) {
      if (!isWanted(span, await readDevice(database, device))) continue;
      const came = await pullFile(database, client, place, { device, span });
      // Joined with others just now: the next listing has it.
      if (came === null) break;
      sum.calls += came.calls;
      sum.notTaken += came.notTaken;
      sum.problem ??= came.problem;
      if (came.problem !== null) break;
    }
  }
  return sum;
}

interface OneFile {
  readonly device: string;
  readonly span: Span;
}

/** Null: it is not there any more, or the folder was left meanwhile. */
async function pullFile(
  database: Database,
  client: FolderClient,
  place: FolderPlace,
  { device, span }: OneFile,
): Promise<Pulled | null> {
  const name = `${folderOf(device)}${fileName(span)}`;
  const file = await client.get(name);
  if (file === null) return null;
  const lines = await readFolderFile(place.key, name, file);
  const read = typeof lines === 'string' ? lines : (readLines(lines) ?? 'damaged');
  if (read === 'damaged') {
    await changeDevice(database, place, { device, span }, withBad);
    return { calls: 0, notTaken: 0, problem: null };
  }
  // It is read when a person has done something about it.
  if (typeof read === 'string') return { calls: 0, notTaken: 0, problem: { kind: read, detail: '' } };
  const calls = await takeFile(database, place, read);
  if (calls === null) return null;
  await changeDevice(database, place, { device, span }, withRead);
  return { calls, notTaken: read.notTaken, problem: null };
}

/** @returns how many calls are new; null: the folder was left meanwhile. */
async function takeFile(database: Database, place: FolderPlace, { ledger, items }: ReadLines): Promise<number | null> {
  const rows = items.filter(isTaken);
  let calls = 0;
  for (let start = 0; start < rows.length; start += TOGETHER_MAX) {
    const fresh = await database.transaction('rw', database.tables, async () => {
      if ((await readPlace(database))?.self !== place.self) return null;
      return takeFolderItems(database, rows.slice(start, start + TOGETHER_MAX), place.self);
    });
    if (fresh === null) return null;
    calls += fresh;
  }
  for (const item of items) if (item.kind === 'settings') await takeSettingsItem(database, item, place.self);
  // A file of theirs that is opened here later must not count the same sums again.
  const mine = await readIdentity(database);
  if (![...mine.taken, mine.id].includes(ledger.id)) {
    await database.transaction('rw', database.packState, () => noteTaken(database, ledger));
  }
  return calls;
}

function isTaken(item: FolderItem): item is TakenItem {
  return item.kind !== 'settings';
}

function isWanted(span: Span, { upTo, bad }: DeviceRow): boolean {
  return span[1] > upTo || bad.some((one) => overlaps(one, span));
}

function withBad(row: DeviceRow, span: Span): DeviceRow {
  return { ...withRead(row, span), bad: [...row.bad.filter((one) => !isWithinSpan(one, span)), span] };
}

/** Names are given in rising order and once: whoever has read one has seen all before it that will ever be. */
function withRead(row: DeviceRow, span: Span): DeviceRow {
  const bad = row.bad.filter((one) => !isWithinSpan(one, span));
  return { ...row, upTo: Math.max(row.upTo, span[1]), bad };
}

/** What is not there any more nobody will ever read. */
function withoutGone(row: DeviceRow, listed: readonly Span[]): DeviceRow {
  return { ...row, bad: row.bad.filter((one) => listed.some((span) => overlaps(one, span))) };
}

async function changeDevice(
  database: Database,
  place: FolderPlace,
  { device, span }: OneFile,
  change: (row: DeviceRow, span: Span) => DeviceRow,
): Promise<void> {
  await writeDevice(database, place, change(await readDevice(database, device), span));
}

/** Not where the folder was left meanwhile. */
function writeDevice(database: Database, { self }: FolderPlace, row: DeviceRow): Promise<void> {
  return database.transaction('rw', database.folder, async () => {
    if ((await readPlace(database))?.self === self) await database.folder.put(row);
  });
}
