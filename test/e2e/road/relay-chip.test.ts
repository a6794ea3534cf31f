import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRelay, type Relay } from '../../servers/relay/relay.ts';
import type { RelaySite } from '../../servers/relay/world.ts';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { callAsUser, cardSays, openTabs, records } from './calls.ts';
import { findCovered, watchChip } from './chip-page.ts';
import { rest } from './playground.ts';
import { signInAt } from './relay-pages.ts';
import { CARD, CHIP, clickOnCard, clickOnceOnCard, openRoad, type Road, setSettings, waitFor } from './road.ts';

/** Promised are 300 ms; the figure is printed, and the bound says no more than that the chip did not stay away. */
const SEEN_MS_MAX = 10_000;
const WIDTHS = [320, 480, 768, 1024, 1280] as const;
const LINE = 'A line that is long enough to make the composer grow when there are a few of it. ';
const PLAYGROUND = '/console/playground';

describe.each(browserKinds)("the chip on a relay's own console (%s)", (kind) => {
  let road: Road;
  let relay: Relay;
  const tabs = openTabs();
  beforeAll(async () => {
    road = await openRoad(kind);
  });
  afterAll(() => road?.close());
  beforeEach(async () => {
    await setSettings(road.browser, { sites: [] });
    await road.reset();
  });
  afterEach(async () => {
    await tabs.close();
    await relay.close();
    await setSettings(road.browser, { language: 'en' });
  });

  /** Signs in; nothing but who that is was read then. */
  async function signIn(site: Partial<RelaySite> = {}, look: Look = {}): Promise<DrivenPage> {
    relay = await openRelay({ site });
    const page = tabs.add(await road.browser.newPage());
    await signInAt(page, relay);
    await page.evaluate(
      (theme: string, language: string) => {
        localStorage.setItem('theme-mode', theme);
        localStorage.setItem('i18nextLng', language);
      },
      look.theme ?? 'light',
      look.language ?? 'en',
    );
    return page;
  }

  async function open(page: DrivenPage, path: string): Promise<DrivenPage> {
    await page.goto(relay.origin + path);
    await page.waitFor(() => document.querySelector('h1') !== null, { what: `the page ${path}` });
    return page;
  }

  const openPlayground = async (page: DrivenPage): Promise<void> => {
    await open(page, PLAYGROUND);
    await page.waitFor(() => document.querySelector('#composer') !== null, { what: 'the composer' });
  };

  const rows = async (table: string): Promise<readonly Record<string, unknown>[]> =>
    ((await road.ledger()) as unknown as Record<string, readonly Record<string, unknown>[]>)[table] ?? [];

  /** Balance and prices are read, as somebody does who looks at both pages. */
  async function readBoth(page: DrivenPage): Promise<void> {
    await open(page, '/console/topup');
    await waitFor(async () => (await rows('readings')).length > 0, 'the balance to be read');
    await open(page, '/pricing');
    await waitFor(async () => (await rows('priceLists')).some(({ prices }) => prices !== null), 'the prices');
    await openPlayground(page);
  }

  const said = async (page: DrivenPage, part: string): Promise<string> => {
    const chip = page.ui(CHIP);
    await waitFor(async () => (await chip.text().catch(() => '')).includes(part), `a chip that says ${part}`);
    return chip.text();
  };

  it('before anything was read says so, and a click opens what tells it: the list of prices, then the wallet', async () => {
    const page = await signIn();
    await openPlayground(page);
    await page.type('#composer', 'What is a toll road?');
    expect(await said(page, 'gpt-4o')).toBe('Price of gpt-4o not known · Open the price list to read it');
    await page.ui(CHIP).clickButton('Open the price list');
    await waitFor(async () => (await rows('priceLists')).some(({ prices }) => prices !== null), 'the prices');
    await page.bringToFront();
    await page.type('#composer', '?');
    // No answer came yet: the model that the page shows, at what a typical answer has.
    expect(await said(page, 'Open wallet')).toMatch(
      /^about \$[\d.]+ \([^)]*up to \$[^)]+\), for a typical answer · balance not known · Open wallet to read it$/,
    );
    await page.ui(CHIP).clickButton('Open wallet');
    await waitFor(async () => (await rows('readings')).length > 0, 'the balance to be read');
    // Nothing more is typed: it says what is known by now.
    expect(await said(page, 'balance $7.18')).toMatch(
      /^about \$[\d.]+ \([^)]*up to \$[^)]+\), for a typical answer · balance \$7\.18 · enough for [\d,]+ more like this$/,
    );
    expect(relay.world.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toEqual([]);
  });

  it.each([
    ['2026', 'new-api', ['/console/topup', '/console/playground']],
    ['2025', 'new-api-2025', ['/topup', '/playground']],
    ['the newest', 'new-api-v1', ['/wallet', '/playground']],
  ] as const)('reads the model that the page shows, not the group beside it (%s)', async (_name, flavour, paths) => {
    const page = await signIn({ flavour });
    await open(page, paths[1]);
    await page.waitFor(() => document.querySelector('#composer') !== null, { what: 'the composer' });
    await page.type('#composer', 'Hello');
    expect(await said(page, 'Price of')).toContain('Price of gpt-4o not known');
  });

  it.each([
    ['light', 'en'],
    ['dark', 'zh'],
  ] as const)('is read in %s, %s: soon, over no control, at its composer while that grows', async (theme, language) => {
    await setSettings(road.browser, { language });
    const page = await signIn({}, { theme, language });
    await readBoth(page);
    await page.evaluate(watchChip);
    await page.type('#composer', 'W');
    const seenMs = await page.waitFor(() => (globalThis as unknown as { seenMs?: number }).seenMs, {
      what: 'the chip',
    });
    console.info(`[chip] ${kind}, relay: seen ${Math.round(seenMs)} ms after the first character (promised: 300)`);
    expect(seenMs).toBeLessThan(SEEN_MS_MAX);
    expect(await page.ui(CHIP).text()).toMatch(language === 'zh' ? /^按一般回答约 \$/ : /^about \$/);
    expect(await page.ui(CHIP).axe({ options: { runOnly: ['color-contrast'] } })).toEqual([]);
    expect(await groundOf(page)).toBe(theme);
    for (const width of WIDTHS) {
      await page.setViewport(width, 800);
      await page.evaluate(clear);
      for (let lines = 0; lines < 3; lines += 1) {
        await page.type('#composer', lines === 0 ? 'A question' : LINE);
        await page.ui(CHIP).waitUntilShown();
        // It follows the page within a tenth of a second.
        await rest(300);
        const found = await page.evaluate(findCovered);
        expect(found.covered, `at ${width} px, ${lines} long lines`).toEqual([]);
        expect(found.box, `at ${width} px, ${lines} long lines`).not.toBeNull();
        expect(found.distance, `at ${width} px, ${lines} long lines`).toBeLessThanOrEqual(80);
      }
    }
  });

  it('lies on no line of the answer, however wide and long it is', async () => {
    const page = await signIn();
    await readBoth(page);
    for (const width of WIDTHS) {
      await page.setViewport(width, 800);
      await page.evaluate(fillTranscript);
      await page.evaluate(clear);
      await page.type('#composer', 'And then?');
      await page.ui(CHIP).waitUntilShown();
      await rest(300);
      expect((await page.evaluate(findCovered)).words, `at ${width} px`).toEqual([]);
    }
  });

  it('what was not sent is to be had from the card where the page has emptied its field, and the chip is gone', async () => {
    const page = await signIn();
    for (const user of relay.world.users) user.quota = 0;
    await readBoth(page);
    await page.type('#composer', 'Why do roads have tolls?');
    await page.ui(CHIP).waitUntilShown();
    await page.press('Enter');
    await cardSays(page, 'is used up');
    await clickOnceOnCard(page, 'Keep editing');
    await cardSays(page, 'the page has emptied its field');
    await clickOnceOnCard(page, 'Copy my message');
    await cardSays(page, 'Copied.');
    await clickOnCard(page, 'Close');
    expect(await page.ui(CARD).exists()).toBe(false);
    expect(await page.ui(CHIP).exists()).toBe(false);
    expect(relay.world.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toEqual([]);
    expect(await rows('records')).toEqual([]);
  });

  it('names the supplier that could not be paid, by a background that was stopped, until it can be', async () => {
    const page = await signIn();
    await readBoth(page);
    relay.world.supplier.trouble = 'empty-openai';
    await page.type('#composer', 'Hello');
    await page.press('Enter');
    await cardSays(page, "the relay's own supplier account is empty");
    await clickOnCard(page, 'Close');
    await road.browser.stopBackground();
    await page.type('#composer', 'Hello again');
    expect(await said(page, 'supplier')).toMatch(
      /^This relay could not pay its supplier for gpt-4o just now · about \$[\d.]+ \([^)]*up to \$[^)]+\), for a typical answer$/,
    );
    await page.press('Enter');
    await cardSays(page, "the relay's own supplier account is empty");
    relay.world.supplier.trouble = null;
    await clickOnCard(page, 'Try again');
    expect(await said(page, 'Sent.')).toMatch(/^Sent\. Cost ≈? ?\$[\d.]+, \$7\.1\d left\.$/);
    await page.type('#composer', 'Thank you');
    expect(await said(page, 'balance')).not.toContain('supplier');
    expect((await records(road, 3)).map(({ outcome }) => outcome).sort()).toEqual(['answer', 'refusal', 'refusal']);
  });

  it('a retry is said in the corner where no composer is known, and not for long', async () => {
    const page = await signIn();
    await readBoth(page);
    await open(page, '/console/token');
    relay.world.supplier.trouble = 'empty-openai';
    const messages = [{ role: 'user', content: 'Hello there' }];
    await callAsUser(page, {
      name: 'call',
      transport: 'fetch',
      path: `${relay.origin}/pg/chat/completions`,
      body: { model: 'gpt-4o', group: 'default', messages },
      key: null,
      headers: { 'New-Api-User': '101' },
    });
    await cardSays(page, "the relay's own supplier account is empty");
    relay.world.supplier.trouble = null;
    await clickOnCard(page, 'Try again');
    const line = page.ui('[data-tollkeeper-ui="corner"]');
    await line.waitUntilShown();
    expect(await line.text()).toMatch(/^Sent\. Cost \$[\d.]+, \$7\.1\d left\.$/);
    expect(await page.ui(CARD).exists()).toBe(false);
    await line.waitUntilGone(20_000);
  });

  /** Whether the chip is lighter or darker than its text. */
  const groundOf = (page: DrivenPage): Promise<string> =>
    page.ui(CHIP).evaluateInRoot((root: ParentNode) => {
      const ground = getComputedStyle(root.querySelector('.chip') as Element).backgroundColor;
      const [red = 0] = (/\d+/.exec(ground) ?? []).map(Number);
      return red > 127 ? 'light' : 'dark';
    });
});

interface Look {
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'zh';
}

function clear(): void {
  const composer = document.querySelector('#composer') as HTMLTextAreaElement;
  composer.value = '';
  composer.dispatchEvent(new Event('input', { bubbles: true }));
}

/** An answer that fills the page to its edges, scrolled to its end. */
function fillTranscript(): void {
  const transcript = document.querySelector('#transcript') as HTMLElement;
  const line = document.createElement('p');
  line.className = 'message assistant';
  line.textContent = `${'A toll road is one that you pay for when you use it, at a gate or by a camera. '.repeat(40)}So it is.`;
  transcript.replaceChildren(line);
  transcript.scrollTop = transcript.scrollHeight;
}
