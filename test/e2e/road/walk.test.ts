import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { cardSays, openTabs } from './calls.ts';
import { clearNotices, countAlerts, listNotices, openRoadWithNotices } from './notices.ts';
import { chooseModel, type ExtensionScope } from './playground.ts';
import {
  CARD,
  CHIP,
  charges,
  clickOnCard,
  clickOnceOnCard,
  LOOPBACK_PATTERNS,
  type Road,
  setSettings,
  setState,
  waitFor,
  waitForRegistration,
} from './road.ts';

/** `TOLLKEEPER_PICTURES=folder`: what a person sees at each step is written there. */
const PICTURES = process.env.TOLLKEEPER_PICTURES;
/** Many steps, on a machine that may do much else. */
const WALK_MS_MAX = 240_000;
/** Longer than a shortage must be gone before that is told, ms. */
const GONE_MS = 3 * 60_000;

describe.each(browserKinds)('from the first page to the all-clear (%s)', (kind) => {
  let road: Road;
  const tabs = openTabs();
  // Each attempt begins with a browser that knows nothing.
  beforeEach(async () => {
    road = await openRoadWithNotices(kind, { isWatched: false });
    await setSettings(road.browser, { language: 'en' });
  });
  afterEach(async () => {
    await tabs.close();
    await road?.close();
  });

  it(
    'a balance that is watched falls, is told of, stops a message, is recharged, and is told to be fine',
    async () => {
      // The first page: whom do you pay?
      await setState(road.sandbox, { balances: [{ unit: 'USD', total: '3.001' }] });
      await road.browser.approveOrigins(LOOPBACK_PATTERNS);
      const welcome = tabs.add(await road.browser.openExtensionPage('welcome.html'));
      await says(welcome, 'Whose APIs do you pay for?');
      await welcome.type('input[type=search]', 'sandbox');
      await welcome.waitFor(() => document.querySelectorAll('.choice').length === 1, { what: 'the sandbox alone' });
      await welcome.click('input[name=provider][value=sandbox]');
      await welcome.click('main form button[type=submit]');
      await waitForRegistration(road.browser);
      const console = tabs.add(await road.openConsole());
      await badgeSays(/^\$3$/, 'Sandbox · Demo: $3.00');

      // From where on somebody wants to hear of it.
      const settings = tabs.add(await road.browser.openExtensionPage('dashboard.html#settings'));
      await settings.waitFor(() => document.querySelector('.watched form') !== null, { what: 'the account' });
      await press(settings, '[role=switch]', 'Tell me by a notification');
      await settings.waitFor(
        () =>
          document.querySelector('[aria-labelledby=set-low] [role=switch]')?.getAttribute('aria-checked') === 'true',
        { what: 'notifications to be on' },
      );
      await settings.evaluate(() => {
        const select = document.querySelector('.watched form select') as HTMLSelectElement;
        select.value = 'amount USD';
        select.dispatchEvent(new Event('change', { bubbles: true }));
      });
      await settings.type('.watched form input', '3');
      await settings.press('Enter');
      await says(settings, 'Below $3.00');
      await look(settings, 'settings');
      expect(await listNotices(road)).toEqual([]);

      // A message is paid for, and crosses the line.
      const page = tabs.add(await road.openPlayground());
      await send(page, 'toll-large', 'Why do toll roads exist? Explain it at length.');
      await waitFor(async () => /cost ≈? ?\$/.test(await page.ui(CHIP).text()), 'what it did cost', 20_000);
      expect(charges(road.sandbox)).toHaveLength(1);
      await waitFor(async () => (await listNotices(road)).length === 1, 'the notice');
      const [notice = ''] = await listNotices(road);
      await badgeSays(/↓$/, 'Sandbox · Demo: $2.99, running low');
      await look(page, 'chip');
      // Seen, and closed: Firefox's own window of it would lie over the popup.
      await clearNotices(road);
      const popup = await road.browser.openPopup();
      await popup.waitFor(() => document.querySelector('.asks') !== null, { what: 'the line' });
      expect(await popup.text('.asks')).toContain('Account Sandbox · Demo is low: $2.99.');
      expect(await popup.text('.asks')).toContain('You wanted to hear of less than $3.00.');
      await look(popup, 'popup-low');
      await popup.close().catch(() => undefined);
      const overview = tabs.add(await road.browser.openExtensionPage('dashboard.html#overview'));
      await says(overview, 'Account Sandbox · Demo is low: $2.99.');
      await look(overview, 'overview-low');
      expect(await axePage(overview)).toEqual([]);

      // It was left at that, and the money went elsewhere: the next message is stopped before it is sent.
      await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.02' }] });
      await console.bringToFront();
      await console.reload();
      await badgeSays(/↓$/, 'Sandbox · Demo: $0.02');
      expect(await listNotices(road)).toEqual([]);
      await page.bringToFront();
      await send(page, 'toll-medium', 'And who pays for them?');
      await cardSays(page, 'sets aside');
      expect(charges(road.sandbox)).toHaveLength(1);
      await look(page, 'card-short');
      await clickOnceOnCard(page, 'Recharge');
      await waitFor(
        async () => (await openAddresses()).some((url) => url.endsWith('/console#top-up')),
        'where one pays',
      );

      // Recharged there: the card knows, and the answer comes where it was asked for.
      await console.bringToFront();
      await console.click('#top-up-5');
      await page.bringToFront();
      await cardSays(page, '$5.00 arrived. Send now?');
      await look(page, 'card-arrived');
      await clickOnCard(page, 'Send now');
      await page.ui(CARD).waitUntilGone();
      await waitFor(() => charges(road.sandbox).length === 2, 'the second answer');
      await waitFor(async () => (await page.ui(CHIP).text()).includes('left'), 'what is left');
      await look(page, 'chip-after');

      // Nothing asks for anybody any more; and that it is over is told once it has been for a while.
      await badgeSays(/^\$5$/, 'Sandbox · Demo: $5.0');
      await overview.bringToFront();
      await overview.waitFor(() => document.querySelector('.overview') && document.querySelector('.asks') === null, {
        what: 'the line to go',
      });
      await look(overview, 'overview-after');
      expect(await overview.text('main')).toContain('$5.0');
      await road.browser.backgroundEvaluate(letPass, GONE_MS);
      await console.bringToFront();
      await console.reload();
      await waitFor(async () => (await listNotices(road)).length === 1, 'the all-clear');
      expect(await listNotices(road)).toEqual([notice]);
      await waitFor(async () => (await countAlerts(road)) === 0, 'the alert to be over');
      await clearNotices(road);
      const after = await road.browser.openPopup();
      await after.waitFor(() => document.querySelector('.popup')?.textContent.includes('$5.0'), {
        what: 'the balance',
      });
      expect(await after.evaluate(() => document.querySelector('.asks'))).toBeNull();
      await look(after, 'popup-after');
      await after.close().catch(() => undefined);
    },
    WALK_MS_MAX,
  );

  async function send(page: DrivenPage, model: string, words: string): Promise<void> {
    await chooseModel(page, model);
    await page.type('#composer', words);
    await page.press('Enter');
  }

  const says = (page: DrivenPage, part: string): Promise<unknown> =>
    page.waitFor((text: string) => document.body.textContent.includes(text), { args: [part], what: part });

  async function press(page: DrivenPage, selector: string, name: string): Promise<void> {
    await page.waitFor(
      (where: string, wanted: string) => {
        const found = [...document.querySelectorAll(where)].find((one) =>
          (one.getAttribute('aria-label') ?? one.textContent ?? '').includes(wanted),
        );
        found?.setAttribute('data-wanted', '');
        return found !== undefined;
      },
      { args: [selector, name], what: name },
    );
    await page.click('[data-wanted]');
  }

  async function badgeSays(text: RegExp, title: string): Promise<void> {
    let last = '';
    const says = async (): Promise<boolean> => {
      const badge = await road.browser.backgroundEvaluate(readBadge);
      last = `${badge.text} ${badge.title}`;
      return text.test(badge.text) && badge.title.includes(title);
    };
    await waitFor(says, `a badge of ${text}`).catch((error: Error) => {
      throw new Error(`${error.message}; it says: ${last}`);
    });
  }

  function openAddresses(): Promise<readonly string[]> {
    return road.browser.backgroundEvaluate(async () => {
      const scope = globalThis as unknown as ExtensionScope;
      return (await (scope.browser ?? scope.chrome).tabs.query({})).map(
        ({ url, pendingUrl }) => url || pendingUrl || '',
      );
    });
  }

  async function look(page: DrivenPage, name: string): Promise<void> {
    if (PICTURES !== undefined) await page.screenshot(join(PICTURES, `${kind}-${name}.png`));
  }
});

/** Runs in the background. */
async function readBadge(): Promise<{ readonly text: string; readonly title: string }> {
  const scope = globalThis as unknown as ExtensionScope;
  const { action } = scope.browser ?? scope.chrome;
  return { text: await action.getBadgeText({}), title: await action.getTitle({}) };
}

/** Runs in the background: what is gone was gone so much earlier. */
async function letPass(ms: number): Promise<boolean> {
  const opened = indexedDB.open('tollkeeper');
  const database = await new Promise<IDBDatabase>((resolve) => {
    opened.onsuccess = () => resolve(opened.result);
  });
  const transaction = database.transaction(['watch'], 'readwrite');
  const watch = transaction.objectStore('watch');
  const state = watch.get('state');
  state.onsuccess = () => {
    const alerts = state.result.alerts.map((alert: { readonly missingSince: number | null }) => ({
      ...alert,
      missingSince: alert.missingSince === null ? null : alert.missingSince - ms,
    }));
    watch.put({ ...state.result, alerts });
  };
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  database.close();
  return true;
}
