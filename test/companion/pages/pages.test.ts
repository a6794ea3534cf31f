import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { localPages } from '../../../companion/pages/pages.ts';
import { findExecutable } from '../../e2e/support/executables.ts';
import { startCompanion } from '../running-companion.ts';
import { HOSTILE, openPageWorld, ownedBy } from './page-world.ts';

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
      `document.querySelector('main select').closest('label').replaceWith(document.createElement('input'))`,
    );
    expect((await violations(page)).join()).toContain('label');
  });

  it('show every figure of a picture as text beside it', async () => {
    const page = await letIn();
    const lasts = page.locator('section', { has: page.locator('#lasts') });
    const drawn = await lasts.locator('.bars li').allTextContents();
    expect(drawn).toHaveLength(1);
    expect(await lasts.locator('table').textContent()).toContain('lasts');
    expect(await lasts.locator('figcaption').textContent()).toContain('OpenAI · team ends first. Full width: 30 days.');
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

describe('who owns what', () => {
  it('stands beside who is next and who was told last; what goes on to nobody is said', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/people`);
    const owners = page.locator('section', { has: page.locator('#owners') });
    const cellsOf = (name: string): Promise<readonly string[]> =>
      owners.locator('tr', { hasText: name }).first().locator('th, td').allTextContents();
    const [, ...team] = await cellsOf('OpenAI · team');
    expect(team.slice(0, 2)).toEqual(['ann', 'bob']);
    const [, ...lab] = await cellsOf(HOSTILE);
    expect(lab.slice(0, 2)).toEqual(['everyone', '–']);
    expect(lab[3]).toMatch(/^everyone, \S/);
    const [, ...others] = await cellsOf('all others');
    expect(others.slice(0, 2)).toEqual(['everyone', '–']);
    expect(await owners.textContent()).toContain('2 of them have no next contact');
    const alert = await page.locator('article', { hasText: 'is empty:' }).locator('li').allTextContents();
    expect(alert[0]).toMatch(/ – it began$/);
    expect(alert[1]).toMatch(/ – everyone: told \(mail: on its way\)$/);
    expect(alert).toHaveLength(2);
  });
});

describe('what providers counted', () => {
  it('stands beside what was seen here, by day and model', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/spent`);
    const part = page.locator('section', { has: page.locator('#counted') });
    expect(await part.textContent()).toMatch(/OpenAI counted [\d,]+ tokens more than were seen here\./);
    await part.locator('summary').click();
    expect(await violations(page)).toEqual([]);
    expect(await part.getByRole('row').allInnerTexts()).toContainEqual(expect.stringMatching(/99,000 tokens.*tokens/s));
  });
});

describe('where somebody heard no', () => {
  it('is told with its cause, sizes only, what it would have cost, what happened next and the time lost', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/refusals`);
    const points = ((await page.locator('section', { has: page.locator('#points') }).textContent()) ?? '').replaceAll(
      /\s+/g,
      ' ',
    );
    expect(points).toContain('OpenAI: the balance was used up');
    expect(points).toContain('1 ended with a recharge. 1 given up. 1 still open.');
    expect(points).toContain('Time lost: 30 min.');
    expect(points).toContain('It would have cost about $0.15.');
    expect(await page.locator('#points ~ ul a').getAttribute('href')).toContain('openai.com');
    const [open, recharged, dropped] = await page.locator('article').allInnerTexts();
    expect(open).toContain('OpenAI said no: the balance was used up');
    expect(open).toContain('1,000 tokens in, at most 8,000 tokens out. It would have cost about $0.05. 3 attempts.');
    expect(open).toContain('Nothing went through since.');
    expect(recharged).toContain('Then: recharged; it went through after 30 min.');
    expect(dropped).toContain('Then: given up.');
  });

  it('is estimated again, prefilled with its sizes, and with others', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/refusals`);
    await page.locator('article').nth(1).getByRole('link', { name: 'Estimate it again' }).click();
    const again = page.locator('#again');
    expect(await again.getByLabel('Model').inputValue()).toBe('gpt-5.5');
    expect(await again.getByLabel('Tokens in').inputValue()).toBe('1000');
    expect(await again.getByLabel('At most tokens out').inputValue()).toBe('8000');
    const before = await again.getByRole('status').textContent();
    expect(before).toMatch(/About \$0\.\d+; between \$0\.\d+ and \$0\.\d+\./);
    await again.getByLabel('At most tokens out').fill('100');
    await again.getByRole('button', { name: 'Work it out' }).click();
    await page.waitForURL(/out=100/);
    expect(await again.getByRole('status').textContent()).not.toBe(before);
    expect(await violations(page)).toEqual([]);
    await again.getByLabel('Tokens in').fill('many');
    await again.getByRole('button', { name: 'Work it out' }).click();
    await page.waitForURL(/in=many/);
    expect(await again.getByRole('alert').textContent()).toContain('whole numbers');
    expect(await again.getByLabel('Tokens in').inputValue()).toBe('many');
  });
});

