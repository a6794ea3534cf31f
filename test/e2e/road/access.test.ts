import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axePage } from '../support/axe.ts';
import { type AxeViolation, browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, chatBody, leaveEmptied, onlyRecord, type ScriptedCall, waitForGot } from './calls.ts';
import { chooseModel, rest, setScenario } from './playground.ts';
import {
  CARD,
  CHIP,
  CORNER,
  charges,
  clickOnCard,
  LOOPBACK_PATTERNS,
  nanoOf,
  openRoad,
  type Road,
  setSettings,
  setState,
  waitFor,
  waitForRegistration,
} from './road.ts';

/** Every theme and every language; the other two pairs are looked at where only components run (test/components). */
const LOOKS = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh' },
] as const;
type Look = (typeof LOOKS)[number];

/** How long keys are dead, ms, and a little more. */
const DEAD_MS = 700;
const HEADS = { en: /sets aside/, zh: /预扣/ } as const;
const EMPTIED = /emptied its field|清空了输入框/;
const REFUSED = { en: /didn't go through|wallet|balance/i, zh: /消息|余额/ } as const;
const LEFT_OUT = { en: '4 records are not sent yet · Show them', zh: '还有 4 条未发送 · 查看' } as const;
const NOT_NOW = { en: 'Not now', zh: '暂不' } as const;
const CHIPS = { en: /typical answer|balance/, zh: /余额/ } as const;

describe.each(browserKinds)('for everybody (%s)', (kind) => {
  let road: Road;
  let page: DrivenPage;
  beforeAll(async () => {
    road = await openRoad(kind);
    await setState(road.sandbox, { balances: [{ unit: 'USD', total: '0.05' }] });
    await road.readConsole();
  });
  afterAll(() => road?.close());

  const wear = (look: Look): Promise<void> => setSettings(road.browser, { ...look });

  /** Of a run with a nameless button planted: exactly that one is found. */
  function expectOnlyPlanted(found: readonly AxeViolation[], what: string): void {
    const others = found.filter((violation) => violation.id !== 'button-name');
    expect(others, what).toEqual([]);
    expect(
      found.map((violation) => violation.nodes),
      what,
    ).toEqual([['<button></button>']]);
  }

  describe.each(LOOKS)('in $theme and $language', (look) => {
    it('axe finds nothing on chip, ask card, refusal card and popup but what was planted', async () => {
      await wear(look);
      page = await road.openPlayground();
      await chooseModel(page, 'toll-large');
      await page.type('#composer', 'A question that asks for more than there is.');
      const chip = page.ui(CHIP);
      await chip.waitUntilShown();
      expect(await chip.text()).toMatch(CHIPS[look.language]);
      expectOnlyPlanted(await chip.axe({ planted: true }), 'chip');

      await page.press('Enter');
      const card = page.ui(CARD);
      await card.waitUntilShown();
      expect(await card.text()).toMatch(HEADS[look.language]);
      expect(await card.evaluateInRoot(themeAndLang)).toEqual([look.theme, look.language === 'zh' ? 'zh-CN' : 'en']);
      await openPanels();
      expectOnlyPlanted(await card.axe({ planted: true }), 'ask card');
      await page.press('Escape');
      await waitFor(async () => EMPTIED.test(await card.text().catch(() => '')), 'what was typed to be offered');
      expectOnlyPlanted(await card.axe({ planted: true }), 'what was typed');
      await rest(DEAD_MS);
      await page.press('Escape');
      await card.waitUntilGone();

      await chooseModel(page, 'toll-mini');
      await setScenario(road.sandbox, 'depleted');
      await page.type('#composer', 'A question for an empty wallet.');
      await page.press('Enter');
      await card.waitUntilShown();
      expect(await card.text()).toMatch(REFUSED[look.language]);
      await openPanels();
      expectOnlyPlanted(await card.axe({ planted: true }), 'refusal card');
      await rest(DEAD_MS);
      await page.press('Escape');
      await card.waitUntilGone();
      await setScenario(road.sandbox, 'normal');

      const popup = await road.browser.openPopup();
      await popup.setColorScheme(look.theme);
      // Firefox's popup is in no tab that could be reloaded from outside.
      await popup.evaluate(reloadSoon);
      await popup.waitFor(isPopupIn, { args: [look.theme, look.language], what: `the popup in ${look.theme}` });
      expectOnlyPlanted(await axePage(popup, { planted: true }), 'popup');
      await popup.close();
      await page.close();
    });
  });

  /** Opens all that can be opened on the card: what is hidden is not looked at. */
  async function openPanels(): Promise<void> {
    await rest(DEAD_MS);
    const card = page.ui(CARD);
    const panels = await card.evaluateInRoot((root: ShadowRoot) => root.querySelectorAll('[aria-expanded]').length);
    for (let index = 0; index < panels; index += 1) {
      await card.click(`[aria-expanded]:nth-of-type(${index + 1})`);
      await rest(60);
    }
  }

  it('the card can be used by keyboard alone: it begins at its heading, Tab stays inside, Escape closes it', async () => {
    await wear(LOOKS[0]);
    page = await road.openPlayground();
    await chooseModel(page, 'toll-large');
    await page.type('#composer', 'A question that asks for more than there is.');
    await page.press('Enter');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    expect(await card.focusedName()).toMatch(/sets aside/);
    expect(await card.evaluateInRoot(isNamedModal)).toBe(true);
    await rest(DEAD_MS);
    const order: (string | null)[] = [];
    const names = (await card.buttons()).filter((button) => button.isVisible).map((button) => button.name);
    for (let press = 0; press < names.length; press += 1) {
      await page.press('Tab');
      order.push(await card.focusedName());
    }
    // After the heading come the ways on, in the order they are seen; the bar with Close lies before it.
    expect(order.slice(0, names.length - 1)).toEqual(names.slice(1));
    expect(await isFocusInPage()).toBe(false);
    await page.press('Shift+Tab');
    expect(names).toContain(await card.focusedName());
    await leaveEmptied(page, 'Escape');
    // The focus is back where the user was.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('composer');
    await page.close();
  });

  it('an open card is left by no other key, and a button is pressed by Enter', async () => {
    page = await road.openPlayground();
    await chooseModel(page, 'toll-large');
    await page.type('#composer', 'Once more.');
    await page.press('Enter');
    const card = page.ui(CARD);
    await card.waitUntilShown();
    await rest(DEAD_MS);
    await page.press('a');
    expect(await page.evaluate(() => (document.querySelector('#composer') as HTMLTextAreaElement).value)).toBe('');
    await focusOn('Show the sum');
    await page.press('Enter');
    await waitFor(async () => (await card.text()).includes('/ 1,000,000'), 'the sum');
    await leaveEmptied(page, 'Keep editing');
    await page.close();
  });

  it('the line in the corner: axe finds nothing, Tab reaches it, Enter opens the card, in every look', async () => {
    await setState(road.sandbox, { balances: [{ unit: 'credits', total: '392' }] });
    await road.readConsole();
    await wear(LOOKS[0]);
    page = await road.openPlayground();
    await page.click('#tab-enrich');
    await page.click('#enrich');
    const card = page.ui(CARD);
    await clickOnCard(page, 'Send 21 now');
    await waitFor(async () => (await card.exists()) && (await card.text()).includes('21 of 25'), 'the notice');
    for (const [index, look] of LOOKS.entries()) {
      const notNow = NOT_NOW[LOOKS[Math.max(0, index - 1)]?.language ?? 'en'];
      await wear(look);
      await clickOnCard(page, notNow);
      const line = page.ui(CORNER);
      await line.waitUntilShown();
      expect(await line.text()).toBe(LEFT_OUT[look.language]);
      expectOnlyPlanted(await line.axe({ planted: true }), `the line in ${look.theme} and ${look.language}`);
      // It comes after everything of the page.
      await page.evaluate(focusLast);
      await page.press('Tab');
      expect(await line.focusedName()).toBe(LEFT_OUT[look.language]);
      await page.press('Enter');
      await card.waitUntilShown();
      await line.waitUntilGone();
      expect(await card.evaluateInRoot(themeAndLang)).toEqual([look.theme, look.language === 'zh' ? 'zh-CN' : 'en']);
    }
    await page.close();
  });

  async function focusOn(name: string): Promise<void> {
    for (let press = 0; press < 12; press += 1) {
      await page.press('Tab');
      if ((await page.ui(CARD).focusedName()) === name) return;
    }
    throw new Error(`Tab does not reach ${name}`);
  }

  /** Whether the focus is on something of the page, under the card. */
  function isFocusInPage(): Promise<boolean> {
    return page.evaluate(() => {
      const { activeElement } = document;
      return activeElement !== document.body && activeElement?.localName !== 'tollkeeper-ui';
    });
  }
});

describe.each(browserKinds)('"Watch this site" in the popup (%s)', (kind) => {
  let road: Road;
  // Once given, a permission is given again without being asked for: each try has a browser of its own.
  beforeEach(async () => {
    road = await openRoad(kind, { isWatched: false });
  });
  afterEach(() => road?.close());

  const call = (name: string): ScriptedCall => ({
    ...{ name, transport: 'fetch', path: '/v1/chat/completions', body: chatBody({ max_tokens: 30 }) },
    key: road.sandbox.world.keys[0]?.key ?? '',
  });

  it('says what is read, asks once, offers to load the page again, and from then on its calls are seen', async () => {
    const behind = await road.openPlayground();
    await behind.type('#composer', 'A long text that is not sent yet.');
    const page = await road.openPlayground();
    await callAsUser(page, call('unseen'));
    expect((await waitForGot(page, 'unseen')).status).toBe(200);

    await road.browser.approveOrigins(LOOPBACK_PATTERNS);
    const popup = await openOffer();
    expect(await popup.text('.site')).toMatch(
      /Read and kept on this computer: [\s\S]* name or e-mail[\s\S]* Never kept or sent: prompts, answers, passwords, keys/,
    );
    await popup.click('.site .primary');
    await popup.waitFor(() => document.querySelector('.site .primary')?.textContent === 'Reload to start', {
      what: 'what comes next',
    });
    expect(await popup.text('.site')).toContain('Sandbox recognised. Calls are seen once this page is loaded again');
    // Loading it again unasked would take away what is typed there.
    await callAsUser(page, call('unseen too'));
    expect((await waitForGot(page, 'unseen too')).status).toBe(200);
    expect((await road.ledger()).records).toEqual([]);
    // The popup gives way to the page: nothing comes back from this click.
    await popup.click('.site .primary').catch(() => undefined);
    await page.waitFor(() => !('got' in globalThis) && document.querySelector('#key option') !== null, {
      what: 'the page to be loaded again',
    });

    await callAsUser(page, call('seen'));
    expect((await waitForGot(page, 'seen')).status).toBe(200);
    const record = await onlyRecord(road);
    expect([record.isReviewed, record.outcome]).toEqual([true, 'answer']);
    expect(nanoOf(record.cost?.likelyNano)).toBe(charges(road.sandbox)[2]);
    expect(await behind.evaluate(() => (document.querySelector('#composer') as HTMLTextAreaElement).value)).toBe(
      'A long text that is not sent yet.',
    );
    const again = await road.browser.openPopup();
    await again.waitFor(() => document.querySelector('.site [role="switch"]')?.ariaChecked === 'true', {
      what: 'the popup to say so',
    });
    expect(await again.text('.site')).toContain('Watching Sandbox calls here');
    await again.close();
  });

  it('not given: nothing runs on the page, and it may be asked for again', async () => {
    await road.browser.refuseOrigins();
    const page = await road.openPlayground();
    const popup = await openOffer();
    await popup.click('.site .primary');
    await rest(1000);
    expect(await road.browser.grantedOrigins()).toEqual([]);
    // Chromium's question closes the popup.
    await popup.close().catch(() => undefined);
    await callAsUser(page, call('unseen'));
    expect((await waitForGot(page, 'unseen')).status).toBe(200);
    expect((await road.ledger()).records).toEqual([]);
    await (await openOffer()).close();
  });

  it('a page without https that is not of this machine: says why it cannot be watched, and asks for nothing', async () => {
    // An address of this machine that no permission names.
    const server = createServer((_request, response) => response.end('<title>A relay</title>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    const page = await road.browser.newPage();
    await page.goto(`http://127.0.0.2:${(server.address() as AddressInfo).port}/console`);
    const popup = await road.browser.openPopup();
    await popup.waitFor(() => document.querySelector('.site') !== null, { what: 'the popup' });
    expect(await popup.text('.site')).toContain('Only pages with https can be watched, and this computer');
    expect(await popup.evaluate(() => document.querySelector('main button') === null)).toBe(true);
    await popup.close();
    await page.close();
    server.closeAllConnections();
    server.close();
  });

  it('withdrawn: an open page is left alone at once, and the popup says so', async () => {
    await road.browser.grantOrigins(LOOPBACK_PATTERNS);
    await waitForRegistration(road.browser);
    const page = await road.openPlayground();
    await callAsUser(page, call('seen'));
    expect((await waitForGot(page, 'seen')).status).toBe(200);
    await onlyRecord(road);
    await road.browser.revokeOrigins(LOOPBACK_PATTERNS);
    const popup = await road.browser.openPopup();
    await popup.waitFor(() => document.querySelector('.site')?.textContent?.includes('Permission withdrawn'), {
      what: 'the popup to say so',
    });
    await popup.close();
    await callAsUser(page, call('unseen'));
    expect((await waitForGot(page, 'unseen')).status).toBe(200);
    await rest(500);
    expect((await road.ledger()).records).toHaveLength(1);
  });

  async function openOffer(): Promise<DrivenPage> {
    const popup = await road.browser.openPopup();
    await popup.waitFor(() => document.querySelector('.site .primary') !== null, { what: 'the offer to watch' });
    expect(await popup.text('.site')).toContain('A Sandbox page, not watched yet');
    expect(await popup.text('.site .primary')).toBe('Watch this site');
    return popup;
  }
});

function reloadSoon(): void {
  (globalThis as unknown as { isOld: boolean }).isOld = true;
  setTimeout(() => location.reload(), 0);
}

function isPopupIn(...[theme, language]: string[]): boolean {
  const isFilled = document.querySelector('.popup main section') !== null;
  const lang = document.querySelector('.popup')?.getAttribute('lang') ?? '';
  const isNew = !('isOld' in globalThis);
  return isNew && isFilled && document.documentElement.dataset.theme === theme && lang.startsWith(language ?? '?');
}

/** The page's own last stop of the Tab key. */
function focusLast(): void {
  const stops = [
    ...document.querySelectorAll<HTMLElement>('a[href], button:enabled, input, select, textarea, [tabindex="0"]'),
  ];
  stops
    .filter((stop) => stop.checkVisibility())
    .at(-1)
    ?.focus();
}

function themeAndLang(root: ShadowRoot): readonly (string | undefined)[] {
  const dialog = root.querySelector('dialog');
  return [dialog?.dataset.theme, dialog?.lang];
}

function isNamedModal(root: ShadowRoot): boolean {
  const dialog = root.querySelector('dialog');
  const heading = root.getElementById(dialog?.getAttribute('aria-labelledby') ?? '');
  return dialog?.matches(':modal') === true && heading?.localName === 'h2' && heading.textContent !== '';
}
