import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();
const open = (state: string, step: string, width = 1000) =>
  gallery.open({ what: 'welcome', state, step, lang: 'en', theme: 'light' }, width, 800);

interface Action {
  readonly kind: string;
  readonly value: unknown;
}

describe('the first page', () => {
  it('asks once for all pages of whom was chosen, and says what a no means', async () => {
    const page = await open('first', 'providers');
    const submit = page.locator('main form button[type=submit]');
    expect(await submit.textContent()).toBe('Watch them');
    await submit.click();
    expect(await page.locator('p[role=status].bad').textContent()).toContain('Choose at least one provider');
    await page.getByLabel('DeepSeek').check();
    await page.getByLabel('Find a provider').fill('sandb');
    await page.getByLabel('Sandbox').check();
    expect(await submit.textContent()).toBe('Watch 2 providers');
    await submit.click();
    const [asked] = await page.evaluate<readonly Action[]>('tried.actions');
    expect(asked).toEqual({
      kind: 'allow',
      value: [
        'https://platform.deepseek.com/*',
        'http://deepseek.localhost/*',
        ...['http://127.0.0.1/*', 'http://localhost/*', 'http://*.localhost/*'],
      ],
    });
    expect(await page.locator('p[role=status].bad').textContent()).toContain('nothing is watched');
    await page.close();
  });

  it('takes the address of any other site, without its scheme too, and says what is none', async () => {
    const page = await open('first', 'providers');
    const site = page.getByLabel('Another site');
    const submit = page.locator('main form button[type=submit]');
    for (const typed of ['nonsense', 'http://relay.example', 'ftp://relay.example', 'https://']) {
      await site.fill(typed);
      await submit.click();
      expect(await page.locator('p[role=status].bad').textContent(), typed).toContain(`“${typed}”`);
      expect(await site.getAttribute('aria-invalid')).toBe('true');
    }
    expect(await page.evaluate('tried.actions')).toEqual([]);
    for (const typed of ['relay.example/console', 'https://relay.example:8443/', 'http://localhost:3000']) {
      await site.fill(typed);
      await submit.click();
    }
    const asked = await page.evaluate<readonly Action[]>('tried.actions');
    expect(asked.map(({ value }) => value)).toEqual([
      ['https://relay.example/*'],
      ['https://relay.example/*'],
      ['http://localhost/*'],
    ]);
    await page.close();
  });

  it('says of a site that was typed that it is watched, and what comes next', async () => {
    const page = await open('first', 'providers');
    const site = page.getByLabel('Another site');
    const said = page.locator('main form .buttons + p[role=status]');
    await site.fill('yes.example.org/wallet');
    await site.press('Enter');
    await page.getByText('Watched from now on: yes.example.org.').waitFor();
    expect(await site.inputValue()).toBe('');
    expect(await said.getAttribute('class')).toBeNull();
    // It is not said any more beside what went wrong since.
    await site.fill('no.example.org');
    await site.press('Enter');
    await page.locator('p[role=status].bad').waitFor();
    expect(await said.textContent()).not.toContain('yes.example.org');
    await page.close();
  });

  it('shows what was read, and where the others are read', async () => {
    const page = await open('read', 'providers');
    expect(await page.locator('.figure .read').textContent()).toBe('DeepSeek · dev@example.org: $3.92');
    // What was read is read: nobody is sent there once more.
    expect(await page.getByRole('button', { name: 'Open wallet: DeepSeek' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Open wallet: OpenRouter' }).click();
    expect(await page.evaluate('tried.actions')).toEqual([
      { kind: 'open', value: expect.stringMatching(/^https:\/\/openrouter\.ai\//) },
    ]);
    await page.close();
  });

  it('goes on, back and out, remembers each step, and says where one is', async () => {
    const page = await open('first', 'providers');
    for (const name of ['See it at work', 'Set a limit', 'Scripts and agents']) {
      await page.getByRole('button', { name: 'Continue' }).click();
      expect(await page.locator('[aria-current=step]').textContent()).toBe(name);
      expect(await page.title()).toContain(name);
      expect(await page.evaluate('document.activeElement.tagName')).toBe('H2');
    }
    await page.goBack();
    expect(await page.locator('[aria-current=step]').textContent()).toBe('Set a limit');
    await page.getByRole('button', { name: 'Skip all of this' }).click();
    const actions = await page.evaluate<readonly Action[]>('tried.actions');
    expect(actions.map(({ value }) => value)).toEqual(['demo', 'limit', 'companion', 'limit', 'overview']);
    await page.close();
  });

  it('keeps a limit as it was typed, and says what is no amount', async () => {
    const page = await open('first', 'limit');
    await page.getByLabel('A month').fill('a lot');
    await page.getByRole('button', { name: 'Warn me' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Type an amount');
    await page.getByLabel('A month').fill('12.50');
    await page.getByLabel('Currency').selectOption('CNY');
    await page.getByRole('button', { name: 'Warn me' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    const actions = await page.evaluate<readonly Action[]>('tried.actions');
    expect(actions.at(-1)).toEqual({ kind: 'limit', value: ['12.50', 'CNY'] });
    await page.close();
  });

  it('works at 200 percent: what was 640 px wide is 320, and nothing needs scrolling sideways', async () => {
    for (const step of ['providers', 'demo', 'limit', 'companion']) {
      const page = await open('read', step, 640);
      await page.evaluate(`document.documentElement.style.zoom = '2'`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), step).toBe(true);
      await page.close();
    }
  });

  it('moves nothing, whoever wants less motion or not', async () => {
    const page = await open('first', 'demo');
    await page.locator('.played button[type=submit]').click();
    const moving = `[document, ...globalThis.roots].flatMap((root) => [...root.querySelectorAll('*')])
      .map((element) => getComputedStyle(element))
      .filter(({ animationName, transitionDuration }) => animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration)).length`;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.evaluate(moving)).toBe(0);
    await page.close();
  });
});
