import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pollUntil } from './bounded.ts';
import { createDrivenPage } from './driven-page.ts';
import {
  type DrivenBrowser,
  type DrivenPage,
  IS_POPUP_READ,
  type LaunchOptions,
  type NetworkRequest,
} from './driver.ts';
import { findExecutable } from './executables.ts';
import { firefoxExtensionId, zipFolder } from './extension-files.ts';
import * as scripts from './firefox-extension-scripts.ts';
import { createFirefoxPage } from './firefox-page.ts';
import { type FirefoxProcess, startFirefox } from './firefox-process.ts';
import { newFirefoxProfile } from './firefox-profile.ts';
import { NEW_TAB } from './firefox-scripts.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './owned-process.ts';
import { EVALUATE_TIMEOUT_MS, fromJsonText, toSource } from './page-script.ts';

const READY_TIMEOUT_MS = 10_000;
const POPUP_RETRY_MS = 1000;
/** The tools load their own parts first. */
const TOOLS_TIMEOUT_MS = 30_000;
const INSTALLED_FILE = 'driver-installed.xpi';

/** The uuid of an extension must stay the same in a kept profile, or its storage is lost. */
function uuidIn(profile: string): string {
  const file = join(profile, 'driver-uuid');
  if (!existsSync(file)) writeFileSync(file, randomUUID());
  return readFileSync(file, 'utf8');
}

/** Installs for good, not as a temporary add-on: storage, grants and event listeners then outlive a restart. */
async function installExtension(firefox: FirefoxProcess, profile: string, extensionPath: string): Promise<void> {
  const folder = makeTemporaryFolder('xpi');
  try {
    const path = join(folder, 'extension.xpi');
    const bytes = zipFolder(extensionPath);
    writeFileSync(path, bytes);
    await firefox.marionette.send('Addon:Install', { path, temporary: false });
    writeFileSync(join(profile, INSTALLED_FILE), bytes);
  } finally {
    removeTemporaryFolder(folder);
  }
}

/** Whether the profile already holds exactly these files: installing them again would be an update. */
function isInstalled(profile: string, extensionPath: string): boolean {
  const file = join(profile, INSTALLED_FILE);
  return existsSync(file) && readFileSync(file).equals(zipFolder(extensionPath));
}

async function waitUntilReady(firefox: FirefoxProcess, extensionPath: string): Promise<void> {
  const id = firefoxExtensionId(extensionPath);
  const isReady = (): Promise<boolean> => firefox.chrome<boolean>(scripts.EXTENSION_READY, [id]);
  await pollUntil(READY_TIMEOUT_MS, 'the start of the extension', isReady);
}

interface Session {
  readonly profile: string;
  readonly id: string | null;
  readonly uuid: string;
  readonly options: LaunchOptions;
  firefox: FirefoxProcess;
  extensionPath: string | null;
}

async function startSession(session: Omit<Session, 'firefox'>): Promise<FirefoxProcess> {
  const { id, uuid, profile, options, extensionPath } = session;
  const firefox = await startFirefox(findExecutable('firefox'), profile, options, id ? { [id]: uuid } : {});
  try {
    await firefox.chrome(scripts.RECORD_REQUESTS);
    if (options.language === 'zh') await firefox.chrome(scripts.SET_UI_LANGUAGE, ['zh-CN']);
    if (extensionPath && !isInstalled(profile, extensionPath)) await installExtension(firefox, profile, extensionPath);
    if (extensionPath) await waitUntilReady(firefox, extensionPath);
    return firefox;
  } catch (error) {
    await firefox.kill();
    throw error;
  }
}

function requireId(session: Session): string {
  if (!session.id) throw new Error('[firefox] this browser was launched without an extension');
  return session.id;
}

async function openPage(session: Session): Promise<DrivenPage> {
  const page = createDrivenPage(
    createFirefoxPage(session.firefox.chrome, await session.firefox.chrome<number>(NEW_TAB)),
  );
  await page.setViewport(session.options.width ?? 1280, session.options.height ?? 800);
  return page;
}

async function openPopup(session: Session): Promise<DrivenPage> {
  const { chrome } = session.firefox;
  const id = requireId(session);
  let askedAtMs = Number.NEGATIVE_INFINITY;
  const browserId = await pollUntil(READY_TIMEOUT_MS, 'the popup', async () => {
    const open = await chrome<number | null>(scripts.POPUP, [id]);
    // Asked again: on a busy machine the window may not be active, or the button not built, at the first time.
    if (open === null && performance.now() - askedAtMs > POPUP_RETRY_MS) {
      askedAtMs = performance.now();
      await chrome(scripts.OPEN_POPUP, [id]);
    }
    return open;
  });
  const popup = createDrivenPage(createFirefoxPage(chrome, browserId));
  await popup.waitFor(
    `location.protocol === "moz-extension:" && document.readyState === "complete" && ${IS_POPUP_READ}`,
  );
  return popup;
}

