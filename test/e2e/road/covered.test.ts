import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserKinds, type DrivenPage } from '../support/driver.ts';
import { leaveEmptied } from './calls.ts';
import { meanBrightness } from './picture.ts';
import { chooseModel, rest } from './playground.ts';
import { CARD, openRoad, type Road, setState, waitFor } from './road.ts';

/** A card takes no click for this long after it was painted, or came back on top (BROWSER: "The card"). */
const DEAD_MS = 500;
const PRIMARY = 'button.primary';
const TRIES_MAX = 6;
const CLICKS_MAX = 3;
const LITTLE = { balances: [{ unit: 'USD', total: '0.05' }] } as const;
const HIDDEN_AROUND = `
  html, body { opacity: 0 !important; visibility: hidden !important; clip-path: inset(50%) !important;
    transform: scale(0.001) !important; mask: linear-gradient(transparent, transparent) !important; }
  body { filter: opacity(0) blur(40px) !important; display: none !important; }
  tollkeeper-ui, [data-tollkeeper-ui] { opacity: 0 !important; visibility: hidden !important; display: none !important;
    filter: opacity(0) !important; transform: translateX(-9999px) !important; clip-path: inset(50%) !important; }
  dialog, ::backdrop { display: none !important; opacity: 0 !important; }`;

