import { expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();
const open = async () => {
  const page = await gallery.open({ what: 'dashboard', screen: 'budgets', state: 'full' }, 1100, 900);
  await page.waitForSelector('.budget-form');
  return page;
};

it('what is wrong with a budget is said where it was typed, and the focus is there', async () => {
  const page = await open();
  await page.locator('.budget-form').getByLabel('Name', { exact: true }).fill('daily');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('alert').textContent()).toContain('Type an amount');
  const limit = page.locator('.budget-form').getByLabel('Limit', { exact: true });
  expect(await limit.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await limit.getAttribute('aria-invalid')).toBe('true');
  await page.close();
});

it('a budget is changed in the form with what it is now, by keys alone, and the focus goes to what came of it', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Change gpt' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Change gpt' }).waitFor();
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Change gpt');
  expect(await page.locator('.budget-form').getByLabel('For', { exact: true }).inputValue()).toBe(
    'model|gpt-4-turbo-2024-04-09',
  );
  expect(await page.locator('.budget-form').getByLabel('Limit', { exact: true }).inputValue()).toBe('5');
  expect(await page.locator('.budget-form').getByLabel('In', { exact: true }).inputValue()).toBe('week');
  await page.locator('.budget-form').getByLabel('Limit', { exact: true }).fill('7');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'New budget' }).waitFor();
  await page.waitForFunction(`document.activeElement.classList.contains('notice')`);
  expect(await page.evaluate('globalThis.tried.actions.at(-1)')).toMatchObject({
    kind: 'saveBudget',
    value: { was: 'gpt', typed: { name: 'gpt', limit: '7', span: 'week', isHard: false, counts: 'money|USD' } },
  });
  await page.close();
});

it('says in words how much is left, over, or that nothing is', async () => {
  const page = await open();
  expect(await page.locator('.budget-use b').allTextContents()).toEqual([
    '$1.57 left',
    '$0.90 left',
    '$0.40 over',
    '187,655 tokens left',
    'nothing left',
  ]);
  await page.close();
});
