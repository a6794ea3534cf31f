import { pollUntil, within } from './bounded.ts';
import type { CdpConnection, CdpSession } from './cdp.ts';
import { MODIFIER_BITS } from './chromium-keys.ts';
import { EVALUATE_TIMEOUT_MS, type ScriptCall, toFunctionSource } from './page-script.ts';

/** The extension as DevTools sees it. */
export interface ChromiumExtension {
  readonly origin: string;
  isWorkerRunning(): boolean;
  /** Runs a call in the worker, which is started if it sleeps; gives its JSON text. */
  runInWorker(call: ScriptCall): Promise<unknown>;
  stopWorker(): Promise<void>;
  /** Target id of the popup, opened by the toolbar button. */
  openPopup(): Promise<string>;
  /** Target id of the panel in the developer tools of the tab in front. */
  openToolsPanel(): Promise<string>;
  /** Installs the files now in this folder, under the pages that are open; resolves when its new worker has run. */
  update(path: string): Promise<void>;
  /** Uninstalls it. */
  remove(): Promise<void>;
  grantedOrigins(): Promise<readonly string[]>;
  /** Requests of these are answered yes; nothing is granted yet. */
  approveOrigins(patterns: readonly string[]): Promise<void>;
  grantOrigins(patterns: readonly string[]): Promise<void>;
  revokeOrigins(patterns: readonly string[]): Promise<void>;
  /** Its storage may grow to so many bytes in all. */
  limitStorage(bytesMax: number): Promise<void>;
}

interface WorkerVersion {
  readonly scriptURL: string;
  readonly runningStatus: string;
  readonly status: string;
  readonly targetId?: string;
}

const STEP_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 10_000;
/** The tools load their own parts first. */
const TOOLS_TIMEOUT_MS = 30_000;
/** So long a panel may take to appear before the next key. */
const PANEL_MS = 1500;

