import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

async function open(more: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await gallery.open({ what: 'dashboard', screen: 'overview', state: 'full', ...more }, 1100, 800);
  await page.waitForSelector('main h1');
  return page;
}

describe('the first screen', () => {
  it('says what needs somebody, what was spent against the budgets, what is left, and what was called last', async () => {
    const page = await open();
    expect(await page.locator('.asks strong').first().textContent()).toMatch(/^Now .*is low/);
    const spans = page.locator('.overview-spent .panel');
    expect(await spans.locator('h2').allTextContents()).toEqual(['Today', 'This week', 'This month']);
    expect(await spans.nth(1).locator('.overview-sum').textContent()).toBe('$12.40 + 1,512 credits');
    expect(await spans.nth(1).locator('.overview-budget').allTextContents()).toEqual([
      'gpt: up to $5.10 of $6.00 used (85 %)',
    ]);
    expect(await page.locator('.account').count()).toBe(3);
    expect(await page.locator('.calls li').count()).toBe(5);
    await page.close();
  });

  it('leads to where it went, of the same days', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Where it went' }).last().click();
    await page.getByRole('heading', { level: 1, name: 'Spend' }).waitFor();
    expect(await page.evaluate('location.hash')).toMatch(/^#spend\?period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/);
    await page.close();
  });

  it('takes an answer to a notice, each its own', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I know' }).first().click();
    await page.getByRole('button', { name: 'Tomorrow again' }).last().click();
    const actions = await page.evaluate<readonly { value: { id: string; said: string } }[]>('globalThis.tried.actions');
    expect(actions.map(({ value }) => value.said)).toEqual(['known', 'tomorrow']);
    expect(new Set(actions.map(({ value }) => value.id)).size).toBe(2);
    await page.close();
  });

  it('is where the dashboard begins, and says how to begin where there is nothing', async () => {
    const page = await open({ state: 'empty' });
    await page.getByText('Nothing to show yet').waitFor();
    await page.evaluate("location.hash = ''");
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.close();
  });

  it('says that what was stored cannot be opened', async () => {
    const page = await open({ state: 'failed' });
    await page.getByText('What was stored could not be opened.').waitFor();
    await page.close();
  });
});
