import { expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

const open = (state: string, lang = 'en') => gallery.open({ what: 'popup', state, lang }, 360, 600);

it('shows each balance with its parts, its age and where it was read', async () => {
  const page = await open('full');
  const text = await page.locator('section[aria-labelledby=popup-balances]').textContent();
  expect(text).toContain('$3.92');
  expect(text).toMatch(/read in the console 3 min ago, less \$0\.02 spent since/i);
  expect(text).toContain('$12.00 frozen, not usable');
  expect(text).toContain('In it: $2.94 paid in · $1.00 in vouchers');
  expect(text).not.toContain('granted');
  expect(text).toContain('Not in it: a credit line of $20.00');
  expect(text).toContain('392 credits');
  expect(text).toContain('Not read yet');
  await page.close();
});

it('sets estimate against actual, and leaves unknown unknown', async () => {
  const page = await open('full');
  const calls = await page.locator('.calls li').allInnerTexts();
  expect(calls[0]).toMatch(/\$0\.0021[\s\S]*estimate \$0\.0019/);
  expect(calls[1]).toMatch(/≈ \$0\.004[\s\S]*\$0\.003 to \$0\.006/);
  expect(calls[1]).toContain('counted by us');
  expect(calls[4]).toContain('unknown');
  expect(calls[4]).not.toContain('$0.00');
  expect(await page.locator('.today').textContent()).toMatch(/\$0\.0061 \+ 378 credits\s*\+ 1 call of unknown cost/);
  await page.close();
});

it('does what is clicked, by mouse and by keyboard', async () => {
  const page = await open('full');
  await page.getByRole('switch').press('Space');
  await page.getByRole('button', { name: 'Recharge Enrich' }).click();
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'toggle', value: 'https://api.laozhang.example' },
    { kind: 'recharge', value: ['b', 'https://relay.example/topup'] },
  ]);
  await page.close();
  const empty = await open('empty');
  await empty.getByRole('button', { name: 'Watch this site' }).click();
  expect(await empty.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'watch', value: 'https://playground.example' },
  ]);
  expect(await empty.getByRole('status').textContent()).toContain('Permission was not given');
  await empty.close();
});

it('tells what to do while there is nothing to show, in Chinese too', async () => {
  const page = await open('empty', 'zh');
  expect(await page.locator('.empty').textContent()).toContain('还没有看到余额或调用');
  expect(await page.locator('footer').textContent()).toContain('Web Worker');
  await page.close();
});

it.each([
  ['empty', 'Choose “Watch this site” above.', 'Watch this site'],
  ['emptyLost', 'Choose “Watch this site” above.', 'Watch this site'],
  ['stranger', 'If calls of this page cost money', 'Watch this site'],
  ['emptyUnloaded', 'Choose “Reload to start” above.', 'Reload to start'],
  ['emptyOff', 'Switch this site on again above.', 'Watch calls on api.laozhang.example'],
])('names a first step that is there: %s', async (state, step, name) => {
  const page = await open(state);
  expect(await page.locator('.empty p').first().textContent()).toContain(step);
  expect(
    await page
      .getByRole('main')
      .getByRole(state === 'emptyOff' ? 'switch' : 'button', { name })
      .count(),
  ).toBe(1);
  await page.close();
});

it.each(['watched', 'unsupported', 'plain', 'emptyUnloaded', 'emptyOff'])(
  'names no button that is not there: %s',
  async (state) => {
    const page = await open(state);
    const steps = (await page.locator('.empty').textContent()) ?? '';
    const isElsewhere = state === 'unsupported' || state === 'plain';
    expect(steps.includes('Watch this site')).toBe(isElsewhere);
    expect(steps.includes('come back here')).toBe(isElsewhere);
    await page.close();
  },
);

it('says why a page without https cannot be watched, and offers nothing that would fail', async () => {
  const page = await open('plain');
  expect(await page.locator('.site').textContent()).toMatch(
    /Only pages with https can be watched.*localhost.*anybody on the way could read and change/,
  );
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  await page.close();
});