describe.each(browserKinds)('a page that works against the card (%s)', (kind) => {
  let road: Road;
  let page: DrivenPage;
  beforeAll(async () => {
    road = await openRoad(kind);
    await setState(road.sandbox, LITTLE);
    await road.readConsole();
  });
  afterAll(() => road?.close());
  beforeEach(async () => {
    // The reading of the first start stays fresh: what the tests send costs a fraction of it.
    await fetch(`${road.sandbox.origin}/console/api/reset`, { method: 'POST' });
    await setState(road.sandbox, LITTLE);
    page = await road.openPlayground();
    await chooseModel(page, 'toll-large');
    return () => page.close();
  });

  const sent = (): number => road.sandbox.world.requests.filter((entry) => entry.path.startsWith('/v1/')).length;

  /** A call that asks for more than there is, and the card about it. */
  async function openCard(): Promise<void> {
    await page.type('#composer', 'A question that cannot be paid.');
    await page.press('Enter');
    await page.ui(CARD).waitUntilShown();
  }

  async function primary(): Promise<{ readonly x: number; readonly y: number }> {
    const box = await page.ui(CARD).boundingBox(PRIMARY);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** The button does work when it is meant: otherwise nothing above would prove anything. */
  async function expectAMeantClickToSend(): Promise<void> {
    // Chromium tells late, under load, that nothing lies over the card; a person whose click did nothing clicks again.
    for (let clicks = 0; clicks < CLICKS_MAX && (await page.ui(CARD).exists()); clicks += 1) {
      await rest(DEAD_MS + 200);
      const { x, y } = await primary();
      await page.clickAt(x, y);
      await page
        .ui(CARD)
        .waitUntilGone(1000)
        .catch(() => undefined);
    }
    await waitFor(() => sent() === 1, 'the meant click to send');
  }

  it('a click within half a second sends nothing, a later one does', async () => {
    await openCard();
    const { x, y } = await primary();
    await leaveEmptied(page, 'Keep editing');
    let isInTime = false;
    for (let tries = 0; tries < TRIES_MAX && !isInTime; tries += 1) {
      await page.evaluate(watchTimes);
      await page.type('#composer', 'Once more.');
      await page.press('Enter');
      await page.waitFor(() => document.querySelector('[data-tollkeeper-ui="card"]') !== null);
      await page.clickAt(x, y);
      await page.clickAt(x, y);
      const ages = await page.evaluate(() => (globalThis as unknown as { ages: number[] }).ages);
      isInTime = ages.length > 0 && ages.every((age) => age < DEAD_MS);
      if (isInTime) break;
      await rest(DEAD_MS);
      await leaveEmptied(page, 'Escape');
    }
    expect(isInTime).toBe(true);
    await rest(100);
    expect(sent()).toBe(0);
    expect(await page.ui(CARD).exists()).toBe(true);
    await expectAMeantClickToSend();
  });

  it('clicks that nobody made do nothing', async () => {
    await openCard();
    await rest(DEAD_MS + 200);
    const { x, y } = await primary();
    await page.evaluate(clickByScript, x, y);
    await page.ui(CARD).evaluateInRoot((root: ShadowRoot) => {
      for (const button of root.querySelectorAll('button')) {
        button.click();
        button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }));
      }
      root.querySelector('button')?.focus();
      for (const key of ['Enter', ' ', 'Escape']) {
        for (const type of ['keydown', 'keyup'])
          root.activeElement?.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, composed: true }));
      }
    });
    await rest(300);
    expect(sent()).toBe(0);
    expect(await page.ui(CARD).exists()).toBe(true);
    await expectAMeantClickToSend();
  });

  it('stays where the page only says that it goes away', async () => {
    await openCard();
    await page.evaluate(() => void dispatchEvent(new PageTransitionEvent('pagehide')));
    await rest(DEAD_MS + 200);
    expect(await page.ui(CARD).exists()).toBe(true);
    expect(sent()).toBe(0);
    await expectAMeantClickToSend();
  });

  it.each(['popover', 'popover without pointer events', 'dialog'] as const)(
    'covered by a later %s, it comes back on top, and the half second starts again',
    async (cover) => {
      await openCard();
      await rest(DEAD_MS + 200);
      const { x, y } = await primary();
      await page.evaluate(coverAll, cover);
      // Where the button was before the page put something over it: a click aimed at the cover.
      await page.clickAt(x, y);
      expect(sent()).toBe(0);
      await page.waitFor(isCardOnTop, { args: [x, y], what: 'the card to come back on top' });
      await page.clickAt(x, y);
      const age = await page.evaluate(
        () => performance.now() - (globalThis as unknown as { coveredAt: number }).coveredAt,
      );
      // On a loaded machine the second click may come after the half second: then it was meant.
      if (age < DEAD_MS) expect(sent()).toBe(0);
      await rest(300);
      if (await page.ui(CARD).exists()) await expectAMeantClickToSend();
    },
  );

  it('a page that opens popovers without end gets no click through', async () => {
    await openCard();
    await rest(DEAD_MS + 200);
    const { x, y } = await primary();
    await page.evaluate(coverForEver);
    for (let click = 0; click < 6; click += 1) {
      await page.clickAt(x, y);
      await rest(120);
    }
    expect(sent()).toBe(0);
    await page.evaluate(() => clearInterval((globalThis as unknown as { timer: number }).timer));
    await page.waitFor(isCardOnTop, { args: [x, y], what: 'the card on top once the page rests' });
    await expectAMeantClickToSend();
  });

  it('opacity, visibility, transform and clipping of everything around it do not hide it', async () => {
    await openCard();
    const before = await brightness();
    await page.evaluate(addStyle, HIDDEN_AROUND);
    await rest(DEAD_MS + 300);
    // The card is painted as it was, though the page around it is gone.
    expect(Math.abs((await brightness()) - before)).toBeLessThan(3);
    await leaveEmptied(page, 'Keep editing');
    expect(sent()).toBe(0);
  });

  it('while the root has an effect that can hide it, its buttons pay nothing; closing it still works', async () => {
    await openCard();
    await rest(DEAD_MS + 200);
    for (const effect of ['filter: opacity(0)', 'filter: blur(40px)', 'zoom: 0.05']) {
      await page.evaluate(addStyle, `html { ${effect} !important; }`);
      await rest(150);
      const { x, y } = await primary();
      await page.clickAt(x, y);
      await page.evaluate(() => document.head.lastElementChild?.remove());
    }
    await rest(150);
    expect(sent()).toBe(0);
    await page.evaluate(addStyle, 'html { filter: opacity(0) !important; }');
    await leaveEmptied(page, 'Escape');
    expect(sent()).toBe(0);
  });

  it('a page that inverts its colours can be used as any other', async () => {
    await openCard();
    await page.evaluate(addStyle, 'html { filter: invert(1) hue-rotate(180deg); zoom: 1.25; }');
    await expectAMeantClickToSend();
  });

  it('removed, it is mounted once more; removed again, the call is cancelled', async () => {
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'earlier calls to be settled');
    const { records } = await road.ledger();
    await openCard();
    expect((await road.ledger()).openCalls).toHaveLength(1);
    await page.evaluate(() => document.querySelector('[data-tollkeeper-ui="card"]')?.remove());
    await page.ui(CARD).waitUntilShown();
    expect(sent()).toBe(0);
    await page.evaluate(() => document.querySelector('[data-tollkeeper-ui="card"]')?.remove());
    await page.waitFor(() => document.querySelector('#stop:disabled') !== null, { what: 'the page to be told' });
    await page.ui(CARD).waitUntilGone();
    await waitFor(async () => (await road.ledger()).openCalls.length === 0, 'the open row to be closed');
    expect((await road.ledger()).records).toEqual(records);
    expect(sent()).toBe(0);
  });

  /** Mean brightness of the card as it is painted, 0 to 255. */
  async function brightness(): Promise<number> {
    return meanBrightness(page, await page.ui(CARD).boundingBox('dialog'));
  }
});

