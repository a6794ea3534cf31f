import { writeFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright';
import { within } from './bounded.ts';
import { createChromiumDocument } from './chromium-document.ts';
import type { PageEngine } from './engine.ts';

const INPUT_TIMEOUT_MS = 5000;

/** The engine of one Playwright page; only its input, navigation and tab functions are used, never its evaluate. */
export async function createChromiumPage(context: BrowserContext, page: Page): Promise<PageEngine> {
  const session = await context.newCDPSession(page);
  await session.send('Page.enable');
  const bounded = <T>(what: string, promise: Promise<T>): Promise<T> => within(INPUT_TIMEOUT_MS, what, promise);
  return {
    ...createChromiumDocument({ context, page, session, frameSessions: new Map() }),
    async goto(url, timeoutMs) {
      await page.goto(url, { timeout: timeoutMs });
    },
    async reload(timeoutMs) {
      await page.reload({ timeout: timeoutMs });
    },
    url: async () => page.url(),
    async evaluateOnNewDocument(source) {
      await session.send('Page.addScriptToEvaluateOnNewDocument', { source });
    },
    mouseClick: (x, y) => bounded('a mouse click', page.mouse.click(x, y)),
    typeText: (text) => bounded('typing', page.keyboard.type(text)),
    press: (key) => bounded(`the key ${key}`, page.keyboard.press(key)),
    async screenshot(filePath) {
      const { data } = await bounded('a screenshot', session.send('Page.captureScreenshot', { format: 'png' }));
      writeFileSync(filePath, Buffer.from(data, 'base64'));
    },
    setViewport: (width, height) => bounded('the viewport', page.setViewportSize({ width, height })),
    setColorScheme: (scheme) => bounded('the colour scheme', page.emulateMedia({ colorScheme: scheme })),
    async crash() {
      const crashed = new Promise<void>((resolve) => page.once('crash', () => resolve()));
      // The command is never answered, its target is gone.
      session.send('Page.crash').catch(() => {});
      await bounded('the crash of the page', crashed);
    },
    close: () => bounded('the end of the page', page.close()),
    bringToFront: () => bounded('the page in front', page.bringToFront()),
  };
}
