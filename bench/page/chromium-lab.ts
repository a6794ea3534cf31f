import { setTimeout as pause } from 'node:timers/promises';
import { pollUntil, within } from '../../test/e2e/support/bounded.ts';
import { type CdpConnection, type CdpSession, connectCdp } from '../../test/e2e/support/cdp.ts';
import { controlExtension } from '../../test/e2e/support/chromium-extension.ts';
import { createChromiumPage } from '../../test/e2e/support/chromium-page.ts';
import { startChromium } from '../../test/e2e/support/chromium-process.ts';
import { createDrivenPage } from '../../test/e2e/support/driven-page.ts';
import { findExecutable } from '../../test/e2e/support/executables.ts';
import { chromiumExtensionId } from '../../test/e2e/support/extension-files.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../test/e2e/support/owned-process.ts';
import { EVALUATE_TIMEOUT_MS, fromJsonText, toSource } from '../../test/e2e/support/page-script.ts';
import type { LabBrowser } from './lab.ts';

/** What one load of a page did cost. */
export interface LoadCost {
  /** Compiling and running scripts of every world, ms. */
  readonly scriptMs: number;
  /** All tasks of the main thread, ms. */
  readonly taskMs: number;
  /** Tasks of 50 ms and more. */
  readonly longTasks: number;
  /** After a collection, bytes, all worlds together. */
  readonly heapBytes: number;
}

/** What DevTools can tell beyond what a page can. */
export interface ChromiumProbe {
  /** Loads the address in a renderer of its own. */
  readonly load: (url: string) => Promise<LoadCost>;
  /** Opens the real popup with `source` run in it before its own scripts; resolves to what `result` gives in it. */
  readonly openPopup: (source: string, result: string) => Promise<unknown>;
  /** JavaScript heap of the page or worker at an address that begins so, after a collection; bytes. */
  readonly heapBytes: (url: string) => Promise<number>;
}

/** After `load`, for what scripts do late, ms. */
const QUIET_MS = 400;
const STEP_TIMEOUT_MS = 10_000;

/**
 * Chromium without the network recorder of the tests: listening to every byte would be measured too. `kept`: a profile that is there
 * again the next time.
 */
export async function launchBenchChromium(
  extensionPath: string,
  kept?: string,
): Promise<{ readonly browser: LabBrowser; readonly probe: ChromiumProbe }> {
  const profile = kept ?? makeTemporaryFolder('bench-chromium');
  const chromium = await startChromium(findExecutable('chromium'), profile, { extensionPath }, extensionPath);
  const { connection } = chromium;
  const close = async (): Promise<void> => {
    await (kept === undefined ? chromium.kill() : chromium.quit());
    removeTemporaryFolder(profile);
  };
  try {
    const extension = await controlExtension(connection, `chrome-extension://${chromiumExtensionId(extensionPath)}`);
    const browser: LabBrowser = {
      version: chromium.version,
      extensionOrigin: extension.origin,
      async newPage() {
        const { targetId } = await connection.browser.send('Target.createTarget', { url: 'about:blank' });
        return createDrivenPage(await createChromiumPage(connection, targetId));
      },
      grantOrigins: (patterns) => extension.grantOrigins(patterns),
      async backgroundEvaluate(script, ...args) {
        const call = { source: toSource(script), args, timeoutMs: EVALUATE_TIMEOUT_MS };
        return fromJsonText(await extension.runInWorker(call));
      },
      isBackgroundRunning: async () => extension.isWorkerRunning(),
      stopBackground: () => extension.stopWorker(),
      close,
    };
    const openPopup = (): Promise<string> => extension.openPopup();
    return {
      browser,
      probe: {
        load: (url) => measureLoad(connection, url),
        openPopup: (source, result) => inPopup(chromium.endpoint, openPopup, source, result),
        heapBytes: (url) => readHeap(connection, url),
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function measureLoad(connection: CdpConnection, url: string): Promise<LoadCost> {
  const { targetId } = await connection.browser.send('Target.createTarget', { url: 'about:blank' });
  const session = await connection.attach(targetId);
  try {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await session.send('Page.enable');
    const loaded = new Promise<void>((resolve) => {
      session.events.addListener('Page.loadEventFired', () => resolve());
    });
    await session.send('Page.navigate', { url });
    await within(STEP_TIMEOUT_MS, `the load of ${url}`, loaded);
    await pause(QUIET_MS);
    const times = await readMetrics(session);
    const longTasks = Number(await evaluate(session, 'benchLongTasks.length'));
    await session.send('HeapProfiler.collectGarbage');
    const { JSHeapUsedSize: heapBytes = Number.NaN } = await readMetrics(session);
    const { ScriptDuration = Number.NaN, V8CompileDuration = 0, TaskDuration = Number.NaN } = times;
    return {
      scriptMs: (ScriptDuration + V8CompileDuration) * 1000,
      taskMs: TaskDuration * 1000,
      longTasks,
      heapBytes,
    };
  } finally {
    await connection.browser.send('Target.closeTarget', { targetId });
  }
}

async function readHeap(connection: CdpConnection, url: string): Promise<number> {
  const { targetInfos } = await connection.browser.send('Target.getTargets');
  const target = targetInfos.find((each) => each.url.startsWith(url));
  if (target === undefined) throw new Error(`[bench] nothing runs at ${url}`);
  const session = await connection.attach(target.targetId);
  try {
    // What the first one sets free may hold more.
    for (let turn = 0; turn < 2; turn++) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await connection.detach(session);
  }
}

async function readMetrics(session: CdpSession): Promise<Readonly<Record<string, number>>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function evaluate(session: CdpSession, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    returnByValue: true,
    awaitPromise: true,
  });
  if (exceptionDetails) throw new Error(`[bench] ${expression}: ${exceptionDetails.text}`);
  return result.value;
}

/** A connection of its own that new targets wait for, so that the popup can be looked at from its beginning. */
async function inPopup(
  endpoint: string,
  open: () => Promise<string>,
  source: string,
  result: string,
): Promise<unknown> {
  const connection = await connectCdp(endpoint);
  const sessions = new Map<string, CdpSession>();
  connection.browser.events.addListener('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const session = connection.session(sessionId);
    sessions.set(targetInfo.targetId, session);
    // Workers have no pages and refuse; without `enable` the script would not survive the change of process.
    session.send('Page.enable').catch(() => {});
    session.send('Page.addScriptToEvaluateOnNewDocument', { source }).catch(() => {});
    session.send('Runtime.runIfWaitingForDebugger').catch(() => {});
  });
  try {
    await connection.browser.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
    const targetId = await open();
    const session = await pollUntil(STEP_TIMEOUT_MS, 'the popup’s session', () => sessions.get(targetId));
    const value = await within(STEP_TIMEOUT_MS, 'the popup’s balance', evaluate(session, result));
    await connection.browser.send('Target.closeTarget', { targetId });
    return value;
  } finally {
    connection.close();
  }
}
