import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

async function open(width = 1100, more: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await gallery.open({ what: 'dashboard', screen: 'spend', ...more }, width, 800);
  await page.locator('.chart svg').waitFor();
  return page;
}

const names = (page: Page) => page.locator('.spend tbody th').allTextContents();
const address = (page: Page) => page.evaluate<string>('location.hash');

describe('the screen about spend', () => {
  it('says in words, in a chart and in a table what it came to', async () => {
    const page = await open();
    const said = await page.locator('.panel .now').textContent();
    expect(said).toMatch(/^\$[\d.]+ in [\d,]+ calls from 23 Oct 2026 to 21 Nov 2026\..*Most of it: Anthropic/);
    expect(await page.locator('.chart svg').getAttribute('aria-label')).toBe(said);
    expect(await page.locator('.chart-hover').count()).toBe(30);
    expect(await names(page)).toEqual(expect.arrayContaining(['Anthropic', 'OpenAI', 'Together AI']));
    await page.close();
  });

  it("goes into a provider and back by the browser's own way", async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Anthropic' }).click();
    await page.getByText('Provider: Anthropic').waitFor();
    expect(await names(page)).toEqual(['claude-sonnet-4-5-20250929']);
    expect(await address(page)).toBe('#spend?by=model&in-provider=anthropic');
    await page.goBack();
    await page.getByRole('button', { name: 'OpenAI' }).waitFor();
    expect(await page.getByText('Provider: Anthropic').count()).toBe(0);
    await page.close();
  });

  it('leaves what it went into', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'OpenAI' }).click();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Anthropic' }).waitFor();
    await page.close();
  });

  it('shows other days, another unit and by what', async () => {
    const page = await open();
    await page.getByLabel('Time').selectOption('365');
    await page.waitForFunction("document.querySelectorAll('.chart-hover').length === 13");
    await page.getByLabel('Counted in').selectOption('credits');
    await page.getByRole('button', { name: 'Enrich' }).waitFor();
    await page.getByLabel('By').selectOption('origin');
    await page.getByText('it is kept since').waitFor();
    expect(await address(page)).toBe('#spend?period=365&by=origin&unit=credits');
    await page.close();
  });

  it("takes days of one's own, in whatever order", async () => {
    const page = await open();
    await page.getByLabel('Time').selectOption('days');
    await page.getByLabel('From', { exact: true }).fill('2026-11-20');
    await page.getByLabel('To', { exact: true }).fill('2026-11-18');
    await page.waitForFunction("document.querySelectorAll('.chart-hover').length === 3");
    expect(await address(page)).toBe('#spend?period=2026-11-18..2026-11-20');
    await page.close();
  });

  it.each(['PNG', 'SVG', 'CSV'])('is saved as %s', async (kind) => {
    const page = await open();
    await page.getByRole('button', { name: kind }).click();
    await page.waitForFunction('globalThis.tried.actions.length > 0');
    const [saved] =
      await page.evaluate<readonly { value: { file: string; text: string } }[]>('globalThis.tried.actions');
    expect(saved?.value.file).toBe(`tollkeeper-2026-10-23-2026-11-21.${kind.toLowerCase()}`);
    expect(saved?.value.text).toMatch(
      { PNG: /^.PNG/, SVG: /^<svg .*fill="rgb\(11, 102, 85\)"/s, CSV: /^name,unit,spent/ }[kind] ?? /^$/,
    );
    await page.close();
  });

  it('has room at 320 px', async () => {
    const page = await open(320, { lang: 'zh' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.close();
  });
});
