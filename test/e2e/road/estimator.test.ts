import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { openTabs } from './calls.ts';
import type { ExtensionScope } from './playground.ts';
import { openRoad, type Road, setSettings } from './road.ts';

const CANARY = 'canaryE5tim';
const REQUEST = JSON.stringify({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: `${CANARY} hello world` }],
  max_tokens: 100,
});

/** Nothing was granted, nothing was called: there is a browser with the extension in it. */
describe.each(browserKinds)('the estimator (%s)', (kind) => {
  let road: Road;
  const tabs = openTabs();
  beforeAll(async () => {
    road = await openRoad(kind, { isWatched: false });
    await setSettings(road.browser, { language: 'en' });
  });
  afterAll(() => road?.close());
  afterEach(() => tabs.close());

  async function open(): Promise<DrivenPage> {
    const page = tabs.add(await road.browser.openExtensionPage('dashboard.html#estimator'));
    await page.waitFor(() => document.querySelector('main textarea') !== null, { what: 'the field' });
    return page;
  }

  const wait = (page: DrivenPage, words: string): Promise<unknown> =>
    page.waitFor((wanted: string) => document.querySelector('main')?.textContent?.includes(wanted) ?? false, {
      what: words,
      args: [words],
      timeoutMs: 20_000,
    });

  it('counts a pasted request by its vocabulary, in a worker, and keeps nothing of it', async () => {
    const page = await open();
    await page.evaluate(paste, REQUEST);
    await wait(page, 'OpenAI, gpt-4o');
    // The vocabulary was there: both browsers let the worker load it.
    await wait(page, 'exact');
    expect(await page.text('.estimate-cost')).toMatch(/^about \$0\.00/);
    expect(await axePage(page)).toEqual([]);
    expect(await road.browser.backgroundEvaluate(dumpStorage)).not.toContain(CANARY);
    expect(JSON.stringify(await road.ledger())).not.toContain(CANARY);
    const asked = await road.browser.networkRequests();
    expect(asked.filter(({ url }) => url.includes('openai') || url.includes(CANARY))).toEqual([]);
    await page.reload();
    await page.waitFor(() => document.querySelector('main textarea') !== null, { what: 'the empty field' });
    expect(await page.evaluate(() => document.querySelector('textarea')?.value)).toBe('');
    expect(await page.url()).toMatch(/#estimator$/);
  });

  it('reads a large file without holding the page up, and stops when it is told to', async () => {
    const page = await open();
    const bytes = await page.evaluate(drop, REQUEST);
    expect(bytes).toBeGreaterThan(30_000_000);
    await page.waitFor(() => document.querySelector('.reading') !== null, { what: 'progress', timeoutMs: 20_000 });
    // It goes on, and the page answers meanwhile: no frame waits for more than a portion is priced in.
    const longest = await page.evaluateWithin(20_000, longestFrame);
    expect(longest).toBeLessThan(2000);
    expect(await page.text('.reading')).toMatch(/[\d,]+ requests read, \d+ %/);
    await page.click('.reading button');
    await wait(page, 'Stopped: this is of the');
    await wait(page, 'OpenAI, gpt-4o');
  });
});

/** Runs in the page: as if it had been pasted. */
function paste(text: string): boolean {
  document.querySelector('textarea')?.focus();
  return document.execCommand('insertText', false, text);
}

/** Runs in the page: a file of many requests is dropped; its size. */
function drop(request: string): number {
  const line = `${JSON.stringify({ id: 1, url: 'https://api.openai.com/v1/chat/completions', body: JSON.parse(request) })}\n`;
  const file = new File([line.repeat(200_000)], 'batch.jsonl');
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  document.querySelector('main .panel')?.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }));
  return file.size;
}

/** Runs in the page: the longest time between two frames of one second, ms. */
async function longestFrame(): Promise<number> {
  const begun = performance.now();
  let [last, longest] = [begun, 0];
  while (last - begun < 1000) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

/** Runs in the background: both storages, as text. */
async function dumpStorage(): Promise<string> {
  const scope = globalThis as unknown as ExtensionScope;
  const { storage } = scope.browser ?? scope.chrome;
  return JSON.stringify([await storage.local.get(null), await storage.session.get(null)]);
}
