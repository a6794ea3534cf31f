import './fake-browser.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { PASTED_CHARS_MAX } from '../../lib/domain/pasted-text.ts';
import { explainSelection, followMenu, nameMenu, renewMenu } from '../../lib/webext/explain-menu.ts';
import { handOver, takeOver } from '../../lib/webext/hand-over.ts';
import { seen } from './fake-browser.ts';

const PAGE = 'extension://tollkeeper/explain.html';
const CANARY = 'canaryQ7xZ';
const click = {
  menuItemId: 'explain-error',
  selectionText: `402 ${CANARY}`,
  pageUrl: 'https://forum.example:8443/t/1?q=2',
};

beforeEach(() => {
  const fresh = { stored: {}, session: {}, menus: new Map(), onMenu: [], windows: [], tabs: [], opened: [] };
  Object.assign(seen, fresh, { hasPlaces: true, hasWindows: true });
});

describe("the menu's entry", () => {
  it('is there for selections alone, once, in the language that is chosen', async () => {
    await Promise.all([renewMenu(), renewMenu()]);
    expect([...seen.menus]).toEqual([['explain-error', { title: 'Explain this error', contexts: ['selection'] }]]);
    seen.stored.language = 'zh';
    await nameMenu();
    expect(seen.menus.get('explain-error')?.title).toBe('解释这个错误');
  });

  it('is made where it lacks when its language changes', async () => {
    await nameMenu();
    expect(seen.menus.size).toBe(1);
  });
});

describe('a click on it', () => {
  it('opens a window beside the page, whose address says nothing of the text', async () => {
    followMenu();
    const [listener] = seen.onMenu;
    await (listener as typeof explainSelection | undefined)?.(click, { windowId: 1 });
    expect(seen.windows).toEqual([{ url: PAGE, type: 'popup', width: 420, height: 660, left: 856, top: 146 }]);
    expect(await takeOver()).toEqual({ text: `402 ${CANARY}`, pageHost: 'forum.example:8443' });
  });

  it('hands the text over once, in memory, and leaves nothing', async () => {
    await explainSelection(click);
    expect(JSON.stringify(seen.stored)).not.toContain(CANARY);
    expect(await takeOver()).not.toBeNull();
    expect(seen.session).toEqual({});
    expect(await takeOver()).toBeNull();
  });

  it('takes the frame for the page, and the window that is open already', async () => {
    seen.tabs = [{ id: 7, url: PAGE }];
    await explainSelection({ ...click, frameUrl: 'https://frame.example/' });
    expect([seen.windows, seen.opened]).toEqual([[], []]);
    expect((await takeOver())?.pageHost).toBe('frame.example');
  });

  it.each([
    [{ hasPlaces: false }, [{ url: PAGE, type: 'popup', width: 420, height: 660 }], []],
    [{ hasWindows: false }, [], [PAGE]],
  ])('finds another way where windows are refused: %j', async (refused, windows, opened) => {
    Object.assign(seen, refused);
    await explainSelection(click, { windowId: 1 });
    expect([seen.windows, seen.opened]).toEqual([windows, opened]);
    expect(await takeOver()).not.toBeNull();
  });

  it('of another entry is nothing, and a page without an address is no host', async () => {
    await explainSelection({ ...click, menuItemId: 'other' });
    expect([seen.session, seen.windows]).toEqual([{}, []]);
    for (const pageUrl of ['about:blank', 'file:///tmp/a.log', 'nonsense', '']) {
      await explainSelection({ ...click, pageUrl });
      expect([pageUrl, (await takeOver())?.pageHost]).toEqual([pageUrl, null]);
    }
  });

  it('passes on no more than is read, and that it was more', async () => {
    await explainSelection({ ...click, selectionText: 'x'.repeat(1_000_000) });
    expect((await takeOver())?.text.length).toBe(PASTED_CHARS_MAX + 1);
  });
});

it('is not taken by a window that comes up much later, nor is what is none', async () => {
  await handOver({ text: CANARY, pageHost: null });
  const [[slot, given] = ['', null]] = Object.entries(seen.session);
  seen.session = { [slot]: { ...(given as object), at: Date.now() - 61_000 } };
  expect(await takeOver()).toBeNull();
  expect(seen.session).toEqual({});
  for (const odd of [
    null,
    'text',
    {},
    { text: 1, pageHost: null, at: Date.now() },
    { text: 'a', pageHost: 5, at: 1 },
  ]) {
    seen.session = { [slot]: odd };
    expect(await takeOver()).toBeNull();
  }
});
