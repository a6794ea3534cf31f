import '../webext/fake-browser.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import type { BridgeCall } from '../../lib/bridge/call.ts';
import { openCardDesk } from '../../lib/bridge/card-desk.ts';
import type { CardView } from '../../lib/domain/card.ts';
import { PAGE_UI_GLOBAL, type PageUi } from '../../lib/webext/page-ui.ts';

/** What is on the screen, oldest first. */
let shown: CardView[] = [];
/** Lets the UI, which is asked for with the first card, arrive. */
let bringUi: () => void = () => {};

beforeEach(() => {
  shown = [];
});
afterEach(() => Reflect.deleteProperty(globalThis, PAGE_UI_GLOBAL));

const ui = {
  showCard: (view) => {
    shown.push(view);
    return {
      update: () => {},
      setBusy: () => {},
      copyText: () => Promise.resolve(true),
      close: () => shown.splice(shown.indexOf(view), 1),
    };
  },
  showChip: () => ({ update: () => {}, close: () => {} }),
} satisfies PageUi;

/** A background that takes its time to bring the UI. */
function openDesk() {
  const brought = new Promise<void>((resolve) => {
    bringUi = () => {
      Object.assign(globalThis, { [PAGE_UI_GLOBAL]: ui });
      resolve();
    };
  });
  const link = { ask: () => brought, begin: () => {}, end: () => {}, isGone: () => false };
  return openCardDesk(link as unknown as BackgroundLink, () => {});
}

const viewOf = (cause: CardView['cause']): CardView => {
  return { kind: 'ask', cause, lines: [], sum: [], buttons: [], more: [], original: null };
};
const held = (): BridgeCall => ({ state: 'held' }) as BridgeCall;
const card = (cause: CardView['cause'], call: BridgeCall) =>
  ({ kind: 'ask', calls: [call], view: viewOf(cause), usable: null }) as const;

it('a card whose call leaves while the UI is on its way is never shown', async () => {
  const desk = openDesk();
  const call = held();
  const showing = desk.show(card('batch', call));
  await Promise.resolve();
  desk.leave(call);
  bringUi();
  expect([await showing, desk.current(), shown]).toEqual([false, null, []]);
});

it('the card behind it is shown then, once, and stays', async () => {
  const desk = openDesk();
  const first = held();
  const showing = [desk.show(card('batch', first)), desk.show(card('depleted', held()))];
  await Promise.resolve();
  desk.leave(first);
  bringUi();
  expect(await Promise.all(showing)).toEqual([false, true]);
  expect(shown).toEqual([viewOf('depleted')]);
  expect(desk.current()?.view).toEqual(viewOf('depleted'));
  desk.close();
  expect(shown).toEqual([]);
});

it('calls that join while the UI is on its way are on the card that is shown', async () => {
  const desk = openDesk();
  const showing = desk.show(card('batch', held()));
  await Promise.resolve();
  desk.join(held(), viewOf('not-enough'));
  bringUi();
  expect(await showing).toBe(true);
  expect(shown).toEqual([viewOf('not-enough')]);
  expect(desk.current()?.calls).toHaveLength(2);
});

it('a card whose call went out while it waited for its turn is never shown', async () => {
  const desk = openDesk();
  bringUi();
  const [first, second] = [held(), held()];
  expect(await desk.show(card('batch', first))).toBe(true);
  const waiting = desk.show(card('depleted', second));
  second.state = 'sent';
  desk.close();
  expect([await waiting, desk.current(), shown]).toEqual([false, null, []]);
});