it.each(['en', 'zh'])('before it asks, says what of the account is read, and what never is: %s', async (lang) => {
  const page = await open('stranger', lang);
  const promise = (await page.locator('.promise').first().textContent()) ?? '';
  const parts = {
    en: [
      /model and size/,
      /name or e-mail/,
      /balance/,
      /keys' names, limits and a mark/,
      /Never kept or sent: prompts/,
    ],
    zh: [/模型、大小/, /账户名称或邮箱/, /余额/, /令牌的名称、额度和识别标记/, /绝不保存或发送：提示词/],
  };
  for (const part of parts[lang as 'en' | 'zh']) expect(promise).toMatch(part);
  await page.close();
});

it('offers no link that is not known, and no switch where nothing can be watched', async () => {
  const page = await open('full');
  expect(await page.getByRole('button', { name: 'Recharge OpenRouter' }).count()).toBe(0);
  await page.close();
  const other = await open('unsupported');
  expect(await other.getByRole('switch').count()).toBe(0);
  expect(await other.getByRole('main').getByRole('button').count()).toBe(0);
  await other.close();
});

it('fits its 360 pixels', async () => {
  const page = await open('full');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await page.close();
});

it('leads to the dashboard, and says that it is paused and how to go on', async () => {
  const page = await open('paused');
  expect(await page.locator('.paused').textContent()).toMatch(/Paused until \d\d:\d\d/);
  await page.getByRole('button', { name: 'Resume now' }).click();
  await page.getByRole('button', { name: 'All calls' }).click();
  await page.getByRole('button', { name: 'Settings' }).click();
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'resume', value: null },
    { kind: 'page', value: 'calls' },
    { kind: 'page', value: 'settings' },
  ]);
  await page.close();
});

it('says what needs somebody most, and takes that they know, or tomorrow; the first time it asks whether to tell', async () => {
  const page = await open('low');
  const line = page.locator('.asks');
  expect(await line.textContent()).toContain('Soon Account Laozhang is low: $0.41.');
  expect(await line.textContent()).toContain('1 more thing to know');
  for (const name of ['I know', 'Tomorrow again', 'No, thanks', 'Tell me next time', 'Open the page'])
    await line.getByRole('button', { name }).click();
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'alert', value: ['a1', 'known'] },
    { kind: 'alert', value: ['a1', 'tomorrow'] },
    { kind: 'tellLow', value: false },
    { kind: 'tellLow', value: true },
    { kind: 'open', value: 'https://relay.example/topup' },
  ]);
  await page.close();
  const answered = await open('lowAnswered');
  expect(await answered.getByRole('button', { name: 'Tell me next time' }).count()).toBe(0);
  const first = answered.locator('.account').first();
  expect(await first.textContent()).toContain('At your pace it lasts 6–9 days, likely until Tuesday about 14:00.');
  expect(await first.textContent()).toContain('Running low');
  expect(await answered.locator('.is-low').count()).toBe(1);
  await answered.close();
});

it('asks whose key it is, and takes the answer back', async () => {
  const page = await open('whose');
  await page.getByRole('button', { name: 'dev@example.org', exact: true }).click();
  await page.getByText('Account: dev@example.org, as you said.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Which account does this key belong to?').waitFor();
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'link', value: 'a' },
    { kind: 'link', value: null },
  ]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await page.close();
});

it('says that an account is assumed, and takes a no and its undoing', async () => {
  const page = await open('full');
  const account = page.locator('.account').first();
  expect(await account.textContent()).toContain('assumed: the only account seen here');
  await account.getByRole('button', { name: /^Not this account/ }).click();
  await account.getByText('not its key, as you said').waitFor();
  await account.getByRole('button', { name: /^Undo/ }).click();
  await account.getByText('assumed: the only account seen here').waitFor();
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'link', value: 'a' },
    { kind: 'link', value: null },
  ]);
  expect(await page.getByRole('button', { name: /^Not this account/ }).count()).toBe(1);
  await page.close();
});

