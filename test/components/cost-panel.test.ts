import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

async function open(state = 'full', more: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await gallery.open({ what: 'cost', state, ...more }, 1000, 700);
  if (!['empty', 'stopped', 'failed', 'loading'].includes(state))
    await page.locator('.recorded tbody tr').first().waitFor();
  return page;
}

const rows = (page: Page) => page.locator('.recorded tbody tr');
const cells = async (page: Page, row: number): Promise<readonly string[]> =>
  (await rows(page).nth(row).locator('td, th').allInnerTexts()).map((text) => text.replaceAll('\n', ' | '));

describe('the panel of the developer tools', () => {
  it('says of each call what was said before, what is set aside, and what it came to', async () => {
    const page = await open();
    expect(await cells(page, 0)).toEqual([
      expect.stringMatching(/\d/),
      'gpt-4-turbo-2024-04-09 | Laozhang API · playground.a-subsidiary-with-a-long-name.example.org',
      'answered',
      '≈ $0.012 | up to $0.041',
      '$0.053',
      '$0.011',
    ]);
    expect((await cells(page, 1)).slice(2, 3)).toEqual(['refused | not enough to set aside']);
    expect((await cells(page, 2)).slice(5)).toEqual([expect.stringMatching(/^≈ \$0\.0074 \| \$0\.0061 to \$0\.0096$/)]);
    expect((await cells(page, 3)).slice(2, 5)).toEqual(['answered | went out unchecked', 'not estimated', 'not known']);
    expect((await cells(page, 5)).slice(5)).toEqual(['unknown']);
    expect((await cells(page, 6)).slice(2, 3)).toEqual(['not sent']);
    expect((await cells(page, 8)).slice(2, 3)).toEqual(['waits for your answer']);
    await page.close();
  });

  it('adds them up, and says what is in no sum', async () => {
    const page = await open();
    const total = await page.locator('.recording-total').textContent();
    expect(total).toContain('9 calls · 2 under way · 1 refused · 1 of unknown cost');
    expect(total).toMatch(/Spent ≈ \$0\.058, between/);
    expect(total).toContain('Spent 450 credits');
    expect(total).toContain('Set aside for calls under way: $0.053');
    await page.close();
  });

  it('leads to how a call was priced, where that is kept', async () => {
    const page = await open();
    expect(await rows(page).nth(0).locator('a').getAttribute('href')).toMatch(/^\/dashboard\.html#calls\?call=3120/);
    expect(await rows(page).nth(7).locator('a').count()).toBe(0);
    await page.close();
  });

  it('says what the calls would have cost elsewhere, and what cannot be told', async () => {
    const page = await open();
    const answer = page.locator('.ask-model [role=status]');
    await page.getByRole('combobox', { name: 'Model' }).fill('gpt-4o-mini');
    await answer.getByText('gpt-4o-mini: ≈ $0.0012 instead of $0.058').waitFor();
    expect(await answer.textContent()).toContain('2 not compared: refused, or not a call to a model');
    await page.getByLabel('Provider').selectOption('openai');
    await page.getByRole('combobox', { name: 'Model' }).fill('nobody');
    await answer.getByText('None of these calls can be held against nobody.').waitFor();
    await page.close();
  });

  it.each([
    ['HAR', /\.har$/, /"version": "1.2"/],
    ['CSV', /\.csv$/, /^call-id,time,/],
  ])('is saved as %s by key', async (kind, file, text) => {
    const page = await open();
    await page.getByRole('button', { name: kind }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction('globalThis.tried.actions.length > 0');
    const [saved] =
      await page.evaluate<readonly { value: { file: string; text: string } }[]>('globalThis.tried.actions');
    expect(saved?.value.file).toMatch(file);
    expect(saved?.value.text).toMatch(text);
    await page.close();
  });

  it('is stopped, cleared and started again by key alone', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Stopped').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The recording is stopped: press Record').waitFor();
    expect(await page.getByRole('button', { name: 'Save as HAR' }).isDisabled()).toBe(true);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Use the page:').waitFor();
    await page.close();
  });

  it('says where earlier calls could not be read', async () => {
    const page = await open('failed');
    await page.getByRole('alert').getByText('What came before could not be read.').waitFor();
    await page.close();
  });
});
