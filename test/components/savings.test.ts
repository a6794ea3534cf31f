import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

async function open(width = 1100, more: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await gallery.open({ what: 'dashboard', screen: 'savings', ...more }, width, 800);
  await page.locator('main .lead').waitFor();
  return page;
}

const address = (page: Page) => page.evaluate<string>('location.hash');

interface Saved {
  readonly value: { readonly file: string; readonly text: string };
}

async function saved(page: Page): Promise<Saved['value'] | undefined> {
  await page.waitForFunction('globalThis.tried.actions.length > 0');
  return (await page.evaluate<readonly Saved[]>('globalThis.tried.actions'))[0]?.value;
}

describe('the screen about savings', () => {
  it('says in words and in a table what could have been saved, and how', async () => {
    const page = await open();
    await page.getByText('$184.20 were spent; $61.35 of it (33 %) could have been saved.').waitFor();
    await page.getByText('All 4,213 calls from 23 Oct 2026 to 21 Nov 2026 were looked at.').waitFor();
    const [table] = await page.locator('.spend').all();
    expect(await table?.locator('tbody th').allTextContents()).toEqual([
      'small tasks to a dear model',
      'lost caches',
      'calls that failed',
    ]);
    await page.locator('.saving summary').first().click();
    await page.getByText('gpt-5.5 · OpenAI · nightly/summaries · $30.10 · gpt-5.4-mini instead').waitFor();
    await page.getByText('Best: as a batch, $60.20 less.').waitFor();
    await page.getByRole('button', { name: 'CSV' }).click();
    expect(await saved(page)).toMatchObject({
      file: 'tollkeeper-savings-2026-10-23-2026-11-21.csv',
      text: expect.stringMatching(/^kind,provider,model/),
    });
    await page.close();
  });

  it('says of a longer time that only a part was looked at, and the way back leads to the shorter one', async () => {
    const page = await open();
    await page.getByLabel('Time').selectOption('90');
    await page.getByText('19,482 of 412,006 calls were looked at').waitFor();
    expect(await address(page)).toBe('#savings?period=90');
    await page.goBack();
    await page.getByText('All 4,213 calls').waitFor();
    await page.close();
  });

  it('answers what another model would have come to, by keys alone, and keeps the question in the address', async () => {
    const page = await open();
    await page.getByLabel('Calls to this model').selectOption('gpt-5.5');
    await page.getByLabel('To this model instead').fill('gpt-5.4-mini');
    await page.keyboard.press('Enter');
    const answer = page.locator('.answer');
    await answer.getByText('3,980 calls would have cost $52.40 instead of $178.31: $125.91 (71 %) less.').waitFor();
    expect(await answer.textContent()).toContain('$48.10 to $66.02');
    expect(await answer.textContent()).toContain('221 calls not compared');
    expect(await answer.textContent()).toContain('Whether it does the work as well, only trying shows.');
    expect(await address(page)).toBe('#savings?of=gpt-5.5&model=gpt-5.4-mini');
    await answer.getByRole('button', { name: 'CSV' }).click();
    expect((await saved(page))?.file).toBe('tollkeeper-what-if-2026-10-23-2026-11-21.csv');
    await page.goBack();
    await answer.getByText('would have cost').waitFor({ state: 'detached' });
    expect(await page.getByLabel('To this model instead').inputValue()).toBe('');
    await page.close();
  });

  it('says why nothing can be compared', async () => {
    const page = await open();
    await page.getByLabel('At this provider').selectOption('anthropic');
    await page.getByRole('button', { name: 'Work it out' }).click();
    await page.getByText('No call could be compared.').waitFor();
    await page.getByText('4,213 calls not compared: no list prices all of it.').waitFor();
    await page.close();
  });

  it('says where there is nothing yet, and where what is stored cannot be read', async () => {
    const empty = await open(1100, { state: 'empty' });
    await empty.getByRole('heading', { name: 'No calls in these days' }).waitFor();
    expect(await empty.locator('.panels').count()).toBe(0);
    await empty.close();
    const failed = await open(1100, { state: 'failed' });
    await failed.getByRole('alert').waitFor();
    await failed.close();
  });

  it('has room at 320 px', async () => {
    const page = await open(320, { lang: 'zh' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.close();
  });
});
