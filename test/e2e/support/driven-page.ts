import { pollUntil } from './bounded.ts';
import { createDrivenShadow } from './driven-shadow.ts';
import type { Box, DrivenDocument, DrivenPage, Script, WaitOptions } from './driver.ts';
import type { DocumentEngine, PageEngine } from './engine.ts';
import { EVALUATE_TIMEOUT_MS, fromJsonText, toSource } from './page-script.ts';
import { boxOf } from './shadow-scripts.ts';

const WAIT_TIMEOUT_MS = 15_000;
const LOAD_TIMEOUT_MS = 15_000;
const SOURCE_CHARACTERS_SHOWN = 160;

type ClickAt = (x: number, y: number) => Promise<void>;

function createDocument(engine: DocumentEngine, clickAt: ClickAt): DrivenDocument {
  const evaluateWithin: DrivenDocument['evaluateWithin'] = async (timeoutMs, script, ...args) =>
    fromJsonText(await engine.run({ source: toSource(script), args, timeoutMs }));
  const document: DrivenDocument = {
    evaluate: (script, ...args) => evaluateWithin(EVALUATE_TIMEOUT_MS, script, ...args),
    evaluateWithin,
    waitFor<R>(script: Script<never[], R>, options: WaitOptions = {}) {
      const { timeoutMs = WAIT_TIMEOUT_MS, args = [] } = options;
      const source = toSource(script);
      const what = options.what ?? `a truthy result of ${source.slice(0, SOURCE_CHARACTERS_SHOWN)}`;
      return pollUntil(timeoutMs, what, async () => fromJsonText<R>(await engine.run({ source, args, timeoutMs })));
    },
    async text(selector) {
      const text = await document.evaluate(
        // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, with its line breaks.
        (wanted: string) => globalThis.document.querySelector<HTMLElement>(wanted)?.innerText ?? null,
        selector,
      );
      if (text === null) throw new Error(`[page] nothing matches ${selector}`);
      return text;
    },
    ui: (hostSelector) => createDrivenShadow(engine, document, clickAt, hostSelector),
    frame: (selectorOrIndex) => createDocument(engine.frame(selectorOrIndex), clickAt),
  };
  return document;
}

async function middleOf(document: DrivenDocument, selector: string): Promise<{ x: number; y: number }> {
  const source = `(selector) => (${boxOf})(document, selector, 0)`;
  const box = await document.evaluate<Box | null>(source, selector);
  if (!box) throw new Error(`[page] nothing matches ${selector}`);
  if (box.width === 0 || box.height === 0) throw new Error(`[page] ${selector} takes no space, it cannot be clicked`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function hasCaret(document: DrivenDocument, selector: string): Promise<boolean> {
  return document.evaluate((wanted: string) => {
    const element = globalThis.document.querySelector(wanted);
    return element?.contains(globalThis.document.activeElement) ?? false;
  }, selector);
}

/** A `DrivenPage` over what one browser offers. */
export function createDrivenPage(engine: PageEngine): DrivenPage {
  // Only a tab in front can be clicked or typed into; a person would bring it there first.
  const ensureInFront = async (): Promise<void> => {
    const text = await engine.run({ source: 'document.visibilityState', args: [], timeoutMs: EVALUATE_TIMEOUT_MS });
    if (fromJsonText(text) === 'hidden') await engine.bringToFront();
  };
  const clickAt: ClickAt = async (x, y) => {
    await ensureInFront();
    await engine.mouseClick(x, y);
  };
  const document = createDocument(engine, clickAt);
  const page: DrivenPage = {
    ...document,
    goto: (url, timeoutMs = LOAD_TIMEOUT_MS) => engine.goto(url, timeoutMs),
    reload: () => engine.reload(LOAD_TIMEOUT_MS),
    url: () => engine.url(),
    evaluateOnNewDocument: (source) => engine.evaluateOnNewDocument(source),
    async click(selector) {
      const { x, y } = await middleOf(document, selector);
      await clickAt(x, y);
    },
    clickAt,
    async type(selector, text) {
      await page.click(selector);
      // Where the page moved between the look and the click, a person sees no caret, and clicks once more.
      if (!(await hasCaret(document, selector))) await page.click(selector);
      await engine.typeText(text);
    },
    chooseFile: (selector, filePath) => engine.chooseFile(selector, filePath),
    async press(key) {
      await ensureInFront();
      await engine.press(key);
    },
    screenshot: (filePath) => engine.screenshot(filePath),
    setViewport: (width, height) => engine.setViewport(width, height),
    setColorScheme: (scheme) => engine.setColorScheme(scheme),
    crash: () => engine.crash(),
    close: () => engine.close(),
    bringToFront: () => engine.bringToFront(),
  };
  return page;
}
