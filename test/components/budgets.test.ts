import { expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();
const open = async (state = 'full') => {
  const page = await gallery.open({ what: 'dashboard', screen: 'budgets', state }, 1100, 900);
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

it('is removed after a second click only, by keys alone, and the focus goes to what came of it', async () => {
  const page = await open();
  const remove = page.getByRole('button', { name: 'Remove gpt' });
  await remove.focus();
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Remove the budget gpt?' });
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await remove.evaluate((button) => button === document.activeElement)).toBe(true);
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([]);
  await page.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Remove' }).press('Enter');
  await page.waitForFunction(`document.activeElement.classList.contains('notice')`);
  expect(await page.evaluate('globalThis.tried.actions')).toEqual([{ kind: 'removeBudget', value: 'gpt' }]);
  await page.close();
});

it('says how much of what is used may not have been spent', async () => {
  const page = await open();
  const row = page.locator('.budgets > li').filter({ has: page.getByRole('heading', { name: 'gpt', exact: true }) });
  expect(await row.textContent()).toContain('Up to $0.84 of that may not have been spent');
  expect(await page.getByText('may not have been spent').count()).toBe(1);
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
    // The companion's, and its envelopes.
    '$18.40 left',
    '$11.90 left',
    '$0.20 over',
    '$7.10 left',
    '480 calls left',
  ]);
  await page.close();
});

it('the companion’s budgets are shown with their envelopes and what was moved, to be read', async () => {
  const page = await open();
  const panel = page.locator('section[aria-labelledby="budget-shared"]');
  const parts = panel.getByRole('list', { name: 'Parts of team' });
  expect(await parts.getByRole('heading').allTextContents()).toEqual(['production', 'development', 'reserve']);
  expect(await parts.getByText('20 % of the limit · All other calls').count()).toBe(1);
  expect(await panel.getByText('With no more than $5.00 left of the whole').count()).toBe(1);
  await panel.getByText('2 amounts moved').click();
  const moved = panel.getByRole('table').getByRole('row');
  expect(await moved.count()).toBe(3);
  expect(await moved.nth(1).getByRole('cell').allTextContents()).toEqual([
    expect.stringContaining('20 Nov 2026'),
    'development → production',
    '$3.00',
  ]);
  expect(await panel.getByRole('button').count()).toBe(0);
  expect(await panel.getByRole('alert').count()).toBe(0);
  await page.close();
});

it('of a companion that does not answer it is said how old its budgets are, and where to look', async () => {
  const page = await open('away');
  const said = page.locator('section[aria-labelledby="budget-shared"]').getByRole('alert');
  expect(await said.textContent()).toMatch(/does not answer.* 20 Nov 2026.*more may have gone since/);
  expect(await said.getByRole('link').getAttribute('href')).toBe('#settings?at=set-companion');
  await page.close();
});

it('where teams are wanted and there are none yet, the screen is in the bar and says how envelopes are made', async () => {
  const page = await open('team');
  expect(await page.locator('.bar nav > a[href="#budgets"]').count()).toBe(1);
  const panel = page.locator('section[aria-labelledby="budget-shared"]');
  expect(await panel.getByRole('listitem').count()).toBe(3);
  expect(await panel.locator('code').last().textContent()).toBe(
    'tollkeeper envelopes set <budget> production=60 development=20 reserve=20',
  );
  await page.close();
  const empty = await open('empty');
  expect(await empty.locator('section[aria-labelledby="budget-shared"]').count()).toBe(0);
  await empty.close();
});
