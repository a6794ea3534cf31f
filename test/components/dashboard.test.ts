import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { SCREENS } from '../../lib/ui/dashboard.ts';
import { withGallery } from './with-gallery.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const gallery = withGallery();

async function open(screen: string, more: Readonly<Record<string, string>> = {}, width = 1100): Promise<Page> {
  const page = await gallery.open({ what: 'dashboard', screen, ...more }, width, 800);
  await page.waitForSelector('main h1');
  return page;
}

/** Opens all that can be opened: what is hidden is not looked at. */
async function openAll(page: Page, screen: string): Promise<void> {
  if (screen === 'apis') {
    await page
      .getByRole('button', { name: 'Begin with an example' })
      .or(page.getByRole('button', { name: '从示例开始' }))
      .click();
    await page.locator('section:has(#apis-text) button.primary').click();
    await page.locator('.preview').waitFor();
    await page.getByRole('textbox').nth(1).fill(`curl ${ACME} --data-raw '{"firms": []}'`);
    await page.locator('.trial button[type=submit]').click();
    await page.locator('.result').waitFor();
  }
  if (screen === 'estimator') {
    await page.locator('main textarea').fill(REQUEST);
    await page.locator('.offered button').first().click();
    await page.locator('.compared tbody tr').nth(1).waitFor();
  }
  if (screen === 'refusals') await page.locator('.stories summary').first().click();
  if (screen === 'budgets') for (const more of await page.locator('.budget-raise summary').all()) await more.click();
  if (screen === 'relays') await page.locator('.relays summary').first().click();
  if (screen !== 'calls') return;
  await page.locator('.accuracy summary').click();
  await page.locator('.call-line').first().click();
  await page.locator('.report > button').click();
}

/** A request with all parts that are told apart. */
const REQUEST = JSON.stringify({
  model: 'gpt-4o',
  messages: [
    { role: 'system', content: 'You are helpful.' },
    { role: 'user', content: 'How are you?' },
  ],
  tools: [{ type: 'function', function: { name: 'find', parameters: {} } }],
});