/** Notes how old the card was at each press, ms. */
function watchTimes(): void {
  const page = globalThis as unknown as { ages: number[] };
  page.ages = [];
  let mountedAt = Number.NEGATIVE_INFINITY;
  new MutationObserver((_mutations, observer) => {
    if (!document.querySelector('[data-tollkeeper-ui="card"]')) return;
    mountedAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
  // The card keeps its own events to itself, but not from a capturing listener of the window.
  addEventListener('pointerdown', (event) => page.ages.push(event.timeStamp - mountedAt), true);
}

function clickByScript(x: number, y: number): void {
  const host = document.querySelector('[data-tollkeeper-ui="card"]');
  const init = { bubbles: true, composed: true, cancelable: true, clientX: x, clientY: y, detail: 1 };
  for (const target of [host, document.elementFromPoint(x, y), document.body]) {
    target?.dispatchEvent(new PointerEvent('pointerdown', init));
    target?.dispatchEvent(new PointerEvent('pointerup', init));
    target?.dispatchEvent(new MouseEvent('click', init));
    target?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
  }
  (host as HTMLElement | null)?.click();
}

function coverAll(kind: 'popover' | 'popover without pointer events' | 'dialog'): void {
  const cover = document.createElement(kind === 'dialog' ? 'dialog' : 'div');
  cover.textContent = 'You have won!';
  const size =
    'position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none;margin:0;background:#fff';
  cover.style.cssText = `${size};${kind === 'popover without pointer events' ? 'pointer-events:none' : ''}`;
  document.body.append(cover);
  (globalThis as unknown as { coveredAt: number }).coveredAt = performance.now();
  if (cover instanceof HTMLDialogElement) return cover.showModal();
  cover.popover = 'manual';
  cover.showPopover();
}

function coverForEver(): void {
  const cover = document.createElement('div');
  cover.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;margin:0;background:#fff;pointer-events:none';
  document.body.append(cover);
  cover.popover = 'manual';
  const page = globalThis as unknown as { timer: number };
  const again = (): void => {
    if (cover.matches(':popover-open')) cover.hidePopover();
    cover.showPopover();
  };
  again();
  page.timer = setInterval(again, 40) as unknown as number;
}

function isCardOnTop(...[x, y]: number[]): boolean {
  return document.elementFromPoint(x ?? 0, y ?? 0)?.getAttribute('data-tollkeeper-ui') === 'card';
}

function addStyle(css: string): void {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
}
