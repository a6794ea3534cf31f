import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleDashboard } from '../../../build/packages/bundle-dashboard.ts';
import { openPageWorld } from '../../companion/pages/page-world.ts';
import { startCompanion } from '../../companion/running-companion.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenBrowser, type DrivenPage } from '../support/driver.ts';
import { launchBrowser } from '../support/launch.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SCREENS = ['overview', 'calls', 'spend', 'accounts', 'budgets', 'prices', 'refusals', 'about'];
const PICTURES = process.env.TOLLKEEPER_PICTURES;

beforeAll(async () => {
  await bundleDashboard(ROOT, join(ROOT, '.output/companion-page'));
}, 120_000);

describe.each(browserKinds)('the dashboard of the companion (%s)', (kind) => {
  let world: Awaited<ReturnType<typeof openPageWorld>>;
  let browser: DrivenBrowser;
  let page: DrivenPage;
  beforeAll(async () => {
    world = await openPageWorld();
    browser = await launchBrowser(kind, { extensionPath: null });
    page = await browser.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const shows = (words: string): Promise<unknown> =>
    page.waitFor('(words) => document.querySelector("#dashboard")?.innerText.includes(words)', {
      ...{ args: [words], timeoutMs: 20_000, what: `"${words}"` },
    });
  async function look(screen: string): Promise<void> {
    await page.evaluate('(screen) => { location.hash = screen; }', screen);
    await page.waitFor(
      '(screen) => document.querySelector("nav a[aria-current]")?.getAttribute("href") === "#" + screen',
      {
        ...{ args: [screen.split('?')[0]], timeoutMs: 20_000, what: `the screen ${screen}` },
      },
    );
    await page.waitFor('!/Reading …|Loading|Looking …/.test(document.querySelector("main").innerText)', {
      ...{ timeoutMs: 20_000, what: 'what the screen reads' },
    });
  }
  async function picture(name: string): Promise<void> {
    if (PICTURES !== undefined) await page.screenshot(join(PICTURES, `${kind}-${name}.png`));
  }

  it('shows nothing to a browser that was not let in, and how it is', async () => {
    await page.goto(world.origin);
    await shows('This browser has not been let in');
    expect(await page.text('main')).toContain('tollkeeper open dashboard');
    expect((await axePage(page)).map(({ id }) => id)).toEqual([]);
  });

  it('opens by a link, with how everything stands', async () => {
    const { body } = await world.ask('POST', '/api/v1/watch/links', { body: { page: 'dashboard' } });
    await page.goto(body.url);
    await shows('This month');
    expect(await page.evaluate('location.pathname + location.search')).toBe('/');
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.text('main')).toMatch(/\$22/);
  });

  it('shows a call of a script without having been loaded again', async () => {
    await look('calls');
    await page.waitFor('document.querySelectorAll(".call-line").length > 5', { what: 'calls' });
    const before = await page.text('.call-line');
    await world.chat();
    await page.waitFor('(before) => document.querySelector(".call-line").innerText !== before', {
      ...{ args: [before], timeoutMs: 20_000, what: 'the new call' },
    });
    expect(await page.text('.call-line')).toContain('toll-mini');
  });

  it('finds calls by a filter that is in the address, and opens one to its sum', async () => {
    await look('calls');
    await look('calls?outcome=cut');
    await page.waitFor('document.querySelectorAll(".call-line").length > 5', { what: 'cut calls' });
    expect(await page.text('.call-line')).not.toContain('toll-mini');
    await page.evaluate('history.back()');
    await shows('toll-mini');
    await page.click('.call-line');
    await page.waitFor('document.querySelector(".call-detail .is-sum")?.innerText.includes("$")', { what: 'its sum' });
    expect(await page.text('.call-detail')).toContain('tool:unnamed');
    await picture('detail');
    await look('calls?find=no+such+thing');
    await shows('No call');
  });

  it('is gone through by the keyboard: the palette leads to screens, and the heading has the focus there', async () => {
    await look('overview');
    await page.press('Control+k');
    await page.waitFor('document.querySelector("dialog input") !== null', { what: 'the palette' });
    await page.type('dialog input', 'Spend');
    await page.press('Enter');
    await page.waitFor('location.hash === "#spend" && document.activeElement === document.querySelector("h1")', {
      what: 'the heading of the spend',
    });
  });

  it('says that somebody knows of an alert', async () => {
    await look('overview');
    const alerts = (): Promise<number> => page.evaluate('document.querySelectorAll("section.asks").length');
    await page.waitFor('document.querySelectorAll("section.asks").length > 0', { what: 'alerts' });
    const before = await alerts();
    await page.click('section.asks .answers button:nth-last-of-type(2)');
    await page.waitFor('(before) => document.querySelectorAll("section.asks").length < before', {
      ...{ args: [before], timeoutMs: 20_000, what: 'one alert less' },
    });
    const { body } = await world.ask('GET', '/api/v1/alerts');
    expect(body.alerts.filter((alert: { acknowledged: unknown }) => alert.acknowledged !== null)).toHaveLength(1);
  });

  it.each(['light', 'dark'] as const)('every screen is accessible and says all of it (%s)', async (scheme) => {
    await page.setColorScheme(scheme);
    for (const screen of SCREENS) {
      await look(screen);
      expect((await axePage(page)).map(({ id, nodes }) => `${screen} ${id}: ${nodes.join(' ')}`)).toEqual([]);
      expect(await page.text('#dashboard'), screen).not.toMatch(/undefined|\[object|NaN|could not be opened/);
      await picture(`${screen}-${scheme}`);
    }
  });

  it('fits 320 px, and speaks Chinese where that is chosen', async () => {
    await page.setViewport(320, 800);
    await look('about');
    await page.evaluate(
      `[...document.querySelectorAll('label')].find((one) => one.innerText.includes('中文')).click()`,
    );
    await shows('检查');
    for (const screen of SCREENS) {
      await page.evaluate('(screen) => { location.hash = screen; }', screen);
      await page.waitFor('/[\u4e00-\u9fff]/.test(document.querySelector("h1").innerText)', { what: screen });
      await page.waitFor('!/正在/.test(document.querySelector("main").innerText)', { what: screen });
      expect(await page.evaluate('document.documentElement.scrollWidth'), screen).toBeLessThanOrEqual(320);
      await picture(`${screen}-320-zh`);
    }
  });

  it('locks itself when the session has ended', async () => {
    await page.setViewport(1200, 800);
    await page.goto(`${world.origin}/watch`);
    await page.click('footer button');
    await page.waitFor('location.pathname === "/watch/do"', { what: 'the end of the session' });
    await page.goto(world.origin);
    await shows('tollkeeper open dashboard');
  });

  it('says since when the companion does not answer, and keeps what it shows', async () => {
    const other = await startCompanion({ isPolling: false });
    await other.chat();
    const { body } = await other.ask('POST', '/api/v1/watch/links', { body: { page: 'dashboard' } });
    await page.goto(body.url);
    await shows('toll-mini');
    await other.close();
    await shows('The companion does not answer');
    await shows('toll-mini');
  });
});
