import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const gallery = withGallery();

async function open(state = 'full', more: Readonly<Record<string, string>> = {}, width = 1100): Promise<Page> {
  const page = await gallery.open({ what: 'dashboard', screen: 'estimator', state, ...more }, width, 800);
  await page.waitForSelector('main textarea');
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate<readonly string[]>(
    `axe.run(document).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`,
  );
}

const BODY = { model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }], max_tokens: 100 };
const LINES = Array.from({ length: 12 }, (_none, id) =>
  JSON.stringify({ custom_id: `r${id}`, method: 'POST', url: '/v1/chat/completions', body: BODY }),
).join('\n');
const paste = (page: Page, text: string) => page.locator('main textarea').fill(text);
const focused = (page: Page) => page.evaluate<string>('document.activeElement.id');

describe('a request', () => {
  it('is estimated as it is pasted, and the figure is said', async () => {
    const page = await open();
    await paste(page, JSON.stringify(BODY));
    const result = page.getByRole('status').filter({ hasText: 'about $' });
    await result.waitFor();
    expect(await result.textContent()).toMatch(/OpenAI, gpt-4o.*about \$0\.00\d+\$0\.00\d+ to \$0\.00\d+/);
    expect(await result.textContent()).toContain('$3.92 carries it');
    await page.close();
  });

  it('that is wrong says where, at its field', async () => {
    const page = await open();
    await paste(page, '{"model":"gpt-4o",}');
    await page.getByText('in line 1, column 18').waitFor();
    const field = page.locator('main textarea');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const id = await field.getAttribute('aria-describedby');
    expect(await page.locator(`#${id}`).textContent()).toContain('No JSON');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('is put beside other models by keyboard, cheapest first, and the focus is not lost', async () => {
    const page = await open();
    await paste(page, JSON.stringify(BODY));
    await page.locator('.offered button').first().waitFor();
    const costs = await page.locator('.offered-cost').allTextContents();
    const amounts = costs.map((text) => Number(text.replace(/[^\d.]/g, '')));
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
    await page.getByRole('searchbox').fill('4.1-mini');
    await page.locator('.offered button').first().press('Enter');
    await page.getByRole('row', { name: /gpt-4\.1-mini/ }).waitFor();
    expect(await focused(page)).toBe('est-search');
    await page.getByRole('button', { name: 'Leave gpt-4.1-mini out' }).press('Enter');
    await page.getByRole('row', { name: /gpt-4\.1-mini/ }).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('est-search');
    await page.close();
  });

  it('is gone with the button, and when the screen is left', async () => {
    const page = await open();
    await paste(page, JSON.stringify(BODY));
    await page.getByText('about $').first().waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.locator('main textarea').inputValue()).toBe('');
    await page.getByRole('heading', { name: 'What it would cost' }).waitFor({ state: 'detached' });
    await paste(page, 'something secret');
    for (const name of ['Privacy', 'Estimator']) {
      await page.locator('.more summary').click();
      await page.getByRole('link', { name }).click();
    }
    expect(await page.locator('main textarea').inputValue()).toBe('');
    await page.close();
  });
});

describe('a file', () => {
  it('that is pasted line by line is summed up, and by another model as well', async () => {
    const page = await open();
    await paste(page, `${LINES}\nno request`);
    await page.getByText('13 requests.').waitFor();
    expect(await page.locator('.compared tbody').textContent()).toMatch(/OpenAI, gpt-4o12\$/);
    expect(await page.locator('main').textContent()).toContain('1 not read');
    await page.getByLabel('What all would cost by another model').fill('gpt-4o-mini');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('row', { name: /gpt-4o-mini, for all of them/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('can be dropped, shows how far it is, and can be stopped', async () => {
    const page = await open('paused');
    await page
      .locator('main .panel')
      .first()
      .dispatchEvent('drop', {
        dataTransfer: await page.evaluateHandle(`(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([${JSON.stringify(LINES)}], 'batch.jsonl'));
        return transfer;
      })()`),
      });
    await page.getByText('1,200 requests read, 40 %').waitFor();
    expect(await page.locator('main').textContent()).toContain('batch.jsonl');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped: this is of the 12 requests').waitFor();
    await page.close();
  });
});

it.each(['en', 'zh'])('fits every width with a file and with a request, in %s', async (lang) => {
  const page = await open('full', { lang });
  for (const [text, wanted] of [
    [LINES, '.instead'],
    [JSON.stringify(BODY), '.offered li'],
  ] as const) {
    await paste(page, text);
    await page.locator(wanted).first().waitFor();
    for (const width of [320, 480, 768, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), `at ${width} px`).toBe(width);
    }
  }
  await page.close();
});

it('says that it failed, and why there is nothing', async () => {
  const page = await open('failed');
  await paste(page, JSON.stringify(BODY));
  await page.getByText('This could not be estimated').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.close();
});
