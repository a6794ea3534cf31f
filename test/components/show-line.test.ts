import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();

/** The middle of a button of the line, CSS px; null: there is none. */
function find(page: Page, label: string): Promise<{ readonly x: number; readonly y: number } | null> {
  return page.evaluate<{ x: number; y: number } | null>(`(() => {
    const buttons = globalThis.roots.flatMap((root) => [...root.querySelectorAll('.has-buttons button')]);
    const box = buttons.find((each) => each.textContent === ${JSON.stringify(label)})?.getBoundingClientRect();
    return box && box.width > 0 ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : null;
  })()`);
}

async function click(page: Page, label: string): Promise<void> {
  const at = await find(page, label);
  if (at === null) throw new Error(`no button "${label}"`);
  await page.mouse.click(at.x, at.y);
}

const heard = (page: Page) => page.evaluate<readonly string[]>('globalThis.tried.actions.map(({ kind }) => kind)');
const READY_MS = 750;

it('takes no click in the first half second, which may have been meant for something else', async () => {
  const page = await gallery.open({ lang: 'en' }, 768, 640);
  await page.evaluate(`{
    addEventListener('click', ({ timeStamp }) => { globalThis.clickedAt = timeStamp; }, true);
    globalThis.shownAt = performance.now();
    tried.showLine('waiting', true);
  }`);
  await click(page, 'Send in 12 s');
  const passedMs = await page.evaluate<number>('globalThis.clickedAt - globalThis.shownAt');
  // A loaded machine may click later than that.
  expect(await heard(page)).toEqual(passedMs < 500 ? [] : expect.anything());
  await page.evaluate('tried.actions.length = 0');
  await page.waitForTimeout(READY_MS);
  await click(page, 'Send in 12 s');
  await click(page, 'Keep editing');
  expect(await heard(page)).toEqual(['retry', 'dismiss']);
  await page.close();
});

it('takes none that a script makes, and none while the page covers it', async () => {
  const page = await gallery.open({ line: 'waiting', lang: 'en' }, 768, 640);
  await page.waitForTimeout(READY_MS);
  await page.evaluate(`for (const root of globalThis.roots)
    for (const button of root.querySelectorAll('.has-buttons button')) button.click()`);
  expect(await heard(page)).toEqual([]);
  await page.evaluate(`document.body.append(Object.assign(document.createElement('div'), {
    style: 'position:fixed;inset:0;z-index:2147483647;background:white;pointer-events:none',
  }))`);
  await page.waitForTimeout(READY_MS);
  await click(page, 'Send in 12 s');
  expect(await heard(page)).toEqual([]);
  await page.close();
});

it.each([320, 768, 1280])('leaves the page to be used, and covers no control of it, at %i px', async (width) => {
  for (const aside of [{}, { aside: 'yes' }]) {
    const page = await gallery.open({ line: 'waiting', lang: 'en', ...aside }, width, 640);
    expect(await find(page, 'Send in 12 s')).not.toBeNull();
    const covered = await page.evaluate<number>(`(() => {
      const line = document.querySelector('[data-tollkeeper-ui=line]').getBoundingClientRect();
      return [...document.querySelectorAll('textarea, button')].filter((control) => {
        const box = control.getBoundingClientRect();
        return box.left < line.right && box.right > line.left && box.top < line.bottom && box.bottom > line.top;
      }).length;
    })()`);
    expect(covered).toBe(0);
    await page.click('textarea');
    await page.keyboard.type('Something else.');
    expect(await page.inputValue('textarea')).toBe('Something else.');
    await page.close();
  }
});

it('is reached by Tab, and says its heading to those who listen, not each second of the count', async () => {
  const page = await gallery.open({ line: 'waiting', lang: 'en' }, 768, 640);
  const said = await page.evaluate<string>(
    `globalThis.roots.map((root) => root.querySelector('.has-buttons [role=status]')).find(Boolean).textContent`,
  );
  expect(said).toBe('Too fast, not out of money. Limit 60 per minute; your $7.18 is fine. Nothing was charged.');
  await page.waitForTimeout(READY_MS);
  await page.click('textarea');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await heard(page)).toEqual(['retry']);
  await page.close();
});
