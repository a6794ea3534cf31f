import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { localPages } from '../../../companion/pages/pages.ts';
import { findExecutable } from '../../e2e/support/executables.ts';
import { HOSTILE, openPageWorld } from './page-world.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let world: Awaited<ReturnType<typeof openPageWorld>>;
let browser: Browser;
beforeAll(async () => {
  world = await openPageWorld();
  browser = await chromium.launch({
    executablePath: findExecutable('chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

interface Look {
  readonly locale: string;
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

const USUAL: Look = { locale: 'en-GB', colorScheme: 'light', width: 1000 };

/** A browser that came by a link, on the first page. */
async function letIn({ locale, colorScheme, width } = USUAL, onEnd = onTestFinished): Promise<Page> {
  const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 800 } });
  onEnd(() => context.close());
  const page = await context.newPage();
  const { body } = await world.ask('POST', '/api/v1/watch/links', { body: {} });
  await page.goto(body.url);
  await page.waitForURL(`${world.origin}/watch`);
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<readonly string[]>(
    `axe.run(document).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`,
  );
}

/** Colours come from the theme alone and names from the language alone: two looks see each of them. */
describe.each([
  { locale: 'en-GB', colorScheme: 'light', width: 320 },
  { locale: 'zh-CN', colorScheme: 'dark', width: 1000 },
] as const)('in $locale, $colorScheme, $width wide', (look) => {
  let page: Page;
  beforeAll(async () => {
    page = await letIn(look, () => undefined);
  }, 60_000);
  afterAll(() => page?.context().close());

  it.each(localPages.map(({ path }) => path))(
    'axe has nothing to say about %s, and all of it is said',
    async (path) => {
      await page.goto(world.origin + path);
      await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
      expect(await page.title()).not.toContain('taken');
      expect(await page.locator('main').textContent()).not.toMatch(/\?\?|undefined|\[object|NaN|page\.\w/);
      const isChinese = /[\u4e00-\u9fff]/.test((await page.locator('h1').textContent()) ?? '');
      expect(isChinese).toBe(look.locale === 'zh-CN');
      expect(world.troubles.filter((one) => one.includes('page'))).toEqual([]);
    },
  );
});

describe('the pages', () => {
  it('are as wide as is read well, however wide the window is', async () => {
    const page = await letIn({ ...USUAL, width: 3840 });
    for (const path of ['/watch', '/watch/people']) {
      await page.goto(world.origin + path);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(3840);
      expect(await page.evaluate('document.querySelector("main").clientWidth')).toBeLessThan(1700);
    }
  });

  it('let a browser in by a link that holds once, and whose secret stands nowhere afterwards', async () => {
    const page = await letIn();
    expect(await page.title()).toBe('How things stand – Tollkeeper');
    expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/watch' }]);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.goBack();
    expect(page.url()).not.toContain('ticket');
  });

  it('say what axe would, where something is planted', async () => {
    const page = await letIn();
    await page.evaluate(
      `document.querySelector('main input:not([type=hidden])').closest('label').replaceWith(document.createElement('input'))`,
    );
    expect((await violations(page)).join()).toContain('label');
  });

  it('show every figure of a picture as text beside it', async () => {
    const page = await letIn();
    const lasts = page.locator('section', { has: page.locator('#lasts') });
    const drawn = await lasts.locator('.bars li').allTextContents();
    expect(drawn).toHaveLength(1);
    expect(await lasts.locator('table').textContent()).toContain('lasts');
    expect(await lasts.locator('figcaption').textContent()).toBe('OpenAI · team ends first. Full width: 30 days.');
    await page.goto(`${world.origin}/watch/funding`);
    expect(
      await page
        .locator('section', { has: page.locator('#funding') })
        .locator('table')
        .textContent(),
    ).toContain('$50.00');
    const { body } = await page
      .context()
      .request.get(`${world.origin}/watch/funding.ics`)
      .then(async (got) => ({ body: await got.text() }));
    expect(body).toMatch(/^BEGIN:VCALENDAR/);
  });
});

describe('what somebody does on a page', () => {
  it('is done: an alert is acknowledged by name, and another one snoozed', async () => {
    const page = await letIn();
    const card = page.locator('article', { hasText: 'Account OpenAI · team is low' });
    await card.getByLabel('Your name').fill('ann');
    await card.getByRole('button', { name: 'I know' }).click();
    await page.waitForURL(/done=know/);
    expect(await page.getByRole('status').first().textContent()).toContain('it goes on to nobody else');
    expect(await card.textContent()).toContain('ann has known for');
    expect(await card.getByRole('button', { name: 'I know' }).count()).toBe(0);
    const empty = page.locator('article', { hasText: 'is empty:' });
    expect(await empty.textContent()).toContain(HOSTILE);
    await empty.getByLabel('Quiet for').selectOption('72');
    await empty.getByRole('button', { name: 'Remind me later' }).click();
    await page.waitForURL(/done=snooze/);
    expect(await empty.textContent()).toContain('quiet for another 2 days');
    const { body } = await world.ask('GET', '/api/v1/alerts/history');
    const team = body.alerts.find(({ title }: { title: string }) => title.includes('team is low'));
    expect(team.acknowledged).toMatchObject({ by: 'ann' });
    await page.goto(`${world.origin}/watch/people`);
    expect(await page.locator('article', { hasText: 'team is low' }).textContent()).toContain('ann knows');
  });

  it('is done: a recharge that waits is approved, and its command runs', async () => {
    const page = await letIn();
    const card = page.locator('article', { hasText: 'A recharge of $20.00' });
    await card.getByLabel('Your name').fill('ann');
    await card.getByRole('button', { name: 'Yes, recharge' }).click();
    await page.waitForURL(/done=/);
    expect(await card.count()).toBe(0);
    const { body } = await world.ask('GET', '/api/v1/recharge/runs');
    expect(body.runs[0]).toMatchObject({
      state: 'done',
      log: expect.arrayContaining([expect.objectContaining({ why: 'approved by ann' })]),
    });
  });

  it('is done: whether a no was clear is kept with a note, and thresholds were looked at', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/refusals`);
    await page.getByText('Was this clear?').first().click();
    await page.getByLabel('No', { exact: true }).check();
    await page.getByLabel('Your own note').fill('which <b>wallet</b>?');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/done=clear/);
    expect(await page.getByLabel('Your own note').inputValue()).toBe('which <b>wallet</b>?');
    const { body } = await world.ask('GET', '/api/v1/refusals');
    expect(body.stories[0].said).toEqual({ isClear: false, note: 'which <b>wallet</b>?' });
    await page.goto(`${world.origin}/watch/people`);
    await page.getByRole('button', { name: 'I have looked' }).click();
    await page.waitForURL(/people\?done=seen/);
  });

  it('asks what would have been, and is told where a name is not known', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/savings?model=gpt-4o-mini`);
    expect(await page.getByLabel('All of it to this model').inputValue()).toBe('gpt-4o-mini');
    const found = page.locator('section', { has: page.locator('#whatif') }).locator('table');
    expect(await found.textContent()).toContain('$0.16');
    await page.getByLabel('At this provider').fill('nowhere');
    await page.getByRole('button', { name: 'Work it out' }).click();
    await page.waitForURL(/provider=nowhere/);
    expect(await page.getByRole('alert').textContent()).toContain('not known');
  });

  it('ends with the session', async () => {
    const page = await letIn();
    await page.getByRole('button', { name: 'End this session' }).click();
    await page.getByRole('heading', { name: 'The session in this browser has ended' }).waitFor();
    expect((await page.goto(`${world.origin}/watch`))?.status()).toBe(401);
  });
});
