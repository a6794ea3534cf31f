import browser from 'webextension-polyfill';
import { permissionPattern } from '../domain/site.ts';
import { restoreBadge } from './badge.ts';
import type { LinkProblem } from './companion-link.ts';
import type { Database } from './database.ts';
import { writeSettings } from './settings.ts';
import { isWaiting, noteFailure, readLink, syncCompanion } from './sync-companion.ts';
import { tellAlerts } from './tell-alerts.ts';

/** One exchange at a time in the whole extension; given back also by a context that is stopped. */
const LOCK = 'companion';

/** Exchanges with the companion, unless it did not answer a moment ago or an exchange runs already. Never rejects. */
export async function syncWhenDue(database: Database): Promise<void> {
  try {
    const link = await readLink(database);
    if (link === null || isWaiting(link, Date.now())) return;
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await exchange(database);
    });
  } catch {
    // The ledger failed: whoever waits for it hears of it. The next alarm tries again.
  }
}

/** Exchanges now. @returns what went wrong; null: nothing. */
export async function syncNow(database: Database): Promise<LinkProblem | null> {
  return navigator.locks.request(LOCK, () => exchange(database));
}

async function exchange(database: Database): Promise<LinkProblem | null> {
  const link = await readLink(database);
  if (link === null) return null;
  const origins = [permissionPattern(new URL(link.address).origin)];
  if (!(await browser.permissions.contains({ origins }))) {
    await noteFailure(database, link, 'no-permission');
    return 'no-permission';
  }
  const before = await database.records.count();
  const problem = await syncCompanion(database);
  if ((await database.records.count()) === before) return problem;
  // Calls of scripts have taken from balances that are shown.
  await restoreBadge(database);
  await tellAlerts(database);
  await writeSettings({ balancesChangedAt: Date.now() });
  return problem;
}
