import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const gallery = withGallery();

/** Of the whole sheet only the parts are ours: the rules about a page as a whole do not apply to it. */
const PAGE_RULES = ['landmark-one-main', 'page-has-heading-one', 'region', 'heading-order', 'landmark-unique'];

async function violations(page: Page, isOwnPage: boolean): Promise<readonly string[]> {
  await page.evaluate(axe);
  const rules = Object.fromEntries(PAGE_RULES.map((rule) => [rule, { enabled: false }]));
  const options = isOwnPage ? {} : { rules };
  return page.evaluate<readonly string[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`,
  );
}

/** Colours come from the theme alone and names from the language alone: two looks see each of them. */
const LOOKS = [
  { lang: 'en', theme: 'dark' },
  { lang: 'zh', theme: 'light' },
];

describe.each(LOOKS)('axe, in $lang and $theme,', (look) => {
  it.each([
    { what: 'sheet', set: 'ask', panel: 'sum' },
    { what: 'sheet', set: 'ask', panel: 'more' },
    { what: 'sheet', set: 'refusal', panel: 'original' },
    { what: 'sheet', set: 'notice' },
    { what: 'chips' },
  ])('has nothing to say about $what $set $panel', async (asked) => {
    const page = await gallery.open({ ...asked, ...look } as Record<string, string>, 1400, 900);
    expect(await violations(page, false)).toEqual([]);
    await page.close();
  });

  it.each([
    'full',
    'budgets',
    'empty',
    'updated',
    'hint',
    'unread',
    'lost',
    'unloaded',
    'low',
    'lowAnswered',
    'whose',
    'refused',
    'paused',
    'failed',
  ])('has nothing to say about the popup, %s', async (state) => {
    const page = await gallery.open({ what: 'popup', state, ...look }, 360, 600);
    expect(await violations(page, true)).toEqual([]);
    await page.close();
  });

  it.each([
    ['first', 'providers'],
    ['read', 'providers'],
    ['first', 'demo'],
    ['read', 'limit'],
    ['first', 'companion'],
    ['failed', 'limit'],
  ])('has nothing to say about the first page, %s, %s', async (state, step) => {
    const page = await gallery.open({ what: 'welcome', state, step, ...look }, 1000, 800);
    expect(await violations(page, true)).toEqual([]);
    await page.close();
  });

  it.each(['nothing', 'depleted', 'short', 'rate', 'other', 'unsure', 'none'])(
    'has nothing to say about an error explained, %s',
    async (state) => {
      const page = await gallery.open({ what: 'explain', state, ...look }, 420, 660);
      expect(await violations(page, true)).toEqual([]);
      await page.close();
    },
  );

  it.each(['asked', 'empty', 'failed', 'noTab'])(
    'has nothing to say about the panel of the developer tools, %s',
    async (state) => {
      const page = await gallery.open({ what: 'cost', state, ...look }, 1000, 600);
      await page.waitForTimeout(250);
      expect(await violations(page, true)).toEqual([]);
      await page.close();
    },
  );

  it("has nothing to say about the popup's own screen for it", async () => {
    const page = await gallery.open({ what: 'popup', state: 'empty', ...look }, 360, 600);
    await page.locator('footer button').last().click();
    await page.locator('.explain button').first().click();
    await page.locator('.explained').waitFor();
    expect(await violations(page, true)).toEqual([]);
    await page.close();
  });

  it('finds what is planted', async () => {
    const sheet = await gallery.open({ what: 'sheet', set: 'ask', ...look });
    await sheet.evaluate(`globalThis.roots[0].querySelector('p').style.color = 'var(--tk-line)'`);
    expect((await violations(sheet, false)).join()).toContain('color-contrast');
    await sheet.close();
    const popup = await gallery.open({ what: 'popup', state: 'full', ...look });
    await popup.evaluate(`document.querySelector('[role=switch]').removeAttribute('aria-label')`);
    expect((await violations(popup, true)).join()).toContain('button-name');
    await popup.close();
  });
});
