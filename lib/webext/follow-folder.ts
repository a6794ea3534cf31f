import browser from 'webextension-polyfill';
import { permissionPattern } from '../domain/site.ts';
import { restoreBadge } from './badge.ts';
import type { Database } from './database.ts';
import { openFolder } from './folder-client.ts';
import { readPlace } from './folder-rows.ts';
import { writeSettings } from './settings.ts';
import { findDue, noteFailure, syncFolder } from './sync-folder.ts';
import { tellAlerts } from './tell-alerts.ts';

/** One at a time in the whole extension; given back also by a context that is stopped. */
export const FOLDER_LOCK = 'folder';

/** Reads and writes the shared folder where it is time to, unless that is done already. Never rejects. */
export async function syncFolderWhenDue(database: Database): Promise<void> {
  try {
    if ((await findDue(database, Date.now())) === null) return;
    await navigator.locks.request(FOLDER_LOCK, { ifAvailable: true }, async (lock) => {
      const what = lock && (await findDue(database, Date.now()));
      if (what !== null) await exchange(database, what);
    });
  } catch {
    // The ledger failed: whoever waits for it hears of it. The next alarm tries again.
  }
}

/** Reads and writes all of it now. What goes wrong is in the folder's place. */
export async function syncFolderNow(database: Database): Promise<void> {
  await navigator.locks.request(FOLDER_LOCK, () => exchange(database, 'all'));
}

async function exchange(database: Database, what: 'all' | 'send'): Promise<void> {
  const place = await readPlace(database);
  if (place === null) return;
  const origins = [permissionPattern(new URL(place.address).origin)];
  if (!(await browser.permissions.contains({ origins }))) {
    return await noteFailure(database, { kind: 'no-permission', detail: '' }, Date.now());
  }
  const calls = await syncFolder(database, openFolder(place), { what, now: Date.now });
  if (calls === 0) return;
  // Calls of other browsers have taken from balances that are shown.
  await restoreBadge(database);
  await tellAlerts(database);
  await writeSettings({ balancesChangedAt: Date.now() });
}