async function evaluate(session: CdpSession, expression: string, userGesture = false): Promise<unknown> {
  const evaluating = session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    userGesture,
  });
  const { result, exceptionDetails } = await within(EVALUATE_TIMEOUT_MS, expression.slice(0, 200), evaluating);
  if (exceptionDetails) {
    throw new Error(`[chromium] ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
  }
  return result.value;
}

/** A tab behind the others with some extension-origin document, closed after use. */
async function inExtensionTab<R>(
  connection: CdpConnection,
  origin: string,
  use: (session: CdpSession) => Promise<R>,
): Promise<R> {
  // manifest.json is an extension document with every API, and runs no code of the extension.
  const url = `${origin}/manifest.json`;
  const { targetId } = await connection.browser.send('Target.createTarget', { url, background: true });
  const session = await connection.attach(targetId);
  try {
    await pollUntil(STEP_TIMEOUT_MS, `the document ${url}`, () =>
      evaluate(session, `location.origin === ${JSON.stringify(origin)} && typeof chrome.permissions === 'object'`),
    );
    return await use(session);
  } finally {
    await connection.browser.send('Target.closeTarget', { targetId });
  }
}

async function extensionPages(connection: CdpConnection, origin: string): Promise<readonly { targetId: string }[]> {
  const { targetInfos } = await connection.browser.send('Target.getTargets');
  return targetInfos.filter(({ type, url }) => type === 'page' && url.startsWith(`${origin}/`));
}

async function tabInFront(connection: CdpConnection): Promise<string> {
  const { targetInfos } = await connection.browser.send('Target.getTargets', { filter: [{ type: 'tab' }] });
  // Booleans, whatever the protocol's types say.
  const front = targetInfos.find(({ embedderData }) => String(embedderData?.tabActive) === 'true');
  if (!front) throw new Error('[chromium] no tab is in front');
  return front.targetId;
}

/** The page that is in that tab. */
async function pageInFront(connection: CdpConnection): Promise<string> {
  const tab = await connection.attach(await tabInFront(connection));
  const inTab = new Promise<string>((resolve) => {
    tab.events.addListener('Target.attachedToTarget', ({ targetInfo }) => {
      if (targetInfo.type === 'page') resolve(targetInfo.targetId);
    });
  });
  await tab.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
  return within(STEP_TIMEOUT_MS, 'the page of the tab in front', inTab);
}

async function openControl(connection: CdpConnection): Promise<CdpSession> {
  const { targetInfos } = await connection.browser.send('Target.getTargets');
  const first = targetInfos.find(({ type }) => type === 'page');
  if (!first) throw new Error('[chromium] has no first tab');
  const control = await connection.attach(first.targetId);
  // Not from the command line: Chromium puts its new-tab page in place of chrome:// addresses there.
  await control.send('Page.navigate', { url: 'chrome://extensions' });
  await pollUntil(START_TIMEOUT_MS, 'chrome://extensions', () =>
    evaluate(control, 'typeof chrome.developerPrivate === "object"'),
  );
  return control;
}

interface WorkerWatch {
  /** The version that has or gets a process now. */
  active(): WorkerVersion | undefined;
  /** How often a worker of this extension has stopped so far. */
  stops(): number;
}

function watchWorkers(control: CdpSession, origin: string): WorkerWatch {
  const versions = new Map<string, WorkerVersion>();
  let stops = 0;
  control.events.addListener('ServiceWorker.workerVersionUpdated', (event) => {
    for (const version of event.versions.filter(({ scriptURL }) => scriptURL.startsWith(`${origin}/`))) {
      const wasActive = (versions.get(version.versionId)?.runningStatus ?? 'stopped') !== 'stopped';
      if (wasActive && version.runningStatus === 'stopped') stops += 1;
      versions.set(version.versionId, version);
    }
  });
  return {
    active: () => [...versions.values()].find(({ runningStatus }) => runningStatus !== 'stopped'),
    stops: () => stops,
  };
}

/**
 * Takes control of the extension with this origin and waits until its worker has run. The first tab goes to
 * chrome://extensions and stays there: hosts are granted and workers stopped from it.
 */
export async function controlExtension(connection: CdpConnection, origin: string): Promise<ChromiumExtension> {
  const id = origin.slice('chrome-extension://'.length);
  const control = await openControl(connection);
  const workers = watchWorkers(control, origin);
  await control.send('ServiceWorker.enable');
  const isWorkerRunning = (): boolean => workers.active()?.runningStatus === 'running';
  const workerTarget = async (): Promise<string> =>
    pollUntil(START_TIMEOUT_MS, `the worker of ${origin}`, async () => {
      const worker = workers.active();
      if (!worker) await control.send('ServiceWorker.startWorker', { scopeURL: `${origin}/` });
      // A worker that is stopped while it installs starts again by itself: only an activated one is ours to stop.
      return worker?.runningStatus === 'running' && worker.status === 'activated' ? worker.targetId : undefined;
    });
  const runInWorker: ChromiumExtension['runInWorker'] = async (call) => {
    const worker = await connection.attach(await workerTarget());
    try {
      return await evaluate(worker, `(${toFunctionSource(call, false)})()`);
    } finally {
      await connection.detach(worker);
    }
  };
  const grantedOrigins = async (): Promise<readonly string[]> => {
    const source = 'async () => (await chrome.permissions.getAll()).origins';
    const text = await runInWorker({ source, args: [], timeoutMs: EVALUATE_TIMEOUT_MS });
    return JSON.parse(String(text)) as readonly string[];
  };
  const waitUntilHeld = async (origins: readonly string[], isHeld: boolean): Promise<void> => {
    await pollUntil(STEP_TIMEOUT_MS, `${origins.join(', ')} ${isHeld ? 'granted' : 'revoked'}`, async () => {
      const held = await grantedOrigins();
      return origins.every((pattern) => held.includes(pattern) === isHeld);
    });
  };
  const approveOrigins = async (patterns: readonly string[]): Promise<void> => {
    for (const pattern of patterns) {
      const args = `${JSON.stringify(id)}, ${JSON.stringify(pattern)}`;
      await evaluate(control, `chrome.developerPrivate.addHostPermission(${args})`);
    }
  };
  await workerTarget();
  return {
    origin,
    isWorkerRunning,
    runInWorker,
    grantedOrigins,
    async stopWorker() {
      if (!workers.active()) return;
      const stopsBefore = workers.stops();
      await control.send('ServiceWorker.stopAllWorkers');
      // Counted, not looked at: an event that waits may start it again at once.
      await pollUntil(STEP_TIMEOUT_MS, `the end of the worker of ${origin}`, () => workers.stops() > stopsBefore);
    },
    async update(path) {
      const stopsBefore = workers.stops();
      const wasActive = workers.active() !== undefined;
      await connection.browser.send('Extensions.loadUnpacked', { path });
      await pollUntil(STEP_TIMEOUT_MS, `the end of the old worker of ${origin}`, () => {
        return !wasActive || workers.stops() > stopsBefore;
      });
      await workerTarget();
    },
    async remove() {
      // An extension may uninstall itself without a dialog. The worker is gone before it could answer.
      const source = '() => void setTimeout(() => chrome.management.uninstallSelf(), 0)';
      await runInWorker({ source, args: [], timeoutMs: EVALUATE_TIMEOUT_MS });
      await pollUntil(STEP_TIMEOUT_MS, `the removal of ${origin}`, async () => {
        const found = await evaluate(control, `chrome.developerPrivate.getExtensionsInfo()`);
        return Array.isArray(found) && !found.some((extension) => extension.id === id);
      });
    },
    async openPopup() {
      const before = new Set((await extensionPages(connection, origin)).map(({ targetId }) => targetId));
      // As a click on the button does; `action.openPopup()` would not give the popup the tab's address (activeTab).
      await connection.browser.send('Extensions.triggerAction', { id, targetId: await tabInFront(connection) });
      const popup = await pollUntil(STEP_TIMEOUT_MS, 'the popup', async () =>
        (await extensionPages(connection, origin)).find(({ targetId }) => !before.has(targetId)),
      );
      return popup.targetId;
    },
    async openToolsPanel() {
      const { targetId } = await connection.browser.send('Target.openDevTools', {
        targetId: await pageInFront(connection),
      });
      const tools = await connection.attach(targetId);
      const find = async (path: string): Promise<string | undefined> => {
        const { targetInfos } = await connection.browser.send('Target.getTargets');
        return targetInfos.find(({ type, url }) => type === 'iframe' && url === `${origin}/${path}`)?.targetId;
      };
      await pollUntil(TOOLS_TIMEOUT_MS, "the extension's page in the developer tools", () => find('devtools.html'));
      // To the panel before the one in front: the last of all, where those of extensions are.
      const key = { key: '[', code: 'BracketLeft', windowsVirtualKeyCode: 219, modifiers: MODIFIER_BITS.Control ?? 0 };
      return pollUntil(TOOLS_TIMEOUT_MS, 'the panel', async () => {
        await tools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
        await tools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
        const wait = () => find('cost-panel.html').then((found) => found ?? null);
        return pollUntil(PANEL_MS, 'the panel to be loaded', wait).catch(() => undefined);
      });
    },
    approveOrigins,
    async grantOrigins(patterns) {
      await approveOrigins(patterns);
      // Added so, hosts count as approved but are not held yet: the request is answered yes without a dialog.
      const request = `chrome.permissions.request({ origins: ${JSON.stringify(patterns)} })`;
      await inExtensionTab(connection, origin, (tab) => evaluate(tab, request, true));
      await waitUntilHeld(patterns, true);
    },
    async revokeOrigins(patterns) {
      for (const pattern of patterns) {
        const args = `${JSON.stringify(id)}, ${JSON.stringify(pattern)}`;
        await evaluate(control, `chrome.developerPrivate.removeHostPermission(${args})`);
      }
      await waitUntilHeld(patterns, false);
    },
    async limitStorage(bytesMax) {
      // Holds as long as the session that asks for it, so it is the one that stays.
      await control.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytesMax });
    },
  };
}