it('opens to the answer: whether it can be afforded, with a sign besides the colour', async () => {
  const said = async (state: string): Promise<readonly (string | null)[]> => {
    const page = await open(state);
    const answer = page.locator('.afford');
    const border = await answer.evaluate((element) => getComputedStyle(element).borderLeftStyle);
    const first = await page.locator('main > *').first().getAttribute('class');
    const text = await answer.locator('.answer').textContent();
    await page.close();
    return [first, text, border];
  };
  expect(await said('full')).toEqual([
    'afford',
    'Yes: $3.92 at Laozhang, enough for about 320 more like your last calls.',
    'solid',
  ]);
  expect((await said('unread')).slice(1)).toEqual([
    'That cannot be said yet: the balance at OpenRouter was not read.',
    'double',
  ]);
  expect((await said('lowAnswered')).slice(1)).toEqual(['No: the balance at Laozhang is used up.', 'dashed']);
});

it('has a line of the month without amounts, to be copied; where that fails it is said', async () => {
  const page = await open('full');
  const month = page.locator('.month');
  const line = 'Tollkeeper this month: 14 failed calls avoided, estimates within 4 %.';
  expect(await month.locator('p').textContent()).toBe(line);
  expect(line).not.toMatch(/[$¥€]|credits/);
  await month.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => month.getByRole('status').textContent()).toBe('Copied.');
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([{ kind: 'copy', value: line }]);
  await page.close();
  const refused = await open('low');
  await refused.locator('.month').getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => refused.locator('.month').getByRole('status').textContent()).toContain('select the line');
  await refused.close();
});

it('lets choose which account the toolbar button shows, and says once what an update brought and what was withdrawn', async () => {
  const page = await open('updated');
  await page.getByLabel('On the toolbar button').selectOption({ label: 'The account that needs me most' });
  await page.getByLabel('On the toolbar button').selectOption({ label: 'Enrich' });
  await page.getByRole('button', { name: 'Show them' }).click();
  await page.getByRole('button', { name: 'Got it' }).click();
  await page.getByRole('button', { name: 'First steps' }).click();
  expect(await page.locator('.lost').textContent()).toContain('The permission for 2 sites was withdrawn');
  expect(await page.locator('.news li').count()).toBeGreaterThan(0);
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([
    { kind: 'badge', value: 'worst' },
    { kind: 'badge', value: 'b' },
    { kind: 'page', value: 'lost' },
    { kind: 'newsKnown', value: null },
    { kind: 'page', value: 'welcome' },
  ]);
  await page.close();
});

it('can be walked through by keyboard alone, each thing once and in the order in which it is read', async () => {
  const page = await open('updated');
  const order: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate<string>(`(() => {
      const all = [...document.querySelectorAll('button, select, input, textarea, a[href]')];
      return document.activeElement === document.body ? 'end' : String(all.indexOf(document.activeElement));
    })()`);
    if (place === 'end') break;
    order.push(place);
  }
  const count = await page.locator('button, select, input, textarea, a[href]').count();
  expect(order).toEqual(Array.from({ length: count }, (_, at) => String(at)));
  expect(count).toBeGreaterThan(8);
  await page.close();
});

it('moves nothing, and stays as wide as it is at 200 percent', async () => {
  const page = await open('full');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = `[...document.querySelectorAll('*')].map((element) => getComputedStyle(element))
    .filter(({ animationName, transitionDuration }) => animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration)).length`;
  expect(await page.evaluate(moving)).toBe(0);
  await page.close();
  // The browser makes its window twice as wide then, up to 800 px.
  const zoomed = await gallery.open({ what: 'popup', state: 'full' }, 720, 600);
  await zoomed.evaluate(`document.documentElement.style.zoom = '2'`);
  expect(await zoomed.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(720);
  await zoomed.close();
});
