import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { openTabs } from './calls.ts';
import type { ExtensionScope } from './playground.ts';
import { openRoad, type Road, setSettings, waitFor } from './road.ts';

const CANARY = 'canaryQ7xZ';
const TEXT = `> POST /chat/completions HTTP/2
> Host: api.deepseek.com
>
< HTTP/2 402
<
{"error":{"message":"Insufficient Balance","user":"${CANARY}"}}`;

/** No page was ever granted, no console was opened: there is a browser with the extension in it, and nothing else. */
describe.each(browserKinds)('an error that is explained where nothing was granted (%s)', (kind) => {
  let road: Road;
  const tabs = openTabs();
  beforeAll(async () => {
    road = await openRoad(kind, { isWatched: false });
    await setSettings(road.browser, { language: 'en' });
  });
  afterAll(() => road?.close());
  afterEach(() => tabs.close());

  const explained = (page: DrivenPage): Promise<string> =>
    page
      .waitFor(() => document.querySelector('.explained h2') !== null, { what: 'the explanation' })
      .then(() => page.text('.explained'));

  /** What was pasted is nowhere but on the screen, and no permission came with it. */
  async function expectNothingKept(): Promise<void> {
    const kept = await road.browser.backgroundEvaluate(dumpStorage);
    // The dump sees what there is, or it would prove nothing.
    expect(kept).toContain('fingerprintKey');
    expect(kept).not.toContain(CANARY);
    expect(kept).not.toContain('errorToExplain');
    expect(JSON.stringify(await road.ledger())).not.toContain(CANARY);
    expect(await road.browser.grantedOrigins()).toEqual([]);
    const asked = await road.browser.networkRequests();
    expect(asked.filter(({ url }) => url.includes('deepseek') || url.includes(CANARY))).toEqual([]);
  }

  it('is pasted into the popup, which says whose balance, what was charged and where to go', async () => {
    const popup = await road.browser.openPopup();
    // What is still to come would move the button from under the click.
    await popup.waitFor(() => document.querySelector('.empty') !== null, { what: 'the popup' });
    await popup.click('footer button:last-child');
    await popup.waitFor(() => document.activeElement?.tagName === 'TEXTAREA', { what: 'the field' });
    await popup.evaluate(insert, TEXT);
    await popup.click('.explain [type=submit]');
    const text = await explained(popup);
    expect(text).toMatch(
      /The balance at DeepSeek is used up\.\s+Nothing was charged\.\s+Recharge, then send it again\./,
    );
    expect(text).toMatch(/DeepSeek, with status 402[\s\S]*Yours[\s\S]*Only after a recharge/);
    expect(text).toMatch(/Recharge\s+platform\.deepseek\.com/);
    await popup.close().catch(() => undefined);
    await expectNothingKept();
  });

  it("is shown in a window by a click on the menu's entry, over any page", async () => {
    await waitFor(() => road.browser.backgroundEvaluate(hasMenu), "the menu's entry");
    await road.browser.backgroundEvaluate(countHandOvers);
    // The window that the second one finds is used again.
    for (const taken of [1, 2]) {
      await road.browser.clickMenu({
        menuItemId: 'explain-error',
        selectionText: TEXT,
        pageUrl: 'https://forum.example/t/1',
      });
      await waitFor(
        async () => (await road.browser.backgroundEvaluate(handedOver)) === taken,
        `text ${taken} to be taken`,
      );
      expect(await road.browser.backgroundEvaluate(ownWindows)).toBe(1);
    }
    await expectNothingKept();
    await road.browser.backgroundEvaluate(closeOwnWindows);
  });

  it('is handed to the window of the menu, which forgets it', async () => {
    await road.browser.backgroundEvaluate(putDown, TEXT);
    expect(await road.browser.backgroundEvaluate(dumpStorage)).toContain(CANARY);
    const page = tabs.add(await road.browser.openExtensionPage('explain.html'));
    expect(await explained(page)).toContain('The balance at DeepSeek is used up.');
    expect(await page.url()).toBe(`${road.browser.extensionOrigin}/explain.html`);
    await expectNothingKept();
    await page.reload();
    await page.waitFor(() => document.querySelector('textarea') !== null, { what: 'the empty field' });
    expect(await page.evaluate(() => document.querySelector('textarea')?.value)).toBe('');
    expect(await page.evaluate(() => document.querySelector('.explained'))).toBeNull();
  });
});

/** Runs in the popup: as if it had been typed; the field hears of it as of any change. */
function insert(text: string): boolean {
  return document.execCommand('insertText', false, text);
}

/** Runs in the background: what the listener of the menu does before it opens the window. */
async function putDown(text: string): Promise<boolean> {
  const scope = globalThis as unknown as ExtensionScope;
  const errorToExplain = { text, pageHost: null, at: Date.now() };
  await (scope.browser ?? scope.chrome).storage.session.set({ errorToExplain });
  return true;
}

/** Runs in the background: an entry that is not there cannot be changed. */
async function hasMenu(): Promise<boolean> {
  const scope = globalThis as unknown as ExtensionScope;
  const { contextMenus } = scope.browser ?? scope.chrome;
  return await contextMenus.update('explain-error', { enabled: true }).then(
    () => true,
    () => false,
  );
}

/** Runs in the background: both storages, as text. */
async function dumpStorage(): Promise<string> {
  const scope = globalThis as unknown as ExtensionScope;
  const { storage } = scope.browser ?? scope.chrome;
  return JSON.stringify([await storage.local.get(null), await storage.session.get(null)]);
}

/** Runs in the background: from now on it is counted how often a text was put down and taken away again. */
function countHandOvers(): boolean {
  const scope = globalThis as unknown as ExtensionScope & { taken: number };
  scope.taken = 0;
  (scope.browser ?? scope.chrome).storage.onChanged.addListener((changes, area) => {
    const change = area === 'session' ? changes.errorToExplain : undefined;
    if (change?.oldValue !== undefined && change.newValue === undefined) scope.taken += 1;
  });
  return true;
}

/** Runs in the background. */
function handedOver(): number {
  return (globalThis as unknown as { readonly taken: number }).taken;
}

/** Runs in the background: how many small windows show the page that explains. */
async function ownWindows(): Promise<number> {
  const scope = globalThis as unknown as ExtensionScope;
  const { windows, runtime } = scope.browser ?? scope.chrome;
  const all = await windows.getAll({ populate: true });
  const url = runtime.getURL('/explain.html');
  return all.filter(({ type, tabs }) => type === 'popup' && tabs?.some((tab) => tab.url === url)).length;
}

/** Runs in the background. */
async function closeOwnWindows(): Promise<boolean> {
  const scope = globalThis as unknown as ExtensionScope;
  const { windows } = scope.browser ?? scope.chrome;
  for (const { id, type } of await windows.getAll()) if (type === 'popup' && id !== undefined) await windows.remove(id);
  return true;
}