describe('a companion that has nothing yet', () => {
  it('says on every page what there will be, and what to do', async () => {
    const empty = await startCompanion({ isPolling: false });
    onTestFinished(empty.close);
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 320, height: 800 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const { body } = await empty.ask('POST', '/api/v1/watch/links', { body: {} });
    await page.goto(body.url);
    await page.waitForURL(`${empty.origin}/watch`);
    const said: Record<string, string> = {};
    for (const { path } of localPages) {
      await page.goto(empty.origin + path);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      said[path] = (await page.locator('main').textContent()) ?? '';
    }
    expect(said['/watch']).toContain('Nothing is wrong.');
    expect(said['/watch']).toContain('tollkeeper channels add desktop me');
    expect(said['/watch']).toContain('tollkeeper accounts add <provider> <name> < key.txt');
    expect(said['/watch/people']).toContain('Add a contact');
    expect(said['/watch/spent']).toContain('There were no calls in the last 30 days.');
    expect(said['/watch/savings']).not.toContain('Stay as you are');
    expect(said['/watch/funding']).toContain('Nothing to plan from');
    expect(said['/watch/refusals']).toContain('Nobody said no in these days');
    expect(empty.troubles).toEqual([]);
  });
});

describe('what somebody does on a page', () => {
  it('is done: an account was recharged, and its balance is waited for', async () => {
    const page = await letIn();
    const card = page.locator('article', { hasText: 'Account OpenAI · team is low' });
    await card.getByRole('button', { name: 'I have recharged it' }).click();
    await page.waitForURL(/done=recharged/);
    const rows = await world.companion.store.transact(async ({ accounts }) => accounts.get('openai:team'));
    expect(rows?.rechargeAt).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is done: an alert is acknowledged by name, and another one snoozed', async () => {
    const page = await letIn();
    const card = page.locator('article', { hasText: 'Account OpenAI · team is low' });
    await page.getByText('Say who you are').click();
    await page.getByLabel('Your name').fill('ann');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/done=name/);
    expect(await page.getByText('You act as ann').count()).toBe(1);
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
    expect(await empty.textContent()).toContain('quiet for another 3 days');
    const { body } = await world.ask('GET', '/api/v1/alerts/history');
    const team = body.alerts.find(({ title }: { title: string }) => title.includes('team is low'));
    expect(team.acknowledged).toMatchObject({ by: 'ann' });
    await page.goto(`${world.origin}/watch/people`);
    expect(await page.locator('article', { hasText: 'team is low' }).textContent()).toContain('ann knows');
  });

  it('is done: a recharge that waits is approved, and its command runs', async () => {
    const page = await letIn();
    const card = page.locator('article', { hasText: 'A recharge of $20.00' });
    await page.getByText('Say who you are').click();
    await page.getByLabel('Your name').fill('ann <b>');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/done=name/);
    await card.getByRole('button', { name: 'Yes, recharge' }).click();
    await page.waitForURL(/done=/);
    expect(await card.count()).toBe(0);
    const { body } = await world.ask('GET', '/api/v1/recharge/runs');
    expect(body.runs[0]).toMatchObject({
      state: 'done',
      log: expect.arrayContaining([expect.objectContaining({ why: 'approved by ann <b>' })]),
    });
  });

  it('is done: whether a no was clear is kept with a note, and thresholds were looked at', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/refusals`);
    await page.getByText('Was this clear?').first().click();
    const story = page.locator('article').first();
    await story.getByLabel('No', { exact: true }).check();
    await story.getByLabel('Your own note').fill('which <b>wallet</b>?');
    await story.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/done=clear/);
    expect(await story.getByLabel('Your own note').inputValue()).toBe('which <b>wallet</b>?');
    const { body } = await world.ask('GET', '/api/v1/refusals');
    expect(body.stories[0].said).toEqual({ isClear: false, note: 'which <b>wallet</b>?' });
    await page.goto(`${world.origin}/watch/people`);
    await page.getByRole('button', { name: 'I have looked' }).click();
    await page.waitForURL(/people\?done=seen/);
  });

  it('is done: an account gets an owner and thresholds; what cannot be is said beside its field, and nothing typed is lost', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/people`);
    await page.getByRole('link', { name: 'Change OpenAI · team' }).click();
    const form = page.locator('#edit');
    expect(await form.getByLabel('Warn below this amount').inputValue()).toBe('25 USD');
    expect(await form.getByLabel('Owner').inputValue()).toBe('ann');
    await form.getByLabel('Owner').selectOption('bob');
    await form.getByLabel('Next contact').selectOption('bob');
    await form.getByLabel('Warn below this amount').fill('25 USD; plenty');
    await form.getByLabel('Warn when it lasts fewer days').fill('5');
    const share = form.getByLabel('Warn below so many % of the last recharge');
    await share.fill('150');
    await form.getByRole('button', { name: 'Keep' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('What you typed is still there');
    const wrong = form.getByLabel('Warn below this amount');
    expect(await wrong.inputValue()).toBe('25 USD; plenty');
    expect(await wrong.getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate('document.activeElement.name')).toBe('next');
    expect(await form.locator(`#${(await wrong.getAttribute('aria-describedby'))?.split(' ')[1]}`).textContent()).toBe(
      'Write an amount and its unit, such as 25 USD.',
    );
    expect(await form.getByLabel('Warn when it lasts fewer days').inputValue()).toBe('5');
    expect(await form.textContent()).toContain('Choose somebody else than the owner.');
    expect(await form.textContent()).toContain('Write a share of the recharge between 0.01 and 100, such as 20.');
    await share.fill('');
    expect(await violations(page)).toEqual([]);
    const before = await world.ask('GET', '/api/v1/owners');
    const teamOf = ({ body }: typeof before) => ownedBy(body, 'account:openai:team');
    expect(teamOf(before)).toMatchObject({ owner: 'ann', ownThresholds: ['amount-25-USD'] });
    await form.getByLabel('Next contact').selectOption('ann');
    await wrong.fill('25 USD; 5');
    await form.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/people\?done=own/);
    expect(teamOf(await world.ask('GET', '/api/v1/owners'))).toMatchObject({
      ...{ owner: 'bob', next: 'ann', ownThresholds: ['amount-25-USD', 'amount-5-USD', 'runway-5'] },
    });
    await page.getByRole('link', { name: 'Change OpenAI · team' }).click();
    await form.getByLabel('Owner').selectOption('');
    await form.getByLabel('Next contact').selectOption('');
    await wrong.fill('');
    await form.getByLabel('Warn when it lasts fewer days').fill('');
    await form.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/people\?done=own/);
    expect(teamOf(await world.ask('GET', '/api/v1/owners'))).toMatchObject({ isNamed: false, ownThresholds: [] });
  });

  it('is done: a contact is added, changed and forgotten', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/people`);
    await page.getByRole('link', { name: 'Add a contact' }).click();
    const form = page.locator('#contact');
    await form.getByLabel('Name').fill('Carol');
    await form.getByLabel('Channels').fill('pigeon');
    await form.getByLabel('May be told from').fill('09:30');
    await form.getByRole('button', { name: 'Keep' }).click();
    expect(await form.getByLabel('Name').inputValue()).toBe('Carol');
    expect(await form.locator('.wrong').allTextContents()).toEqual([
      'Write a name of small letters, digits and dashes, at most 40, such as ann.',
      'There is no channel pigeon. Write names of channels that there are, or leave it empty.',
      'Fill in both times, or neither.',
    ]);
    await form.getByLabel('Name').fill('carol');
    await form.getByLabel('Channels').fill('');
    await form.getByLabel('May be told until').fill('18:00');
    await form.getByLabel('On these days').selectOption('12345');
    await form.getByRole('button', { name: 'Keep' }).click();
    await page.waitForURL(/people\?done=contact/);
    const { body } = await world.ask('GET', '/api/v1/owners');
    expect(body.contacts.find(({ name }: { name: string }) => name === 'carol')).toMatchObject({
      ...{ channels: ['*'], urgentAnytime: true, hours: { from: 570, until: 1080, days: [1, 2, 3, 4, 5] } },
    });
    await page.getByRole('link', { name: 'Change carol' }).click();
    await form.getByRole('button', { name: 'Forget carol' }).click();
    await page.waitForURL(/people\?done=forget/);
    expect(await page.getByRole('link', { name: 'Change carol' }).count()).toBe(0);
  });

  it('asks what would have been, and is told where a name is not known', async () => {
    const page = await letIn();
    await page.goto(`${world.origin}/watch/savings?model=gpt-4o-mini&of=gpt-5.5`);
    expect(await page.getByLabel('To this model instead').inputValue()).toBe('gpt-4o-mini');
    const found = page.locator('section', { has: page.locator('#whatif') }).locator('table');
    expect(await found.textContent()).toContain('$0.16');
    expect(await page.getByLabel('Calls to this model').inputValue()).toBe('gpt-5.5');
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
