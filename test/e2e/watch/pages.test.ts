import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPages } from '../../../companion/pages/pages.ts';
import { openPageWorld, ownedBy } from '../../companion/pages/page-world.ts';
import { axePage } from '../support/axe.ts';
import { browserKinds, type DrivenBrowser, type DrivenPage } from '../support/driver.ts';
import { launchBrowser } from '../support/launch.ts';

/** The companion's own pages need no extension, no script, and the same of both browsers. */
describe.each(browserKinds)('the pages of the companion (%s)', (kind) => {
  let world: Awaited<ReturnType<typeof openPageWorld>>;
  let browser: DrivenBrowser;
  let page: DrivenPage;
  beforeAll(async () => {
    world = await openPageWorld();
    browser = await launchBrowser(kind, { extensionPath: null, language: 'zh', colorScheme: 'dark' });
    page = await browser.newPage();
    const { body } = await world.ask('POST', '/api/v1/watch/links', { body: {} });
    await page.goto(body.url);
    await arrivesAt('/watch');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  async function arrivesAt(place: string): Promise<void> {
    const script = `(place) => document.readyState === 'complete' && (location.pathname + location.search).startsWith(place)`;
    await page.waitFor(script, { args: [place], timeoutMs: 20_000, what: `the page ${place}` });
  }
  const open = (path: string): Promise<void> => page.goto(world.origin + path, 30_000);
  async function fill(selector: string, value: string): Promise<void> {
    await page.evaluate(`(selector) => { document.querySelector(selector).value = ''; }`, selector);
    if (value !== '') await page.type(selector, value);
  }
  const teamNow = async () => {
    const { body } = await world.ask('GET', '/api/v1/owners');
    return ownedBy(body, 'account:openai:team');
  };

  it.each(localPages.map(({ path }) => path))('%s has its style, fits 320 px and says all of it', async (path) => {
    await page.setViewport(320, 800);
    await open(path);
    await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('main')).maxWidth`)).not.toBe('none');
    expect(await page.text('main')).not.toMatch(/\?\?|undefined|\[object|NaN|page\.\w/);
    expect(await page.text('h1')).toMatch(/[\u4e00-\u9fff]/);
    expect((await axePage(page)).map(({ id, nodes }) => `${id}: ${nodes.join(' ')}`)).toEqual([]);
  });

  it('names the person once, in this browser, and acknowledges by that name', async () => {
    await page.setViewport(1000, 800);
    await open('/watch?lang=en');
    await page.click('details.who summary');
    await fill('details.who input[name=who]', 'ann');
    await page.click('details.who button');
    await arrivesAt('/watch?done=name');
    await page.click('button[value=know]');
    await arrivesAt('/watch?done=know');
    expect(await page.text('main')).toContain('ann has known for');
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  it('sets an owner and thresholds by the keyboard alone; a mistake is said beside its field and nothing is lost', async () => {
    await open('/watch/people');
    await page.click('a[href*="edit=account%3Aopenai%3Ateam"]');
    await arrivesAt('/watch/people?edit=');
    await fill('#own-amount', '25 USD; plenty');
    await fill('#own-runway', '5');
    await page.press('Enter');
    await arrivesAt('/watch/do');
    // A browser gives `autofocus` its focus with the first picture, which may come after the page is complete.
    await page.waitFor(`document.activeElement.id === 'own-amount'`, { what: 'the focus on what is wrong' });
    expect(await page.evaluate(`document.querySelector('#own-amount').value`)).toBe('25 USD; plenty');
    expect(await page.evaluate(`document.querySelector('#own-runway').value`)).toBe('5');
    expect(await page.text('#own-amount-w')).toContain('such as 25 USD');
    expect((await teamNow()).ownThresholds).toEqual(['amount-25-USD']);
    await fill('#own-amount', '25 USD; 5 USD');
    await page.press('Enter');
    await arrivesAt('/watch/people?done=own');
    expect(await teamNow()).toMatchObject({
      ...{ owner: 'ann', next: 'bob', ownThresholds: ['amount-25-USD', 'amount-5-USD', 'runway-5'] },
    });
  });

  it('keeps whether a no was clear, with a note, and estimates the call again', async () => {
    await open('/watch/refusals');
    await page.click('article details summary');
    await page.click('article input[value=no]');
    await fill('article textarea', 'which wallet?');
    await page.click('article button[value=clear]');
    await arrivesAt('/watch/refusals?done=clear');
    const { body } = await world.ask('GET', '/api/v1/refusals');
    expect(body.stories[0].said).toEqual({ isClear: false, note: 'which wallet?' });
    await page.click('article:nth-of-type(2) a[href*="again="]');
    await arrivesAt('/watch/refusals?again=');
    await fill('#again input[name=model]', 'gpt-5.5');
    await page.press('Enter');
    await arrivesAt('/watch/refusals?again=');
    await page.waitFor(`document.querySelector('#again strong')?.textContent.includes('$')`);
  });

  it('ends with the session', async () => {
    // What was done before may still lead back to its page: a click on the one that goes away is lost.
    await open('/watch');
    await page.click('footer button');
    await arrivesAt('/watch/do');
    await open('/watch');
    expect(await page.text('h1')).toBe('This browser has not been let in');
  });
});
