import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { SCREENS } from '../../lib/ui/dashboard.ts';
import { expand } from '../gallery/pseudo-locale.ts';
import { withGallery } from './with-gallery.ts';

const gallery = withGallery();
const NARROW = 320;
/** As wide as the popup is made. */
const POPUP = 360;

/** Every text of it 40 percent longer. */
const open = (asked: Readonly<Record<string, string>>, width: number): Promise<Page> =>
  gallery.open({ ...asked, lang: 'en', theme: 'light', pseudo: 'yes' }, width, 700);

async function expectRoom(page: Page): Promise<void> {
  await page.waitForTimeout(100);
  expect(await page.evaluate(findOverflow)).toEqual([]);
  await page.close();
}

describe('with texts that are 40 percent longer nothing is cut off and nothing sticks out', () => {
  it.each([
    'full',
    'budgets',
    'empty',
    'updated',
    'hint',
    'unread',
    'unloaded',
    'lost',
    'off',
    'low',
    'whose',
    'paused',
    'failed',
  ])('of the popup, %s', async (state) => expectRoom(await open({ what: 'popup', state }, POPUP)));

  it.each([
    ['first', 'providers'],
    ['watching', 'providers'],
    ['read', 'providers'],
    ['first', 'demo'],
    ['read', 'limit'],
    ['first', 'companion'],
    ['failed', 'limit'],
  ])('of the first page, %s, %s', async (state, step) => {
    await expectRoom(await open({ what: 'welcome', state, step }, NARROW));
  });

  it.each(SCREENS)('of the dashboard, %s', async (screen) => {
    await expectRoom(await open({ what: 'dashboard', state: 'full', screen }, NARROW));
  });

  it.each(['full', 'asked', 'empty', 'failed'])('of the panel of the developer tools, %s', async (state) => {
    const page = await open({ what: 'cost', state }, NARROW);
    await page.waitForTimeout(250);
    await expectRoom(page);
  });

  it.each(['ask', 'refusal', 'notice'])('of cards, %s', async (set) => {
    const page = await open({ what: 'sheet', set }, NARROW);
    await expectRoom(page);
  });

  it.each(['nothing', 'depleted', 'rate'])('of an error explained, %s', async (state) => {
    await expectRoom(await open({ what: 'explain', state }, NARROW));
  });

  it('is found where it is planted', async () => {
    const page = await open({ what: 'welcome', state: 'first', step: 'limit' }, NARROW);
    await page.evaluate(`document.querySelector('h2').style.whiteSpace = 'nowrap'`);
    expect((await page.evaluate(findOverflow)).join()).toContain('h2');
    await page.evaluate(`Object.assign(document.querySelector('h2').style, { overflow: 'hidden', width: '80px' })`);
    expect((await page.evaluate(findOverflow)).join()).toContain('h2');
    await page.close();
  });
});

describe('the longer language', () => {
  it('makes words longer, and leaves what is filled in alone', () => {
    expect(expand('Send {n} now')).toBe('Séñddd {n} ñöwww');
    expect(expand('{account}')).toBe('{account}');
  });
});

/** Runs in the page: what sticks out of it or of its own box, or is cut off. What can be scrolled to is neither. */
function findOverflow(): readonly string[] {
  const { roots = [] } = globalThis as unknown as { readonly roots?: readonly ShadowRoot[] };
  const all = [document, ...roots].flatMap((root) => [...root.querySelectorAll<HTMLElement>('body *, :host *, div *')]);
  const isScrolled = (element: Element | null): boolean => {
    for (let at = element; at !== null; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const found = [...new Set(all)].filter((element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden') return false;
    // Fields scroll by themselves, as what people type into does everywhere.
    if (/^(INPUT|TEXTAREA|SELECT|OPTION|svg)$/i.test(element.tagName) || element.closest('svg') !== null) return false;
    // What is in a closed menu, or was shortened because it is a name of somebody else's, which is told in full on a click.
    if (!element.checkVisibility({ contentVisibilityAuto: true }) || element.closest('.call-line') !== null)
      return false;
    // For those who hear the page: nobody sees it.
    const isClipped = [element, element.parentElement].some((one) => one && getComputedStyle(one).clipPath !== 'none');
    if (isClipped || element.closest('.unseen, .skip') !== null) return false;
    if (isScrolled(element)) return false;
    const sticksOut = box.right > document.documentElement.clientWidth + 1 || box.left < -1;
    const isCut =
      style.display !== 'inline' && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    return sticksOut || isCut;
  });
  return found.map(
    (element) => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent?.slice(0, 60)}`,
  );
}
