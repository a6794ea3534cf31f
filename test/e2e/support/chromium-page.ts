import { writeFileSync } from 'node:fs';
import { pollUntil, within } from './bounded.ts';
import type { CdpConnection, CdpSession } from './cdp.ts';
import { createChromiumDocument } from './chromium-document.ts';
import { defineKey, MODIFIER_BITS } from './chromium-keys.ts';
import type { PageEngine } from './engine.ts';

const STEP_TIMEOUT_MS = 10_000;

/** Collects which documents have fired `load`, from the moment it is called. */
function watchLoads(session: CdpSession): (loaderId: (id: string) => boolean, timeoutMs: number) => Promise<void> {
  const loaded = new Set<string>();
  let check = (): void => {};
  const listener = (event: { name: string; loaderId: string }): void => {
    if (event.name !== 'load') return;
    loaded.add(event.loaderId);
    check();
  };
  session.events.addListener('Page.lifecycleEvent', listener);
  return async (isWanted, timeoutMs) => {
    const arrived = new Promise<void>((resolve) => {
      check = () => {
        if ([...loaded].some(isWanted)) resolve();
      };
      check();
    });
    try {
      await within(timeoutMs, 'the load of the page', arrived);
    } finally {
      session.events.removeListener('Page.lifecycleEvent', listener);
    }
  };
}

async function navigate(session: CdpSession, url: string, timeoutMs: number): Promise<void> {
  const waitForLoad = watchLoads(session);
  const { loaderId, errorText } = await within(
    timeoutMs,
    `an answer of ${url}`,
    session.send('Page.navigate', { url }),
  );
  if (errorText) throw new Error(`[page] ${url}: ${errorText}`);
  // Without a loader the document stayed the same: only the fragment has changed.
  if (loaderId) await waitForLoad((id) => id === loaderId, timeoutMs);
}

async function reload(session: CdpSession, timeoutMs: number): Promise<void> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const waitForLoad = watchLoads(session);
  await session.send('Page.reload');
  await waitForLoad((id) => id !== frameTree.frame.loaderId, timeoutMs);
}

async function mouseClick(session: CdpSession, x: number, y: number): Promise<void> {
  const at = { x, y, pointerType: 'mouse' as const };
  await session.send('Input.dispatchMouseEvent', { ...at, type: 'mouseMoved' });
  const button = { ...at, button: 'left' as const, clickCount: 1 };
  await session.send('Input.dispatchMouseEvent', { ...button, type: 'mousePressed', buttons: 1 });
  await session.send('Input.dispatchMouseEvent', { ...button, type: 'mouseReleased', buttons: 0 });
}

async function press(session: CdpSession, combination: string): Promise<void> {
  const names = combination === '+' ? ['+'] : combination.split('+');
  let modifiers = 0;
  for (const name of names) {
    modifiers |= MODIFIER_BITS[name] ?? 0;
    const { text, ...key } = defineKey(name);
    // With Control, Alt or Meta a key is a command and types nothing.
    const typed = text !== undefined && (modifiers & ~(MODIFIER_BITS.Shift ?? 0)) === 0 ? { text } : {};
    // Over the protocol the browser does not look up what a combination stands for.
    const commands = combination === 'Control+v' && name === 'v' ? { commands: ['paste'] } : {};
    await session.send('Input.dispatchKeyEvent', {
      type: typed.text ? 'keyDown' : 'rawKeyDown',
      modifiers,
      ...key,
      ...typed,
      ...commands,
    });
  }
  for (const name of names.toReversed()) {
    modifiers &= ~(MODIFIER_BITS[name] ?? 0);
    const { text: _, ...key } = defineKey(name);
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', modifiers, ...key });
  }
}

async function watchCrash(session: CdpSession): Promise<{ hasHappened(): boolean; cause(): Promise<void> }> {
  let hasHappened = false;
  session.events.addListener('Inspector.targetCrashed', () => {
    hasHappened = true;
  });
  session.events.addListener('Inspector.targetReloadedAfterCrash', () => {
    hasHappened = false;
  });
  await session.send('Inspector.enable');
  return {
    hasHappened: () => hasHappened,
    async cause() {
      // The command is never answered, its target is gone.
      session.send('Page.crash').catch(() => {});
      await pollUntil(STEP_TIMEOUT_MS, 'the crash of the page', () => hasHappened);
    },
  };
}

async function prepare(session: CdpSession): Promise<void> {
  // `beforeunload` and alerts would stop everything until somebody answers.
  session.events.addListener('Page.javascriptDialogOpening', () => {
    session.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => {});
  });
  await session.send('Page.enable');
  await session.send('Page.setLifecycleEventsEnabled', { enabled: true });
}

/** The engine of a page target: a tab or the popup. */
export async function createChromiumPage(connection: CdpConnection, targetId: string): Promise<PageEngine> {
  const session = await connection.attach(targetId);
  await prepare(session);
  const crash = await watchCrash(session);
  // A click may close the popup or the tab: then the answer to the command never comes.
  const untilGone = (what: string, done: Promise<unknown>): Promise<void> =>
    within(STEP_TIMEOUT_MS, what, Promise.race([done.then(() => {}), session.detached]));
  return {
    ...createChromiumDocument({ connection, session, frameSessions: new Map(), hasCrashed: crash.hasHappened }),
    goto: (url, timeoutMs) => navigate(session, url, timeoutMs),
    reload: (timeoutMs) => reload(session, timeoutMs),
    async url() {
      const { frame } = (await session.send('Page.getFrameTree')).frameTree;
      return frame.url + (frame.urlFragment ?? '');
    },
    async evaluateOnNewDocument(source) {
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source });
    },
    mouseClick: (x, y) => untilGone('a mouse click', mouseClick(session, x, y)),
    async typeText(text) {
      for (const character of text) await press(session, character === '\n' ? 'Enter' : character);
    },
    async chooseFile(selector, filePath) {
      const expression = `document.querySelector(${JSON.stringify(selector)})`;
      const { objectId } = (await session.send('Runtime.evaluate', { expression })).result;
      if (objectId === undefined) throw new Error(`[page] nothing matches ${selector}`);
      await session.send('DOM.setFileInputFiles', { files: [filePath], objectId });
    },
    press: (key) => untilGone(`the key ${key}`, press(session, key)),
    async screenshot(filePath) {
      const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
      writeFileSync(filePath, Buffer.from(data, 'base64'));
    },
    async setViewport(width, height) {
      const metrics = { width, height, deviceScaleFactor: 0, mobile: false };
      await session.send('Emulation.setDeviceMetricsOverride', metrics);
    },
    async setColorScheme(scheme) {
      const features = [{ name: 'prefers-color-scheme', value: scheme }];
      await session.send('Emulation.setEmulatedMedia', { features });
    },
    crash: crash.cause,
    async close() {
      await connection.browser.send('Target.closeTarget', { targetId });
      await within(STEP_TIMEOUT_MS, 'the end of the page', session.detached);
    },
    async bringToFront() {
      await session.send('Page.bringToFront');
    },
  };
}
