import browser from 'webextension-polyfill';
import { type FolderChoice, type FolderView, PASSPHRASE_CHARS_MIN, type TypedFolder } from '../domain/folder-view.ts';
import { permissionPattern } from '../domain/site.ts';
import { folderHost } from './data-host.ts';
import type { Database } from './database.ts';
import { type FolderAddress, type FolderClient, FolderFailure, openFolder } from './folder-client.ts';
import { readSaltOf } from './folder-file.ts';
import { TOLD_TABLES } from './folder-items.ts';
import { type FolderKey, type FolderSalt, makeFolderKey } from './folder-key.ts';
import { devicesIn, fileName, filesIn, folderOf, ROOT } from './folder-names.ts';
import { type FolderPlace, newSelf, readDevices, readPlace } from './folder-rows.ts';
import { FOLDER_LOCK, syncFolderNow } from './follow-folder.ts';
import { ITERATIONS, randomSalt, toHex } from './lock-pieces.ts';
import { noteAll } from './note-all.ts';
import { forgetMarks } from './read-told.ts';
import { readSafeUrl } from './safe-url.ts';
import { noteFailure, problemOf } from './sync-folder.ts';

const ADDRESS_CHARS_MAX = 500;
/** Folders of browsers whose files were locked differently: more than anybody has. */
const SALTS_MAX = 4;

/** What the settings show of it. */
export async function readFolderView(database: Database): Promise<FolderView> {
  const [place, devices, waiting] = await Promise.all([
    readPlace(database),
    readDevices(database),
    database.syncNotes.where('folder').above(0).count(),
  ]);
  if (place === null) return { isOn: false, address: '', user: '' };
  const { address, user, self, syncedAt, nextAt, came, problem, notTaken } = place;
  const damaged = devices.reduce((sum, { bad }) => sum + bad.length, 0);
  const others = devices.length;
  return { isOn: true, address, user, self, others, syncedAt, nextAt, waiting, came, problem, damaged, notTaken };
}

/** Switches it on, and exchanges. Called in the click itself, where browsers may ask for the permission. */
export async function switchFolderOn(
  database: Database,
  typed: TypedFolder,
  iterations: number = ITERATIONS,
): Promise<FolderChoice> {
  const url = readSafeUrl(typed.address.trim(), ADDRESS_CHARS_MAX);
  if (url === null || url.search !== '') return 'bad-address';
  const { passphrase, again, user, password } = typed;
  if (passphrase.length < PASSPHRASE_CHARS_MIN) return 'short-passphrase';
  if (passphrase !== again) return 'differs';
  const pattern = permissionPattern(url.origin);
  const marking = folderHost.mark(pattern);
  const isGiven = await browser.permissions.request({ origins: [pattern] }).catch(() => false);
  const isOurs = await marking;
  if (!isGiven) {
    if (isOurs) await folderHost.forget(false);
    return 'refused';
  }
  const address: FolderAddress = { address: url.href.replace(/\/?$/, '/'), user: user.trim(), password };
  const fault = await begin(database, address, passphrase, iterations);
  if (fault !== null) {
    if (isOurs && (await readPlace(database)) === null) await folderHost.forget(true);
    return fault;
  }
  // Nobody waits for it, as it may take minutes; what goes wrong with it stands in the settings.
  void syncFolderNow(database).catch(() => undefined);
  return 'on';
}

/**
 * Stops it here; what came stays, and so do the files, unless they are to go: others have read them or not. @returns false: they
 * could not be removed, why stands in the settings, and it is on still.
 */
export async function switchFolderOff(database: Database, withFiles: boolean): Promise<boolean> {
  return navigator.locks.request(FOLDER_LOCK, async () => {
    const place = await readPlace(database);
    if (place === null) return true;
    try {
      if (withFiles) await openFolder(place).remove(folderOf(place.self));
    } catch (cause) {
      await noteFailure(database, problemOf(cause), Date.now());
      return false;
    }
    await database.transaction('rw', [database.folder, database.syncNotes, database.companion], async () => {
      await database.folder.clear();
      await forgetMarks(database, 'folder');
    });
    await folderHost.forget(true);
    return true;
  });
}

/** Null: it is on. */
async function begin(
  database: Database,
  address: FolderAddress,
  passphrase: string,
  iterations: number,
): Promise<Exclude<FolderChoice, 'on'> | null> {
  try {
    const client = openFolder(address);
    if ((await client.list('')) === null) return { kind: 'no-folder', detail: '' };
    const key = await findKey(client, passphrase, iterations);
    if (key === null) return 'wrong-passphrase';
    await writePlace(database, address, key);
    return null;
  } catch (cause) {
    return isKeyFailure(cause) ? { kind: 'not-kept', detail: '' } : problemOf(cause);
  }
}

/** That of the files which are there, so that all browsers have one; of an empty folder a new one. Null: it is another passphrase. */
async function findKey(client: FolderClient, passphrase: string, iterations: number): Promise<FolderKey | null> {
  const found = await findSalts(client);
  for (const salt of found) {
    const key = await makeFolderKey(passphrase, salt);
    if (key.check === salt.check) return key;
  }
  return found.length > 0 ? null : makeFolderKey(passphrase, { salt: toHex(randomSalt()), iterations });
}

async function findSalts(client: FolderClient): Promise<readonly (FolderSalt & Pick<FolderKey, 'check'>)[]> {
  const salts = new Map<string, FolderSalt & Pick<FolderKey, 'check'>>();
  for (const device of devicesIn((await client.list(ROOT)) ?? [])) {
    const newest = filesIn((await client.list(folderOf(device))) ?? []).at(-1);
    const file = newest && (await client.get(`${folderOf(device)}${fileName(newest)}`));
    const salt = file && (await readSaltOf(file));
    if (salt && salts.size < SALTS_MAX) salts.set(JSON.stringify(salt), salt);
  }
  return [...salts.values()];
}

async function writePlace(database: Database, address: FolderAddress, key: FolderKey): Promise<void> {
  const self = newSelf();
  const place: FolderPlace = {
    ...{ id: 'place', ...address, self, key, seq: 0, pending: null, files: [], after: '', sentAt: 0 },
    ...{ syncedAt: null, nextAt: 0, failures: 0, problem: null, came: null, notTaken: 0 },
  };
  await database.transaction('rw', database.tables, async () => {
    await database.folder.clear();
    await database.folder.bulkPut([place, { id: 'on', self }]);
    await noteAll(database, TOLD_TABLES, 'folder');
  });
}

/** Private windows of some browsers keep no keys. */
function isKeyFailure(cause: unknown): boolean {
  return cause instanceof Error && !(cause instanceof FolderFailure) && /DataClone/.test(`${cause.name} ${cause}`);
}