async function changeOrigins(session: Session, change: 'add' | 'remove', origins: readonly string[]): Promise<void> {
  const { chrome } = session.firefox;
  const id = requireId(session);
  await chrome(scripts.CHANGE_ORIGINS, [id, change, origins]);
  await pollUntil(5000, `the hosts ${origins.join(', ')} ${change === 'add' ? 'granted' : 'revoked'}`, async () => {
    const held = await chrome<string[]>(scripts.GRANTED_ORIGINS, [id]);
    return origins.every((origin) => held.includes(origin) === (change === 'add'));
  });
}

async function backgroundText(session: Session, source: string, args: readonly unknown[]): Promise<unknown> {
  const { chrome } = session.firefox;
  const browserId = await pollUntil(READY_TIMEOUT_MS, 'the background page', () =>
    chrome<number | null>(scripts.BACKGROUND, [requireId(session)]),
  );
  return createFirefoxPage(chrome, browserId).run({ source, args, timeoutMs: EVALUATE_TIMEOUT_MS });
}

/** Launches Firefox ESR under Marionette; see `launchBrowser`. */
export async function launchFirefox(options: LaunchOptions): Promise<DrivenBrowser> {
  const profile = options.profileDir ?? (await newFirefoxProfile());
  const { extensionPath } = options;
  const id = extensionPath ? firefoxExtensionId(extensionPath) : null;
  const start = { profile, id, uuid: uuidIn(profile), options, extensionPath };
  const session: Session = { ...start, firefox: await startSession(start) };
  const chrome = <R>(source: string, args?: readonly unknown[]): Promise<R> => session.firefox.chrome<R>(source, args);
  const earlierRequests: NetworkRequest[] = [];
  return {
    kind: 'firefox',
    version: session.firefox.version,
    extensionOrigin: id ? `moz-extension://${session.uuid}` : '',
    newPage: () => openPage(session),
    async openExtensionPage(path) {
      const page = await openPage(session);
      await page.goto(`moz-extension://${session.uuid}/${path}`);
      return page;
    },
    openPopup: () => openPopup(session),
    async openToolsPanel() {
      const browserId = await pollUntil(TOOLS_TIMEOUT_MS, 'the panel in the developer tools', () =>
        chrome<number | null>(scripts.TOOLS_PANEL, [requireId(session)]),
      );
      const panel = createDrivenPage(createFirefoxPage(chrome, browserId));
      await panel.waitFor('location.pathname === "/cost-panel.html" && document.readyState === "complete"');
      return panel;
    },
    // By a preference every request is answered yes.
    approveOrigins: () => Promise.resolve(),
    refuseOrigins: () => chrome(scripts.REFUSE_ORIGINS),
    grantOrigins: (patterns) => changeOrigins(session, 'add', patterns),
    revokeOrigins: (patterns) => changeOrigins(session, 'remove', patterns),
    grantedOrigins: () => chrome(scripts.GRANTED_ORIGINS, [requireId(session)]),
    backgroundEvaluate: async (script, ...args) => fromJsonText(await backgroundText(session, toSource(script), args)),
    clickMenu: (click) => chrome(scripts.CLICK_MENU, [requireId(session), click]),
    isBackgroundRunning: () => chrome(scripts.IS_BACKGROUND_RUNNING, [requireId(session)]),
    async stopBackground() {
      await chrome(scripts.STOP_BACKGROUND, [requireId(session)]);
      await pollUntil(
        5000,
        'the end of the background page',
        async () => !(await chrome(scripts.IS_BACKGROUND_RUNNING, [requireId(session)])),
      );
    },
    async relaunch(path) {
      earlierRequests.push(...(await chrome<NetworkRequest[]>(scripts.REQUESTS)));
      await session.firefox.quit();
      if (path) session.extensionPath = resolve(path);
      session.firefox = await startSession(session);
    },
    async updateExtension(path) {
      if (path) session.extensionPath = resolve(path);
      if (!session.extensionPath) throw new Error('[firefox] there is no extension to update');
      await installExtension(session.firefox, profile, session.extensionPath);
      await waitUntilReady(session.firefox, session.extensionPath);
    },
    removeExtension: () => chrome(scripts.REMOVE, [requireId(session)]),
    limitStorage: () => Promise.reject(new Error('[firefox] nothing limits what this extension may store')),
    setOffline: (isOffline) => chrome(scripts.SET_OFFLINE, [isOffline]),
    networkRequests: async () => [...earlierRequests, ...(await chrome<NetworkRequest[]>(scripts.REQUESTS))],
    async close() {
      // A kept profile must be written; a temporary one need not be.
      if (options.profileDir) await session.firefox.quit();
      else await session.firefox.kill();
      removeTemporaryFolder(profile);
    },
  };
}
