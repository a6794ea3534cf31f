import { axeRoot } from './axe.ts';
import { pollUntil } from './bounded.ts';
import type { Box, DrivenButton, DrivenDocument, DrivenShadow } from './driver.ts';
import { type DocumentEngine, isMissingRoot } from './engine.ts';
import { EVALUATE_TIMEOUT_MS, fromJsonText, toSource } from './page-script.ts';
import { boxOf, listButtons, nameOfFocused, visibleText } from './shadow-scripts.ts';

/** Where the extension mounts its card or chip. */
const DEFAULT_HOST_SELECTOR = '[data-tollkeeper-ui]';

const BUTTONS = 'button, [role="button"], input[type="submit"]';
const SHOWN_TIMEOUT_MS = 15_000;

/** A closed root in `document`, clicked through `clickAt` of the page around it (top-level coordinates). */
export function createDrivenShadow(
  engine: DocumentEngine,
  document: DrivenDocument,
  clickAt: (x: number, y: number) => Promise<void>,
  hostSelector: string = DEFAULT_HOST_SELECTOR,
): DrivenShadow {
  const evaluateInRoot: DrivenShadow['evaluateInRoot'] = async (script, ...args) =>
    fromJsonText(
      await engine.runInShadowRoot(hostSelector, {
        source: toSource(script),
        args,
        timeoutMs: EVALUATE_TIMEOUT_MS,
      }),
    );
  const boxAt = async (selector: string, index: number): Promise<Box> => {
    const box = await evaluateInRoot(boxOf, selector, index);
    if (!box) throw new Error(`[ui] nothing in the root of ${hostSelector} matches ${selector}`);
    const offset = await engine.offset();
    return { ...box, x: box.x + offset.x, y: box.y + offset.y };
  };
  const clickBox = async (selector: string, index: number): Promise<void> => {
    const box = await boxAt(selector, index);
    if (box.width === 0 || box.height === 0) throw new Error(`[ui] ${selector} takes no space, it cannot be clicked`);
    await clickAt(box.x + box.width / 2, box.y + box.height / 2);
  };
  const shadow: DrivenShadow = {
    async exists() {
      try {
        return await evaluateInRoot(() => true);
      } catch (error) {
        if (isMissingRoot(error)) return false;
        throw error;
      }
    },
    async waitUntilShown(timeoutMs = SHOWN_TIMEOUT_MS) {
      await pollUntil(timeoutMs, `text in the closed root of ${hostSelector}`, () => shadow.text());
    },
    async waitUntilGone(timeoutMs = SHOWN_TIMEOUT_MS) {
      const isGone = async (): Promise<boolean> => !(await shadow.exists()) || (await shadow.text()) === '';
      await pollUntil(timeoutMs, `the end of ${hostSelector}`, isGone);
    },
    text: () => evaluateInRoot(visibleText),
    html: () => evaluateInRoot((root: ShadowRoot) => root.innerHTML),
    buttons: () => evaluateInRoot(listButtons),
    clickButton: async (name) => clickBox(BUTTONS, findButton(await shadow.buttons(), name)),
    click: (selector) => clickBox(selector, 0),
    focusedName: () => evaluateInRoot(nameOfFocused),
    evaluateInRoot,
    boundingBox: (selector) => boxAt(selector, 0),
    axe: (check = {}) => axeRoot(document, shadow, check),
  };
  return shadow;
}

function findButton(buttons: readonly DrivenButton[], name: string): number {
  const visible = buttons.map((button, index) => ({ ...button, index })).filter((button) => button.isVisible);
  const equal = visible.filter((button) => button.name === name);
  const found = equal.length > 0 ? equal : visible.filter((button) => button.name.includes(name));
  const [only] = found;
  if (found.length === 1 && only) return only.index;
  const names = visible.map((button) => JSON.stringify(button.name)).join(', ');
  throw new Error(`[ui] ${found.length} buttons are named ${JSON.stringify(name)}; there are: ${names || 'none'}`);
}
