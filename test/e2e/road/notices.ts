import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserKind } from '../support/driver.ts';
import type { ExtensionScope } from './playground.ts';
import { openRoad, type Road } from './road.ts';

const BUILDS: Readonly<Record<BrowserKind, string>> = {
  chromium: '.output/chrome-mv3-testing',
  firefox: '.output/firefox-mv3-testing',
};

/**
 * A road whose browser shows notifications once the extension asks for them. Firefox gives that permission without a dialog. Nothing
 * reaches Chromium's dialog, so there it is in the manifest of a copy of the build: what is left out is the browser's question alone.
 */
export async function openRoadWithNotices(
  kind: BrowserKind,
  options: { readonly isWatched?: boolean } = {},
): Promise<Road> {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-notices-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  cpSync(BUILDS[kind], folder, { recursive: true });
  if (kind === 'chromium') allowNotices(join(folder, 'manifest.json'));
  const firefoxPrefs = { 'extensions.webextOptionalPermissionPrompts': false, 'alerts.useSystemBackend': false };
  const road = await openRoad(kind, { ...options, extensionPath: folder, firefoxPrefs }).catch((error: unknown) => {
    remove();
    throw error;
  });
  return { ...road, close: () => road.close().finally(remove) };
}

function allowNotices(path: string): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.permissions.push(...manifest.optional_permissions);
  manifest.optional_permissions = undefined;
  writeFileSync(path, JSON.stringify(manifest));
}

/** Ids of the notifications that stand. */
export function listNotices({ browser }: Road): Promise<readonly string[]> {
  return browser.backgroundEvaluate(async () => {
    const scope = globalThis as unknown as ExtensionScope;
    const api = scope.browser ?? scope.chrome;
    return api.notifications === undefined ? [] : Object.keys(await api.notifications.getAll());
  });
}

/** Takes every notification away, as people do who have seen it. */
export function clearNotices({ browser }: Road): Promise<boolean> {
  return browser.backgroundEvaluate(async () => {
    const scope = globalThis as unknown as ExtensionScope;
    const api = scope.browser ?? scope.chrome;
    for (const id of Object.keys(await api.notifications.getAll())) await api.notifications.clear(id);
    return true;
  });
}

/** How many alerts last. */
export function countAlerts({ browser }: Road): Promise<number> {
  return browser.backgroundEvaluate(countInBackground);
}

async function countInBackground(): Promise<number> {
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve) => {
    opened.onsuccess = () => resolve(opened.result);
  });
  const state = database.transaction(['watch']).objectStore('watch').get('state');
  const alerts = await new Promise<readonly { readonly overAt: number | null }[]>((resolve) => {
    state.onsuccess = () => resolve(state.result?.alerts ?? []);
  });
  database.close();
  return alerts.filter(({ overAt }) => overAt === null).length;
}
