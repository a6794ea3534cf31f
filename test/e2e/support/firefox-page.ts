import { writeFileSync } from 'node:fs';
import { pollUntil } from './bounded.ts';
import { type DocumentEngine, missingRoot, type PageEngine } from './engine.ts';
import { keyActions, typingActions } from './firefox-keys.ts';
import type { FirefoxProcess } from './firefox-process.ts';
import * as scripts from './firefox-scripts.ts';
import { type ScriptCall, toFunctionSource } from './page-script.ts';

type Chrome = FirefoxProcess['chrome'];

interface RunResult {
  readonly kind: 'value' | 'error' | 'no-root';
  readonly text?: string;
}

// Firefox's own bound fires first, so that its message names the script's fate.
const ANSWER_GRACE_MS = 2000;

async function runIn(
  chrome: Chrome,
  browserId: number,
  frames: readonly (string | number)[],
  call: ScriptCall,
  hostSelector: string | null,
): Promise<unknown> {
  const source = toFunctionSource(call, hostSelector !== null);
  const args = [browserId, frames, source, hostSelector, call.timeoutMs];
  const result = await chrome<RunResult | null>(scripts.RUN, args, call.timeoutMs + ANSWER_GRACE_MS);
  if (result?.kind === 'no-root') throw missingRoot(hostSelector ?? '');
  if (result?.kind !== 'value') throw new Error(`[page] ${result?.text ?? 'the document went away'}`);
  return result.text;
}

function createDocumentEngine(
  chrome: Chrome,
  browserId: number,
  frames: readonly (string | number)[],
  parent: DocumentEngine | null,
): DocumentEngine {
  const engine: DocumentEngine = {
    run: (call) => runIn(chrome, browserId, frames, call, null),
    runInShadowRoot: (hostSelector, call) => runIn(chrome, browserId, frames, call, hostSelector),
    frame: (selectorOrIndex) => createDocumentEngine(chrome, browserId, [...frames, selectorOrIndex], engine),
    async offset() {
      if (!parent) return { x: 0, y: 0 };
      const outer = await parent.offset();
      const inner = await chrome<{ x: number; y: number }>(scripts.FRAME_OFFSET, [browserId, frames]);
      return { x: outer.x + inner.x, y: outer.y + inner.y };
    },
  };
  return engine;
}

/** The engine of the tab or popup with this browserId. */
export function createFirefoxPage(chrome: Chrome, browserId: number): PageEngine {
  const navigate = async (url: string | null, timeoutMs: number): Promise<void> => {
    const failure = await chrome<string | null>(scripts.NAVIGATE, [browserId, url], timeoutMs);
    if (failure) throw new Error(`[page] ${url ?? 'reload'}: ${failure}`);
  };
  const perform = (sources: readonly object[]): Promise<void> =>
    chrome<void>(scripts.PERFORM_ACTIONS, [browserId, sources]);
  const keys = (actions: readonly object[]): Promise<void> => perform([{ type: 'key', id: 'keyboard', actions }]);
  return {
    ...createDocumentEngine(chrome, browserId, [], null),
    goto: navigate,
    reload: (timeoutMs) => navigate(null, timeoutMs),
    url: () => chrome<string>(scripts.ADDRESS, [browserId]),
    evaluateOnNewDocument: (source) => chrome<void>(scripts.ON_NEW_DOCUMENT, [browserId, source]),
    mouseClick: (x, y) =>
      perform([
        {
          type: 'pointer',
          id: 'mouse',
          parameters: { pointerType: 'mouse' },
          actions: [
            { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ]),
    typeText: (text) => keys(typingActions(text)),
    chooseFile: (selector, filePath) => chrome<void>(scripts.CHOOSE_FILE, [browserId, selector, filePath]),
    press: (key) => keys(keyActions(key)),
    async screenshot(filePath) {
      writeFileSync(filePath, Buffer.from(await chrome<string>(scripts.SCREENSHOT, [browserId]), 'base64'));
    },
    async setViewport(width, height) {
      await chrome<void>(scripts.SET_VIEWPORT, [browserId, width, height]);
      const call = { source: '[innerWidth, innerHeight].join()', args: [], timeoutMs: 1000 };
      const isSized = async (): Promise<boolean> =>
        (await runIn(chrome, browserId, [], call, null)) === JSON.stringify([width, height].join());
      await pollUntil(5000, `a viewport of ${width} × ${height}`, isSized);
    },
    setColorScheme: (scheme) => chrome<void>(scripts.SET_COLOR_SCHEME, [browserId, scheme]),
    async crash() {
      // A tab behind is not marked as crashed but emptied, to be loaded again when it comes to the front.
      await chrome<void>(scripts.BRING_TO_FRONT, [browserId]);
      process.kill(await chrome<number>(scripts.CONTENT_PROCESS, [browserId]), 'SIGKILL');
      await pollUntil(5000, 'the crash of the page', () => chrome<boolean>(scripts.HAS_CRASHED, [browserId]));
    },
    close: () => chrome<void>(scripts.CLOSE, [browserId]),
    bringToFront: () => chrome<void>(scripts.BRING_TO_FRONT, [browserId]),
  };
}
