import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const gallery = withGallery();

async function open(look: Readonly<Record<string, string>> = {}, width = 1100) {
  const page = await gallery.open({ what: 'dashboard', screen: 'overview', ...look }, width, 700);
  await page.waitForSelector('main h1');
  await page.keyboard.press('Control+k');
  const field = page.locator('.palette').getByRole('combobox');
  await field.waitFor();
  return { page, field };
}

it('is opened by keys or its button, closed by Escape, and gives the focus back', async () => {
  const { page } = await open();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const button = page.getByRole('button', { name: 'Find' });
  await button.click();
  await page.getByRole('dialog', { name: 'Find' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await button.click();
  await page.keyboard.press('Meta+k');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.close();
});

it('goes to a screen: typed, chosen by arrows that say what they are on, gone to by Enter', async () => {
  const { page, field } = await open();
  await field.fill('pri');
  const options = page.getByRole('option');
  expect(await options.allTextContents()).toEqual(['PricesScreen', 'PrivacyScreen', 'Calls with “pri”Search']);
  await field.press('ArrowDown');
  const active = await field.getAttribute('aria-activedescendant');
  expect(await page.getByRole('option', { selected: true }).getAttribute('id')).toBe(active);
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter'])
    await field.press(key);
  await page.getByRole('heading', { level: 1, name: 'Privacy' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.close();
});

it('finds a call by its number, and what is done at once', async () => {
  const { page, field } = await open();
  await field.fill('7f3c1a9be2');
  await expect.poll(() => page.getByRole('option').first().textContent()).toContain('gpt-4-turbo');
  await field.press('Enter');
  await page.locator('.sum').waitFor();
  expect(await page.evaluate('location.hash')).toMatch(/^#calls\?call=3120098455-/);
  await page.keyboard.press('Control+k');
  await field.fill('pause for an');
  await field.press('Enter');
  await expect.poll(() => page.evaluate('globalThis.tried.actions')).toEqual([{ kind: 'pause', value: 'hour' }]);
  await page.close();
});

it.each([
  ['en', 'light', 1100],
  ['zh', 'dark', 320],
] as const)('axe has nothing to say about it, full or without a find (%s, %s, %i px)', async (lang, theme, width) => {
  const { page, field } = await open({ lang, theme }, width);
  const violations = async () => {
    await page.evaluate(axe);
    return page.evaluate<readonly string[]>(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`,
    );
  };
  expect(await violations()).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  // Shorter than what is searched for.
  await field.fill('zz');
  await expect.poll(() => page.getByRole('option').count()).toBe(0);
  expect(await violations()).toEqual([]);
  await page.close();
});

it('a search that is gone to from another screen has the focus at that screen', async () => {
  const { page, field } = await open();
  await field.fill('nowhere-to-be-found');
  await field.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1');
  await page.close();
});
