import type { FolderProblem } from '../domain/folder-view.ts';
import type { Fields, Stamps } from '../sync/stamps.ts';
import type { Database } from './database.ts';
import type { FolderAddress } from './folder-client.ts';
import type { FolderKey } from './folder-key.ts';

/** Files are numbered by their writer; several that were joined to one bear the first and the last number. */
export type Span = readonly [from: number, to: number];

/** One of this browser's files, as it was written. */
export interface OwnFile {
  readonly span: Span;
  readonly items: number;
}

/** That changes are noted for a folder; read with each of them, and therefore small. */
interface OnRow {
  readonly id: 'on';
  /** What this browser's files lie under, and who it is in stamps. */
  readonly self: string;
}

/** The folder, how to get into it, and how far it is. In IndexedDB, where no content script can read it. */
export interface FolderPlace extends FolderAddress {
  readonly id: 'place';
  readonly self: string;
  readonly key: FolderKey;
  /** The last number that was given to a file. */
  readonly seq: number;
  /** A file of this number may be there, whole or in part: nobody heard. */
  readonly pending: number | null;
  readonly files: readonly OwnFile[];
  /** Up to which of our calls, in the order of `readPast`, they are in files; null: all are. */
  readonly after: string | null;
  readonly sentAt: number;
  readonly syncedAt: number | null;
  readonly nextAt: number;
  /** How often in a row it did not work. */
  readonly failures: number;
  readonly problem: FolderProblem | null;
  readonly came: { readonly calls: number; readonly at: number } | null;
  readonly notTaken: number;
}

/** How far another browser's files are read. */
export interface DeviceRow {
  readonly id: `device:${string}`;
  /** Files up to this number are known, but for the bad ones. */
  readonly upTo: number;
  /** Those that could not be opened. */
  readonly bad: readonly Span[];
}

/** The settings as they were last compared, each with when it changed. */
export interface FolderSettingsRow {
  readonly id: 'settings';
  readonly row: Fields;
  readonly stamps: Stamps;
  /** They are in no file yet. */
  readonly isNew: boolean;
}

/** What somebody deleted here, of calls that were made before `at`, epoch ms; `value`: the account or the page's origin. */
export interface Wiped {
  readonly kind: 'all' | 'account' | 'origin';
  readonly value: string;
  readonly at: number;
}

/** It does not come back from others. */
export interface FolderWipesRow {
  readonly id: 'wiped';
  readonly wipes: readonly Wiped[];
}

export type FolderRow = OnRow | FolderPlace | DeviceRow | FolderSettingsRow | FolderWipesRow;

/** Null: there is no sync by a folder. */
export async function readPlace(database: Database): Promise<FolderPlace | null> {
  const row = await database.folder.get('place');
  return row?.id === 'place' ? row : null;
}

/** Writes some of it, unless it was switched off or begun anew meanwhile. @returns whether it was written. */
export function changePlace(database: Database, self: string, change: Partial<FolderPlace>): Promise<boolean> {
  return database.transaction('rw', database.folder, async () => {
    const place = await readPlace(database);
    if (place?.self !== self) return false;
    await database.folder.put({ ...place, ...change });
    return true;
  });
}

/** Of another browser; nothing of it is read at first. */
export async function readDevice(database: Database, device: string): Promise<DeviceRow> {
  const row = await database.folder.get(`device:${device}`);
  return row !== undefined && 'upTo' in row ? row : { id: `device:${device}`, upTo: 0, bad: [] };
}

/** All other browsers of which something was read, or could not be. */
export async function readDevices(database: Database): Promise<readonly DeviceRow[]> {
  const rows = await database.folder.where('id').startsWith('device:').toArray();
  return rows.flatMap((row) => ('upTo' in row ? [row] : []));
}

/** What a browser's files lie under: random, and said nowhere else. */
export function newSelf(): string {
  return `b-${crypto.randomUUID().slice(-12)}`;
}
