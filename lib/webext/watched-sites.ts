import browser from 'webextension-polyfill';
import { renderText } from '../domain/render-text.ts';
import { lostSites } from '../domain/site.ts';
import { BRIDGE_GLOBAL } from './page-ui.ts';
import { registerScripts } from './registration.ts';
import { chooseLanguage, readSettings, writeSettings } from './settings.ts';
import { watchedOrigins } from './watched-origins.ts';

/** On the toolbar button of a tab that was there before the permission. */
const RELOAD_BADGE = '↻';

/**
 * The scripts follow the permissions, and so does what is known of them: open pages whose permission went leave their
 * calls alone at once. Called at every change, and at each start: Firefox forgets registrations on reload, and changes may
 * have been made while we were not running.
 */
export function followPermissions(): Promise<void> {
  // One at a time: an install and a grant can come together, and each change builds on what the last one wrote.
  running = running.then(follow, follow);
  return running;
}

let running: Promise<void> = Promise.resolve();

async function follow(): Promise<void> {
  await registerScripts();
  const [watched, { origins: now = [] }] = await Promise.all([watchedOrigins(), browser.permissions.getAll()]);
  const { sitesGranted: before, sitesLost: lost } = await readSettings();
  // A host that is there for data alone from now on was not withdrawn.
  await writeSettings({ sitesGranted: watched, sitesLost: lostSites({ lost, before, now }) });
}

/**
 * After a permission was given. Calls are seen from the next load on; a page is not loaded again unasked, for what is
 * typed there would be gone: its toolbar button says so until then.
 */
export async function startWatching(origins: readonly string[]): Promise<void> {
  await followPermissions();
  if (origins.length === 0) return;
  const tabs = await browser.tabs.query({ url: [...origins] });
  const title = renderText({ key: 'popup.site.reloadTitle' }, chooseLanguage(await readSettings()));
  let isInFront = false;
  for (const { id: tabId, active } of tabs) {
    if (tabId === undefined || (await isServed(tabId))) continue;
    // Browsers forget what belongs to one tab when it is loaded again.
    await browser.action.setBadgeText({ tabId, text: RELOAD_BADGE });
    await browser.action.setTitle({ tabId, title });
    isInFront ||= active;
  }
  // The browser's question has closed the popup: opened again, where the browser lets us, it says what comes next.
  if (isInFront) await browser.action.openPopup().catch(() => undefined);
}

/** Whether a bridge of ours runs in the page that this tab shows. */
export async function isServed(tabId: number): Promise<boolean> {
  const found = await browser.scripting
    .executeScript({ target: { tabId }, func: askBridge, args: [BRIDGE_GLOBAL] })
    .catch(() => []);
  return found[0]?.result === true;
}

/** Runs in the page's isolated world, from its source alone. */
function askBridge(name: string): boolean {
  const isThere = (globalThis as Record<string, unknown>)[name];
  return typeof isThere === 'function' && isThere() === true;
}
