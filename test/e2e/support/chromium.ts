import type { Page, Request, Worker } from 'playwright';
import { pollUntil, within } from './bounded.ts';
import { createChromiumPage } from './chromium-page.ts';
import { type ChromiumProcess, startChromium } from './chromium-process.ts';
import { createDrivenPage } from './driven-page.ts';
import type { DrivenBrowser, DrivenPage, LaunchOptions, NetworkRequest } from './driver.ts';
import { findExecutable } from './executables.ts';
import { chromiumExtensionId } from './extension-files.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './owned-process.ts';
import { EVALUATE_TIMEOUT_MS, fromJsonText, toFunctionSource, toSource } from './page-script.ts';

const READY_TIMEOUT_MS = 10_000;
const STEP_TIMEOUT_MS = 5000;

interface Session {
  readonly profile: string;
  readonly options: LaunchOptions;
  readonly requests: NetworkRequest[];
  chromium: ChromiumProcess;
  extensionPath: string | null;
}

function originOf(url: string): string | null {
  const origin = /^(chrome-extension|https?):\/\/[^/]+/.exec(url);
  return origin?.[0] ?? null;
}

function initiatorOf(request: Request): string | null {
  const worker = request.serviceWorker();
  if (worker) return originOf(worker.url());
  if (request.isNavigationRequest()) return null;
  return originOf(request.frame().url());
}

function originOfExtension(session: Session): string {
  if (!session.extensionPath) throw new Error('[chromium] this browser was launched without an extension');
  return `chrome-extension://${chromiumExtensionId(session.extensionPath)}`;
}

function runningWorker(session: Session): Worker | undefined {
  const origin = originOfExtension(session);
  return session.chromium.context.serviceWorkers().find((worker) => worker.url().startsWith(`${origin}/`));
}

async function startSession(session: Omit<Session, 'chromium'>): Promise<ChromiumProcess> {
  const { profile, options, extensionPath } = session;
  const chromium = await startChromium(findExecutable('chromium'), profile, options, extensionPath);
  chromium.context.on('request', (request) => {
    if (!/^https?:/.test(request.url())) return;
    session.requests.push({ url: request.url(), method: request.method(), initiatorOrigin: initiatorOf(request) });
  });
  return chromium;
}

/** The background's worker, started if it sleeps. */
async function wakeWorker(session: Session): Promise<Worker> {
  const scopeURL = `${originOfExtension(session)}/`;
  return pollUntil(READY_TIMEOUT_MS, 'the extension’s worker', async () => {
    const worker = runningWorker(session);
    if (!worker) await session.chromium.control.send('ServiceWorker.startWorker', { scopeURL });
    return worker;
  });
}

async function backgroundText(session: Session, source: string, args: readonly unknown[]): Promise<unknown> {
  const worker = await wakeWorker(session);
  const call = toFunctionSource({ source, args, timeoutMs: EVALUATE_TIMEOUT_MS }, false);
  return within(EVALUATE_TIMEOUT_MS, 'the end of the script in the worker', worker.evaluate(`(${call})()`));
}

async function wrapPage(session: Session, page: Page): Promise<DrivenPage> {
  return createDrivenPage(await createChromiumPage(session.chromium.context, page));
}

async function openPage(session: Session): Promise<DrivenPage> {
  const { options, chromium } = session;
  const opened = within(STEP_TIMEOUT_MS, 'a new page', chromium.context.newPage());
  const page = await wrapPage(session, await opened);
  await page.setViewport(options.width ?? 1280, options.height ?? 800);
  return page;
}

async function openPopup(session: Session): Promise<DrivenPage> {
  const { context } = session.chromium;
  const opened = context.waitForEvent('page', { timeout: STEP_TIMEOUT_MS });
  await backgroundText(session, 'chrome.action.openPopup()', []);
  const popup = await wrapPage(session, await opened);
  await popup.waitFor('location.protocol === "chrome-extension:" && document.readyState === "complete"');
  return popup;
}

async function grantedOrigins(session: Session): Promise<readonly string[]> {
  return fromJsonText(await backgroundText(session, 'async () => (await chrome.permissions.getAll()).origins', []));
}

async function changeOrigins(session: Session, change: 'add' | 'remove', origins: readonly string[]): Promise<void> {
  const id = originOfExtension(session).slice('chrome-extension://'.length);
  for (const origin of origins) {
    const expression = `chrome.developerPrivate.${change}HostPermission(${JSON.stringify(id)}, ${JSON.stringify(origin)})`;
    const done = session.chromium.control.send('Runtime.evaluate', { expression, awaitPromise: true });
    const { exceptionDetails } = await within(STEP_TIMEOUT_MS, `${change} ${origin}`, done);
    if (exceptionDetails) throw new Error(`[chromium] ${change} ${origin}: ${exceptionDetails.exception?.description}`);
  }
  await pollUntil(STEP_TIMEOUT_MS, `the hosts ${origins.join(', ')}: ${change}`, async () => {
    const held = await grantedOrigins(session);
    return origins.every((origin) => held.includes(origin) === (change === 'add'));
  });
}

async function relaunch(session: Session, extensionPath: string | null): Promise<void> {
  await session.chromium.quit();
  session.extensionPath = extensionPath;
  session.chromium = await startSession(session);
  if (extensionPath) await wakeWorker(session);
}

/** Launches Chromium with Playwright connected to it; see `launchBrowser`. */
export async function launchChromium(options: LaunchOptions): Promise<DrivenBrowser> {
  const profile = options.profileDir ?? makeTemporaryFolder('chromium');
  const start = { profile, options, extensionPath: options.extensionPath, requests: [] };
  const session: Session = { ...start, chromium: await startSession(start) };
  if (options.extensionPath) await wakeWorker(session);
  return {
    kind: 'chromium',
    version: session.chromium.browser.version(),
    extensionOrigin: options.extensionPath ? originOfExtension(session) : '',
    newPage: () => openPage(session),
    async openExtensionPage(path) {
      const page = await openPage(session);
      await page.goto(`${originOfExtension(session)}/${path}`);
      return page;
    },
    openPopup: () => openPopup(session),
    grantOrigins: (patterns) => changeOrigins(session, 'add', patterns),
    revokeOrigins: (patterns) => changeOrigins(session, 'remove', patterns),
    grantedOrigins: () => grantedOrigins(session),
    backgroundEvaluate: async (script, ...args) => fromJsonText(await backgroundText(session, toSource(script), args)),
    isBackgroundRunning: async () => runningWorker(session) !== undefined,
    async stopBackground() {
      await session.chromium.control.send('ServiceWorker.stopAllWorkers');
      await pollUntil(STEP_TIMEOUT_MS, 'the end of the worker', () => runningWorker(session) === undefined);
    },
    relaunch: (extensionPath = session.extensionPath ?? undefined) => relaunch(session, extensionPath ?? null),
    async updateExtension(extensionPath = session.extensionPath ?? undefined) {
      await relaunch(session, extensionPath ?? null);
      return { pagesStayedOpen: false };
    },
    setOffline: (isOffline) => session.chromium.context.setOffline(isOffline),
    networkRequests: async () => [...session.requests],
    async close() {
      // A kept profile must be written; a temporary one need not be.
      if (options.profileDir) await session.chromium.quit();
      else await session.chromium.kill();
      removeTemporaryFolder(profile);
    },
  };
}