/** The call of the example that the screen begins with. */
const ACME = 'https://api.acme.example/v1/enrich';

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<readonly string[]>(
    // How each finding is told costs half of the time, and only what is wrong is told.
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`,
  );
}

const actions = (page: Page) => page.evaluate<unknown>('globalThis.tried.actions');
const focused = (page: Page) => page.evaluate<string | null>('document.activeElement?.textContent ?? null');

describe.each(SCREENS)('%s', (screen) => {
  it.each([
    { lang: 'en', theme: 'light', state: 'full' },
    { lang: 'en', theme: 'dark', state: 'paused' },
    { lang: 'zh', theme: 'light', state: 'empty' },
    { lang: 'zh', theme: 'dark', state: 'full' },
    { lang: 'en', theme: 'light', state: 'failed' },
  ])('in $lang, $theme, $state: axe has nothing to say, and what is full fits every width', async (look) => {
    const page = await open(screen, look);
    const isFull = look.state === 'full';
    if (isFull) await openAll(page, screen);
    expect(await violations(page)).toEqual([]);
    // The page that was just looked at is as full as it gets: it serves for the widths, too.
    for (const width of isFull ? [320, 480, 768, 1600, 3840] : []) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), `at ${width} px`).toBe(width);
    }
    if (isFull && look.lang === 'en') {
      await page.evaluate(`document.querySelector('main').append(document.createElement('button'))`);
      expect((await violations(page)).join(), 'what is planted').toContain('button-name');
    }
    await page.close();
  });
});

it.each([
  ['en', 'an isolated frame'],
  ['zh', '沙盒框架（无网址）'],
])('says in words (%s) that a call came from a sandboxed frame, whose origin is no address', async (lang, words) => {
  const page = await open('calls', { lang });
  const line = page.locator('.call-line').last();
  await line.click();
  expect(await line.textContent()).toContain(words);
  expect(await page.locator('.call-detail .facts').textContent()).toContain(words);
  expect(await page.locator('main').textContent()).not.toMatch(/\bnull\b/);
  await page.close();
});

it('has one heading of the first rank, landmarks, and says which screen this is', async () => {
  const page = await open('settings');
  expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['Settings']);
  expect(await page.title()).toBe('Settings · Tollkeeper');
  for (const role of ['banner', 'main'] as const) expect(await page.getByRole(role).count()).toBe(1);
  for (const name of ['Screens', 'On this page'])
    expect(await page.getByRole('navigation', { name, exact: true }).count()).toBe(1);
  expect(await page.locator('[aria-current=page]').textContent()).toBe('Settings');
  await page.close();
});

it('each section of the settings has an address, and the focus goes there', async () => {
  const page = await open('settings');
  const contents = page.getByRole('navigation', { name: 'On this page' });
  const sections = await page.locator('.panel h2').allTextContents();
  expect(await contents.getByRole('link').allTextContents()).toEqual(sections);
  for (const name of ['Watched sites', 'Pause', 'Watched sites']) {
    await contents.getByRole('link', { name }).press('Enter');
    await page.waitForFunction(`document.activeElement.textContent === '${name}'`);
    await expect.poll(() => contents.locator('[aria-current=location]').textContent()).toBe(name);
  }
  expect(await page.evaluate('location.hash')).toBe('#settings?at=set-sites');
  expect(await page.locator('h1').textContent()).toBe('Settings');
  await page.close();
});

it('goes from screen to screen by keyboard, and the focus goes along', async () => {
  const page = await open('calls');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('Calls');
  expect(await page.getByRole('link', { name: 'Privacy' }).count()).toBe(0);
  await page.locator('.more summary').press('Enter');
  await page.getByRole('link', { name: 'Privacy' }).press('Enter');
  await page.waitForFunction(`document.querySelector('h1').textContent === 'Privacy'`);
  expect(await focused(page)).toBe('Privacy');
  expect(await page.title()).toBe('Privacy · Tollkeeper');
  expect(await page.locator('.more').getAttribute('open')).toBeNull();
  await page.goBack();
  await page.waitForFunction(`document.querySelector('h1').textContent === 'Calls'`);
  expect(await focused(page)).toBe('Calls');
  await page.close();
});

describe('the password of a file', () => {
  it.each(['light', 'dark'])(
    'that is short, missing or typed otherwise is said at its field, and saves nothing (%s)',
    async (theme) => {
      const page = await open('privacy', { theme });
      const panel = page
        .locator('section.panel')
        .filter({ has: page.getByRole('heading', { name: 'Take it with you' }) });
      await panel.getByRole('checkbox').check();
      const [one, again] = [panel.locator('[name=one]'), panel.locator('[name=again]')];
      for (const [first, second, said] of [
        ['', '', 'There is no password yet'],
        ['ninechars', 'ninechars', 'too short for a file: 10 characters or more'],
        ['ten chars, or more', 'ten chars, or mere', 'The two passwords differ.'],
      ] as const) {
        await one.fill(first);
        await again.fill(second);
        await again.press('Enter');
        const alert = panel.getByRole('alert');
        await alert.getByText(said).waitFor();
        expect(await one.evaluate((field) => field === document.activeElement)).toBe(true);
        expect(await one.getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'));
        expect(await violations(page)).toEqual([]);
      }
      expect(await page.evaluate('tried.actions')).toEqual([]);
      await page.close();
    },
  );
});

describe('what is said once of a screen', () => {
  it('is there until somebody knows, by keys alone, and the focus goes on to the screen', async () => {
    const page = await open('calls', { state: 'hints' });
    const line = page.getByRole('region', { name: 'Good to know' });
    await line.waitFor();
    expect(await line.textContent()).toContain('Open a call to see how its price came about');
    await line.getByRole('button', { name: 'Got it' }).press('Enter');
    await line.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    expect(await page.evaluate('tried.actions')).toEqual([{ kind: 'knowHint', value: 'calls' }]);
    await page.evaluate("location.hash = '#spend'");
    await line.getByText('A name in the table leads').waitFor();
    await page.evaluate("location.hash = '#settings'");
    await line.waitFor({ state: 'detached' });
    await page.close();
  });

  it.each(['light', 'dark'])('is found nothing wrong with by axe (%s)', async (theme) => {
    const page = await open('overview', { state: 'hints', theme });
    await page.getByRole('region', { name: 'Good to know' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});

describe('how right the estimates were', () => {
  it('is told below the calls, model by model, once it is opened; not where there is nothing to tell', async () => {
    const page = await open('calls', { state: 'full' });
    const part = page.locator('.accuracy');
    expect(await part.locator('li').first().isVisible()).toBe(false);
    await part.locator('summary').click();
    expect(await part.locator('.finding').allTextContents()).toEqual([
      'As it should be',
      'Ranges too narrow',
      'Ranges too wide',
      'Too few calls yet',
      'Too few calls yet',
    ]);
    expect(await part.locator('li').first().textContent()).toContain(
      'As long as said: 80 % of 640 answers, 77 to 83 % give or take chance. 80 % is right.',
    );
    await page.close();
    const empty = await open('calls', { state: 'empty' });
    await empty.getByRole('heading', { name: 'No calls yet' }).or(empty.locator('.nothing')).first().waitFor();
    expect(await empty.locator('.accuracy').count()).toBe(0);
    await empty.close();
  });
});

describe('a call', () => {
  it('opens to its sum, its circumstances and its report, which is shown before it is copied', async () => {
    const page = await open('calls');
    const line = page.locator('.call-line').first();
    await line.press('Enter');
    await page.locator('.sum').waitFor();
    expect(await line.getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('.sum').textContent()).toContain('Question: 1,200 tokens, / 1,000,000 × $10 = $0.012');
    expect(await page.locator('.sum').textContent()).toContain('It cost $0.0027 more than estimated (15 %).');
    await page.getByRole('button', { name: 'This was wrong' }).click();
    const report = page.getByRole('textbox', { name: 'Report' });
    expect(await report.inputValue()).toContain('Provider counted: {"input-tokens":1200,"output-tokens":310}');
    expect(await actions(page)).toEqual([]);
    await report.fill('shorter');
    await page.getByRole('button', { name: 'Copy the report' }).click();
    expect(await actions(page)).toEqual([{ kind: 'copy', value: 'shorter' }]);
    const facts = await page.locator('.call-detail .facts').textContent();
    expect(facts).toContain("Provider's request idreq_7f3c1a9be2");
    expect(facts).toMatch(/Our number3120098455-[\d-]+$/);
    await line.click();
    await page.locator('.call-detail').waitFor({ state: 'detached' });
    await page.locator('.call-line').nth(1).click();
    expect(await page.locator('.call-detail .facts').textContent()).toContain("Provider's request idnot stated");
    await page.close();
  });

  it('of unknown cost is unknown, not free', async () => {
    const page = await open('calls');
    const text = await page.locator('.call-line').filter({ hasText: 'claude' }).textContent();
    expect(text).toContain('unknown');
    expect(text).toContain('went out unchecked');
    expect(text).not.toContain('$0.00');
    await page.close();
  });

  it('is asked for by a filter, which can be cleared', async () => {
    const page = await open('calls');
    await page.getByRole('combobox', { name: 'Model' }).selectOption('claude-sonnet');
    await page.getByRole('heading', { name: 'No call fits these filters' }).waitFor();
    expect(await page.evaluate('location.hash')).toBe('#calls?model=claude-sonnet');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('rowheader', { name: 'Today' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'No call fits these filters' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Model' }).inputValue()).toBe('claude-sonnet');
    await page.close();
  });

  it('is gone to by the keys of lists, and one Tab leads in and out', async () => {
    const page = await open('calls', { state: 'many' });
    const current = () => page.evaluate<string | null>(`document.activeElement.getAttribute('aria-rowindex')`);
    await page.locator('.call-line').first().waitFor();
    expect(await page.locator('.call-line').count()).toBeLessThan(40);
    expect(await page.locator('.call-line[tabindex="0"]').count()).toBe(1);
    await page.locator('.call-line').first().focus();
    for (const [key, row] of [
      ['ArrowDown', '3'],
      ['ArrowDown', '4'],
      ['ArrowUp', '3'],
      ['End', '51'],
      ['Home', '2'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(current).toBe(row);
    }
    await page.keyboard.press('Enter');
    await page.locator('.sum').waitFor();
    expect(await page.evaluate('location.hash')).toMatch(/^#calls\?call=/);
    await page.keyboard.press('Escape');
    await page.locator('.sum').waitFor({ state: 'detached' });
    expect(await current()).toBe('2');
    // Older ones come before the end is reached.
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('.list-head [role=status]').textContent()).toMatch(/1[03]0 calls/);
    await page.close();
  });

  it.each([
    ['3120098455-220415337-99120443-771203-4', 'Why'],
    ['no-such-call', 'This call is not here'],
  ])('%s is opened by its address, wherever it is', async (callId, says) => {
    const page = await open('calls', { at: `calls?model=claude-sonnet&call=${callId}` });
    const alone = page.getByRole('region', { name: 'The call you opened' });
    await expect.poll(() => alone.textContent()).toContain(says);
    await alone.getByRole('button', { name: 'Close' }).click();
    await alone.waitFor({ state: 'detached' });
    expect(await page.evaluate('location.hash')).toBe('#calls?model=claude-sonnet');
    await page.close();
  });

  it('that the ledger does not give is said, with a way to try again', async () => {
    const page = await open('calls', { state: 'failed' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').filter({ hasText: 'could not be opened' }).waitFor();
    await page.close();
  });
});

describe('a setting', () => {
  it('holds at once, and is confirmed', async () => {
    const page = await open('settings');
    await page.getByRole('button', { name: 'Pause for an hour' }).click();
    await page.getByRole('radio', { name: /^Card only/ }).press('Space');
    await page.getByRole('radio', { name: '中文' }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await page.getByRole('switch', { name: 'Watch calls on enrich.example' }).press('Space');
    await page.getByRole('button', { name: 'Withdraw permission for enrich.example' }).click();
    await expect
      .poll(() => page.getByRole('status').textContent())
      .toBe('Permission for enrich.example withdrawn. Its open pages are left alone from now on.');
    expect(await focused(page)).toBe('Watched sites');
    expect(await actions(page)).toEqual([
      { kind: 'pause', value: 'hour' },
      { kind: 'choose', value: { refusals: 'card' } },
      { kind: 'choose', value: { language: 'zh' } },
      { kind: 'choose', value: { theme: 'dark' } },
      { kind: 'switch', value: ['https://enrich.example', true] },
      { kind: 'withdraw', value: 'https://enrich.example/*' },
    ]);
    await page.close();
  });

  it('of a permission that was withdrawn: given again or forgotten, and a no is said', async () => {
    const page = await open('settings');
    await page.getByRole('button', { name: 'Allow again: lost.example' }).click();
    await expect
      .poll(() => page.getByRole('status').textContent())
      .toBe('The permission for lost.example was not given. Nothing was changed.');
    await page.getByRole('button', { name: 'Forget: lost.example' }).press('Enter');
    expect(await focused(page)).toBe('Watched sites');
    expect(await actions(page)).toEqual([
      { kind: 'allowAgain', value: 'https://lost.example/*' },
      { kind: 'forgetLost', value: 'https://lost.example/*' },
    ]);
    await page.close();
  });

  it('of a price file: what was typed is handed on in the click, and what came of it is said', async () => {
    const page = await open('settings', { state: 'paused' });
    await page
      .getByRole('textbox', { name: 'Address of the file (https)' })
      .fill('https://prices.example.org/weekly.jws');
    await page.getByRole('button', { name: 'Use this file' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Public key of whoever signs it' }).fill('MFkw');
    await page.getByRole('button', { name: 'Use this file' }).click();
    await expect.poll(() => page.getByRole('status').textContent()).toContain('Switched on and checked');
    // The form is gone, and the button in it: the way on begins at what stands in its place.
    expect(await focused(page)).toBe('Price file');
    expect(await actions(page)).toEqual([
      { kind: 'priceFileOn', value: ['https://prices.example.org/weekly.jws', ''] },
      { kind: 'priceFileOn', value: ['https://prices.example.org/weekly.jws', 'MFkw'] },
    ]);
    await page.close();
    const used = await open('settings');
    const panel = used.getByRole('region', { name: 'Price file' });
    expect(await panel.textContent()).toContain('In force: the file of 2026-11-20, number 12, until 2026-12-20.');
    await panel.getByRole('button', { name: 'Check now' }).click();
    await panel.getByRole('button', { name: 'Switch off' }).click();
    expect(await focused(used)).toBe('Price file');
    expect(await actions(used)).toEqual([
      { kind: 'priceFileCheck', value: null },
      { kind: 'priceFileOff', value: null },
    ]);
    await used.close();
  });

  it.each([
    ['ftp://prices.example.org', '', 'Address of the file (https)', 'This is no address of a price file.'],
    ['https://prices.example.org', '', 'Public key of whoever signs it', 'This is no public key.'],
    ['https://refused.example.org', 'MFkw', null, 'The browser was not allowed to ask that server'],
  ])(
    'of a price file: what is wrong with %j %j is said beside it, and typed anew there',
    async (url, keys, field, says) => {
      const page = await open('settings', { state: 'paused' }, 320);
      const panel = page.getByRole('region', { name: 'Price file' });
      await panel.getByRole('textbox', { name: 'Address of the file (https)' }).fill(url);
      await panel.getByRole('textbox', { name: 'Public key of whoever signs it' }).fill(keys);
      await panel.getByRole('button', { name: 'Use this file' }).click();
      expect(await panel.getByRole('alert').textContent()).toContain(says);
      expect(await page.locator('main .notice').textContent()).toBe('');
      const wrong = panel.locator('[aria-invalid=true]');
      expect(await wrong.count()).toBe(field === null ? 0 : 1);
      if (field !== null) {
        const described = await wrong.evaluate((element) =>
          (element.getAttribute('aria-describedby') ?? '')
            .split(' ')
            .map((id) => document.getElementById(id)?.textContent),
        );
        expect(described[0]).toContain(says);
        expect(await wrong.evaluate((element) => element === document.activeElement)).toBe(true);
        expect(await panel.getByRole('textbox', { name: field }).getAttribute('aria-invalid')).toBe('true');
      }
      expect(await violations(page)).toEqual([]);
      await page.close();
    },
  );

  it.each(['bad-signature', 'unknown-key', 'older', 'absurd', 'malformed'])(
    'of a price file: that it is %s is an alarm, at every width',
    async (kind) => {
      const page = await open('settings', { state: `file:${kind}`, theme: 'dark' }, 320);
      const panel = page.getByRole('region', { name: 'Price file' });
      expect(await panel.getByRole('alert').textContent()).toMatch(/What was in force stays so\.$/);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      expect(await violations(page)).toEqual([]);
      await page.close();
    },
  );

  it('of prices: a multiplier and a model are typed, looked at first, and taken back', async () => {
    const page = await open('settings');
    const form = page.getByRole('form', { name: /^Multiplier for .*dev@example\.org$/ });
    await form.getByRole('textbox', { name: 'List price ×' }).fill('0,85');
    await form.getByRole('button').click();
    expect(await page.getByRole('alert').textContent()).toContain('0.85');
    expect(await actions(page)).toEqual([]);
    await form.getByRole('textbox', { name: 'List price ×' }).fill('0.9');
    await form.getByRole('button').click();
    const price = page.getByRole('form', { name: /^Price of a model for .*dev@example\.org, in USD$/ });
    await price.getByRole('textbox', { name: 'Model' }).fill('m');
    await price.getByRole('textbox', { name: 'Question' }).fill('2.5');
    await price.getByRole('textbox', { name: 'Answer' }).fill('10');
    await price.getByRole('textbox', { name: 'Free tokens a month' }).fill('1000000');
    await price.getByRole('button').click();
    await page.getByRole('button', { name: 'Forget: Listed prices × 0.5 in group vip' }).click();
    expect(await actions(page)).toEqual([
      { kind: 'times', value: ['a', '', '0.9'] },
      { kind: 'ownPrice', value: ['a', 'm', { unit: 'USD', input: '2.5', output: '10', freeTokens: '1000000' }] },
      { kind: 'times', value: ['a', 'vip', null] },
    ]);
  });

  it('made on a card about shortages is shown, and taken back', async () => {
    const page = await open('settings');
    expect(await page.locator('.quiet-line').textContent()).toContain('Short of money: not asked below $0.50');
    await page.getByRole('button', { name: 'Ask again about shortages of Laozhang · dev@example.org, USD' }).click();
    expect(await actions(page)).toEqual([{ kind: 'askAgain', value: ['a', 'USD'] }]);
    expect(await page.getByRole('status').textContent()).toContain('every shortage is asked about again');
    expect(await focused(page)).toBe('Ask me first above');
    await page.close();
  });

  it('of the same request again is off, takes a number, and asks again of pages that were left alone', async () => {
    const page = await open('settings', { state: 'empty' });
    await page.getByRole('switch', { name: 'Ask me first' }).press('Space');
    expect(await actions(page)).toEqual([{ kind: 'repeats', value: 5 }]);
    await page.close();
    const full = await open('settings');
    const panel = full.locator('section[aria-labelledby=set-repeats]');
    expect(await panel.textContent()).toContain('more than 5 times in 10 minutes');
    const field = panel.getByRole('textbox', { name: 'Ask above so many times in 10 minutes' });
    await field.fill('0');
    await field.press('Enter');
    expect(await panel.getByRole('alert').textContent()).toBe('Type a whole number from 1 to 1,000.');
    await field.fill('12');
    await field.press('Enter');
    expect(await panel.textContent()).toContain('1 page is left alone until midnight.');
    await panel.getByRole('button', { name: 'Ask there again' }).click();
    expect(await focused(full)).toBe('The same request again');
    await full.getByRole('switch', { name: 'Ask me first' }).click();
    expect(await actions(full)).toEqual([12, 5, null].map((value) => ({ kind: 'repeats', value })));
    await full.close();
  });

  it('of what is told before it runs out takes lines by account, and a permission that may be refused', async () => {
    const page = await open('settings', { state: 'empty' });
    await page.getByRole('switch', { name: 'Tell me by a notification' }).press('Space');
    expect(await actions(page)).toEqual([{ kind: 'notice', value: true }]);
    expect(await page.getByRole('status').textContent()).toContain('permission was not given');
    await page.close();
    const full = await open('settings');
    const panel = full.locator('section[aria-labelledby=set-low]');
    expect(await panel.textContent()).toContain('At your pace it lasts 6–9 days, likely until Tuesday about 14:00.');
    await full.getByRole('combobox', { name: /^Also tell of Enrich/ }).selectOption('amount credits');
    const field = full.getByRole('textbox', { name: 'How much, for Enrich' });
    await field.fill('none');
    await field.press('Enter');
    expect(await panel.getByRole('alert').textContent()).toBe('Enter an amount of more than 0.');
    await field.fill('250');
    await full.getByRole('button', { name: 'Add for Enrich' }).click();
    await full.getByRole('button', { name: /^Remove for Laozhang.*Below 10 % of the last recharge$/ }).click();
    expect(await focused(full)).toBe('Before it runs out');
    await full.getByRole('button', { name: /^Back to what is usual for Laozhang/ }).click();
    expect(await actions(full)).toEqual([
      { kind: 'thresholds', value: ['b', ['of-day', 'runway', '250000000000']] },
      { kind: 'thresholds', value: ['a', ['1000000000', 'of-day', 'runway']] },
      { kind: 'thresholds', value: ['a', null] },
    ]);
    await full.close();
  });

  it('of quiet hours takes two times, and takes them back', async () => {
    const page = await open('settings');
    const panel = page.locator('section[aria-labelledby=set-low]');
    expect(await panel.textContent()).toContain('Quiet hours: from 22:00 until 07:30');
    await panel.getByLabel('From').fill('07:30');
    await panel.getByRole('button', { name: 'Save the quiet hours' }).click();
    expect(await panel.getByRole('alert').textContent()).toContain('two different times');
    await panel.getByLabel('From').fill('21:15');
    await panel.getByRole('button', { name: 'Save the quiet hours' }).click();
    await panel.getByRole('button', { name: 'No quiet hours' }).click();
    expect(await actions(page)).toEqual([
      { kind: 'hours', value: { from: 1275, until: 450 } },
      { kind: 'hours', value: null },
    ]);
    await page.close();
  });

  it('what was said of the deed before is gone once something else is tried, though that was wrong', async () => {
    const page = await open('settings');
    const field = page.getByRole('textbox', { name: 'New limit for Enrich, in credits' });
    const notice = page.locator('main .notice');
    await field.fill('12');
    await field.press('Enter');
    await page.waitForFunction(`document.querySelector('main .notice').textContent.startsWith('Saved: above')`);
    await field.fill('lots');
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await notice.textContent()).toBe('');
    await page.close();
  });

  it('of a limit takes an amount, and says what to type when it was none', async () => {
    const page = await open('settings');
    const field = page.getByRole('textbox', { name: 'New limit for Enrich, in credits' });
    const limits = await page.locator('section[aria-labelledby=set-limits]').textContent();
    expect(limits).toContain('Your choice: $2.00 per call');
    expect(limits).toContain('A quarter of the balance: 98 credits per call');
    await field.fill('lots');
    await field.press('Enter');
    expect(await page.getByRole('alert').textContent()).toBe('Type an amount, for example 0.50.');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('12,5');
    await field.press('Enter');
    await page.getByRole('button', { name: /^Back to usual for Laozhang.*USD/ }).click();
    expect(await actions(page)).toEqual([
      { kind: 'limit', value: ['b', 'credits', '12500000000'] },
      { kind: 'limit', value: ['a', 'USD', null] },
    ]);
    await page.close();
  });
});

describe('a described API', () => {
  const text = (page: Page) => page.getByRole('textbox', { name: 'Description, as JSON' });
  const check = (page: Page) => page.getByRole('button', { name: 'Check' }).click();
  const begin = (page: Page) => page.getByRole('button', { name: 'Begin with an example' }).click();

  it('with mistakes: each is told with its place and what to do, and there is nothing to accept', async () => {
    const page = await open('apis', { state: 'empty' });
    await begin(page);
    const written = await text(page).inputValue();
    await text(page).fill(written.replace('"meter"', '"metre"').replace('"2026-11-21"', '"yesterday"'));
    await check(page);
    const alert = page.getByRole('alert');
    await expect.poll(() => alert.textContent()).toContain('2 things to mend; nothing was changed:');
    const told = await alert.locator('li').allTextContents();
    expect(told).toEqual([
      '$.calls[0].metre Nothing is known by the name “metre” here. Correct its spelling, or take it out.',
      '$.prices[0].date There is no such day. Write it as year, month and day: 2026-11-21.',
    ]);
    expect(await text(page).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
    await text(page).fill('{\n  oops');
    expect(await alert.count()).toBe(0);
    await check(page);
    await expect.poll(() => alert.locator('li').textContent()).toContain('line 2, column 3');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('shows what it would look at and where it would lead before it is accepted; a change asks for that anew', async () => {
    const page = await open('apis', { state: 'empty' });
    await begin(page);
    await check(page);
    const preview = page.locator('.preview');
    await preview.waitFor();
    expect(await focused(page)).toBe('What it would do');
    const shown = await preview.textContent();
    for (const part of [
      'Acme Data would be new.',
      'POST https://api.acme.example/v1/enrich',
      'how much is asked for: $.companies[*]',
      'GET https://console.acme.example/api/wallets',
      'Balances are believed on pages of https://console.acme.example only.',
      'Recharge https://console.acme.example/billing',
      '2 prices; money is counted in credits, USD.',
    ])
      expect(shown).toContain(part);
    expect(await actions(page)).toEqual([]);
    await text(page).press('End');
    await text(page).pressSequentially(' ');
    expect(await preview.count()).toBe(0);
    await check(page);
    await preview.getByRole('button', { name: 'Accept' }).click();
    await expect
      .poll(() => page.getByRole('status').first().textContent())
      .toContain('Acme Data is in force. Its calls are seen on pages that you watch only');
    expect(await actions(page)).toMatchObject([{ kind: 'accept' }]);
    expect(await text(page).inputValue()).toBe('');
    await page.close();
  });

  it('comes from a file, is changed, saved as one, and removed after a second click', async () => {
    const page = await open('apis');
    const [file] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Open a file' }).click(),
    ]);
    await file.setFiles({
      name: 'theirs.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"tollkeeper": 2}'),
    });
    await expect.poll(() => text(page).inputValue()).toBe('{"tollkeeper": 2}');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('$.tollkeeper This has to be one of: 1.');
    await page.getByRole('button', { name: 'Change Acme Data' }).click();
    await expect.poll(() => text(page).inputValue()).toContain('"id": "acme"');
    await page.getByRole('button', { name: 'Save as a file: Acme Data' }).click();
    await page.getByRole('button', { name: 'Remove Acme Data …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Acme Data?' });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForFunction('globalThis.tried.actions.length > 0');
    expect(await actions(page)).toMatchObject([
      { kind: 'save', value: { file: 'acme.tollkeeper.json', text: expect.stringContaining('acme') } },
    ]);
    await page.getByRole('button', { name: 'Remove Acme Data …' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe('Acme Data is removed.');
    expect(((await actions(page)) as unknown[]).at(-1)).toEqual({ kind: 'remove', value: 'acme' });
    await page.close();
  });

  it('is tried on a pasted request and answer, with every path that found nothing', async () => {
    const page = await open('apis', { state: 'empty' });
    await begin(page);
    await page
      .getByRole('textbox', { name: /curl command/ })
      .fill(`curl '${ACME}' -H 'x-api-key: secret' -d '{"companies": [1, 2]}'`);
    expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe(ACME);
    expect(await page.getByRole('textbox', { name: 'Body of the request' }).inputValue()).toBe('{"companies": [1, 2]}');
    await page.getByRole('textbox', { name: 'Body of the answer' }).fill('{"meta": {"record": 2}}');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect.poll(() => page.locator('.result').textContent()).toContain('It would cost 36 credits.');
    const result = await page.locator('.result').textContent();
    expect(result).toContain('Paths that found nothing in what you pasted:$.calls[0].billed $.meta.records');
    await page.getByRole('textbox', { name: /curl command/ }).fill('wget it');
    expect(await page.getByRole('alert').textContent()).toContain('This is no curl command');
    await page.close();
  });
});

describe('prices', () => {
  it('are in the menu as soon as there was a call', async () => {
    const full = await open('calls');
    expect(await full.locator('nav a').allTextContents()).toContain('Prices');
    const empty = await open('calls', { state: 'empty' });
    expect(await empty.locator('nav a').allTextContents()).not.toContain('Prices');
    await Promise.all([full.close(), empty.close()]);
  });

  it('say of each model what it costs, where that is from, and what makes it less sure', async () => {
    const page = await open('prices');
    const row = (model: string) => page.locator('.prices > li').filter({ hasText: model });
    expect(await row('gpt-4-turbo').textContent()).toMatch(
      /Your own price, set on 2026-11-19\.[\s\S]*\$10 \/ 1,000,000 tokens/,
    );
    expect(await row('kimi-k3').textContent()).toMatch(
      /learned from 7 drops of your balance\.[\s\S]*¥3\.912 to ¥4\.081 \//,
    );
    expect(await row('gpt-4o-mini').locator('.unsure').textContent()).toContain('seems to have changed');
    expect(await row('gpt-4o-mini').locator('a').getAttribute('href')).toBe('https://github.com/pydantic/genai-prices');
    expect(await row('o5-mini').textContent()).toContain('2 of at least 4 falls seen');
    expect(await row('enrich-deep').textContent()).toMatch(/as others tell it[\s\S]*2\.5 credits each/);
    await page.getByRole('link', { name: 'Set prices of your own' }).click();
    await page.locator('#set-prices').waitFor();
    await page.close();
  });
});

describe('deleting', () => {
  it('everything takes a typed word, and says what is gone', async () => {
    const page = await open('privacy');
    const opener = page.getByRole('button', { name: 'Delete everything …' });
    await opener.click();
    const dialog = page.getByRole('dialog', { name: 'Delete everything?' });
    const confirm = dialog.getByRole('button', { name: 'Delete everything' });
    expect(await confirm.isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Delete everything …');
    await opener.click();
    await dialog.getByRole('textbox').fill('Delete');
    await dialog.getByRole('textbox').press('Enter');
    await expect
      .poll(() => page.getByRole('status').textContent())
      .toBe(
        'Gone: 48,213 calls, 1,204 daily sums, 3 accounts, 4 balances, 6 keys, 19 habits, 2 sites with their prices, 1 balance whose falls prices are learned from, 12 groups of lengths of answers, 5 budgets, 1 call under way, 2 calls that were held back, 1 note on a refused call, 1,310 sums by hour, 96 past balances, and 1 note on what was told.',
      );
    expect(await actions(page)).toEqual([{ kind: 'wipe', value: { kind: 'all' } }]);
    await page.close();
  });

  it('one site takes a second click', async () => {
    const page = await open('privacy');
    await page.getByLabel('Delete one site or account').selectOption('enrich.example');
    await page.getByRole('button', { name: 'Delete this …' }).click();
    expect(await actions(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    expect(await actions(page)).toEqual([{ kind: 'wipe', value: { kind: 'site', origin: 'https://enrich.example' } }]);
    await page.close();
  });
});

it('goes from a refusal to the Estimator with a request of its sizes, and keeps what is said of it', async () => {
  const page = await open('refusals');
  await page.locator('.stories summary').first().click();
  await page.locator('.stories details button').first().click();
  expect(await page.locator('.stories details button').first().getAttribute('aria-pressed')).toBe('true');
  await page.locator('.stories details textarea').first().fill('Now it is.');
  await page.locator('.stories details textarea').first().blur();
  expect(JSON.stringify(await actions(page))).toContain('Now it is.');
  await page.locator('.stories > li > .buttons button').first().click();
  await page.locator('main textarea.code').waitFor();
  const request = JSON.parse(await page.locator('main textarea.code').inputValue());
  expect(request).toMatchObject({ model: 'gpt-4-turbo', max_tokens: 4096 });
  expect(request.messages[0].content.split(' ')).toHaveLength(1200);
  await page.close();
});
