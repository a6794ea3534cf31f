import { resolve } from 'node:path';
import { within } from './bounded.ts';
import { type ChromiumExtension, controlExtension } from './chromium-extension.ts';
import { type NetworkRecorder, recordNetwork } from './chromium-network.ts';
import { createChromiumPage } from './chromium-page.ts';
import { type ChromiumProcess, startChromium } from './chromium-process.ts';
import { createDrivenPage } from './driven-page.ts';
import {
  type DrivenBrowser,
  type DrivenPage,
  IS_POPUP_READ,
  type LaunchOptions,
  type NetworkRequest,
} from './driver.ts';
import { findExecutable } from './executables.ts';
import { chromiumExtensionId } from './extension-files.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './owned-process.ts';
import { EVALUATE_TIMEOUT_MS, fromJsonText, toSource } from './page-script.ts';

const STEP_TIMEOUT_MS = 10_000;

interface Running {
  readonly chromium: ChromiumProcess;
  readonly recorder: NetworkRecorder;
  readonly extension: ChromiumExtension | null;
}

interface Session {
  readonly profile: string;
  readonly options: LaunchOptions;
  readonly requests: NetworkRequest[];
  extensionPath: string | null;
  running: Running;
}

async function start(session: Omit<Session, 'running'>): Promise<Running> {
  const { profile, options, extensionPath, requests } = session;
  const chromium = await startChromium(findExecutable('chromium'), profile, options, extensionPath);
  try {
    const { downloadsDir: downloadPath } = options;
    if (downloadPath !== undefined) {
      await chromium.connection.browser.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath });
    }
    const recorder = await recordNetwork(chromium.endpoint, requests);
    const origin = extensionPath ? `chrome-extension://${chromiumExtensionId(extensionPath)}` : null;
    const extension = origin ? await controlExtension(chromium.connection, origin) : null;
    return { chromium, recorder, extension };
  } catch (error) {
    await chromium.kill();
    throw error;
  }
}

async function stop(running: Running, isProfileKept: boolean): Promise<void> {
  running.recorder.close();
  // A kept profile must be written; a temporary one need not be.
  if (isProfileKept) await running.chromium.quit();
  else await running.chromium.kill();
}

function extensionOf(session: Session): ChromiumExtension {
  const { extension } = session.running;
  if (!extension) throw new Error('[chromium] this browser was launched without an extension');
  return extension;
}

async function openPage(session: Session): Promise<DrivenPage> {
  const { options, running } = session;
  const { connection } = running.chromium;
  const created = connection.browser.send('Target.createTarget', { url: 'about:blank' });
  const { targetId } = await within(STEP_TIMEOUT_MS, 'a new page', created);
  const page = createDrivenPage(await createChromiumPage(connection, targetId));
  await page.setViewport(options.width ?? 1280, options.height ?? 800);
  return page;
}

async function openPopup(session: Session): Promise<DrivenPage> {
  const targetId = await extensionOf(session).openPopup();
  const popup = createDrivenPage(await createChromiumPage(session.running.chromium.connection, targetId));
  await popup.waitFor(
    `location.protocol === "chrome-extension:" && document.readyState === "complete" && ${IS_POPUP_READ}`,
  );
  return popup;
}

async function relaunch(session: Session, extensionPath: string | null): Promise<void> {
  await stop(session.running, true);
  session.extensionPath = extensionPath;
  session.running = await start(session);
}

/** Launches Chromium under DevTools; see `launchBrowser`. */
export async function launchChromium(options: LaunchOptions): Promise<DrivenBrowser> {
  const profile = options.profileDir ?? makeTemporaryFolder('chromium');
  const beginning = { profile, options, extensionPath: options.extensionPath, requests: [] };
  const session: Session = { ...beginning, running: await start(beginning) };
  const close = async (): Promise<void> => {
    await stop(session.running, options.profileDir !== undefined);
    removeTemporaryFolder(profile);
  };
  return {
    kind: 'chromium',
    version: session.running.chromium.version,
    extensionOrigin: session.running.extension?.origin ?? '',
    newPage: () => openPage(session),
    async openExtensionPage(path) {
      const page = await openPage(session);
      await page.goto(`${extensionOf(session).origin}/${path}`);
      return page;
    },
    openPopup: () => openPopup(session),
    async openToolsPanel() {
      const targetId = await extensionOf(session).openToolsPanel();
      const panel = createDrivenPage(await createChromiumPage(session.running.chromium.connection, targetId));
      await panel.waitFor('document.readyState === "complete"');
      return panel;
    },
    approveOrigins: (patterns) => extensionOf(session).approveOrigins(patterns),
    refuseOrigins: () => Promise.resolve(),
    grantOrigins: (patterns) => extensionOf(session).grantOrigins(patterns),
    revokeOrigins: (patterns) => extensionOf(session).revokeOrigins(patterns),
    grantedOrigins: () => extensionOf(session).grantedOrigins(),
    async backgroundEvaluate(script, ...args) {
      const call = { source: toSource(script), args, timeoutMs: EVALUATE_TIMEOUT_MS };
      return fromJsonText(await extensionOf(session).runInWorker(call));
    },
    async clickMenu(click) {
      const source = '(click) => chrome.contextMenus.onClicked.dispatch(click, undefined)';
      await extensionOf(session).runInWorker({ source, args: [click], timeoutMs: EVALUATE_TIMEOUT_MS });
    },
    isBackgroundRunning: async () => extensionOf(session).isWorkerRunning(),
    stopBackground: () => extensionOf(session).stopWorker(),
    relaunch: (path) => relaunch(session, path ? resolve(path) : session.extensionPath),
    async updateExtension(path) {
      const extension = extensionOf(session);
      if (path) session.extensionPath = resolve(path);
      await extension.update(resolve(session.extensionPath ?? ''));
    },
    removeExtension: () => extensionOf(session).remove(),
    limitStorage: (bytesMax) => extensionOf(session).limitStorage(bytesMax),
    setOffline: (isOffline) => session.running.recorder.setOffline(isOffline),
    networkRequests: async () => [...session.requests],
    close,
  };
}
