import '../webext/fake-browser.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BackgroundLink } from '../../lib/bridge/background-link.ts';
import type { BridgeCall } from '../../lib/bridge/call.ts';
import { openCardDesk } from '../../lib/bridge/card-desk.ts';
import type { CardView } from '../../lib/domain/card.ts';
import { isolatedWorld, type PageUi } from '../../lib/webext/page-ui.ts';

/** What is on the screen, oldest first. */
let shown: CardView[] = [];
/** Lets the UI, which is asked for with the first card, arrive. */
let bringUi: () => void = () => {};

/** Of each change, whether the card stands for more calls since. */
let mores: boolean[] = [];
/** Calls for which no card could be shown. */
let unshown: BridgeCall[] = [];
/** Cards that had to wait for their turn. */
let lates = 0;

beforeEach(() => {
  shown = [];
  unshown = [];
  mores = [];
  lates = 0;
});
afterEach(() => {
  delete isolatedWorld.__tollkeeperPageUi;
});

const ui = {
  showCard: vi.fn((view: CardView) => {
    shown.push(view);
    return {
      update: (next: CardView, isForMore = false) => {
        shown.splice(-1, 1, next);
        mores.push(isForMore);
      },
      setBusy: () => {},
      copyText: () => Promise.resolve(true),
      isShown: () => true,
      close: () => shown.pop(),
    };
  }),
  showChip: () => ({ update: () => {}, close: () => {} }),
  showLine: () => ({ update: () => {}, close: () => {} }),
} satisfies PageUi;

/** A background that takes its time to bring the UI. */
function openDesk() {
  const brought = new Promise<void>((resolve) => {
    bringUi = () => {
      isolatedWorld.__tollkeeperPageUi = ui;
      resolve();
    };
  });
  const link = { ask: () => brought, begin: () => {}, end: () => {}, isGone: () => false };
  return openCardDesk(link as unknown as BackgroundLink, {
    onAction: () => {},
    onUnshown: (calls) => unshown.push(...calls),
    onLate: () => {
      lates += 1;
    },
  });
}

const viewOf = (cause: CardView['cause']): CardView => {
  return { kind: 'ask', cause, lines: [], sum: [], buttons: [], more: [], original: null };
};
const held = (): BridgeCall => ({ state: 'held' }) as BridgeCall;
const card = (cause: CardView['cause'], call: BridgeCall, wallet = 'dollars') =>
  ({ kind: 'ask', calls: [call], view: viewOf(cause), usable: null, wallet }) as const;

it('a card whose call leaves while the UI is on its way is never shown', async () => {
  const desk = openDesk();
  const call = held();
  const showing = desk.show(card('batch', call));
  await Promise.resolve();
  desk.leave(call);
  bringUi();
  await showing;
  expect([desk.current(), shown]).toEqual([null, []]);
});

it('the card behind it is shown then, once, and stays', async () => {
  const desk = openDesk();
  const first = held();
  const showing = [desk.show(card('batch', first)), desk.show(card('depleted', held(), 'credits'))];
  await Promise.resolve();
  desk.leave(first);
  bringUi();
  await Promise.all(showing);
  expect(shown).toEqual([viewOf('depleted')]);
  expect(desk.current()?.view).toEqual(viewOf('depleted'));
  desk.close();
  expect(shown).toEqual([]);
});

it('calls that join while the UI is on its way are on the card that is shown', async () => {
  const desk = openDesk();
  const showing = desk.show(card('batch', held()));
  await Promise.resolve();
  void desk.show(card('not-enough', held()));
  bringUi();
  await showing;
  expect(shown).toEqual([viewOf('not-enough')]);
  expect(desk.current()?.calls).toHaveLength(2);
});

it('a card whose call went out while it waited for its turn is never shown', async () => {
  const desk = openDesk();
  bringUi();
  const [first, second] = [held(), held()];
  await desk.show(card('batch', first));
  const waiting = desk.show(card('depleted', second, 'credits'));
  second.state = 'sent';
  desk.close();
  await waiting;
  expect([desk.current(), shown]).toEqual([null, []]);
});

it('calls of another wallet have a card of their own, all of them one, and it says what the last of them says', async () => {
  const desk = openDesk();
  bringUi();
  const [dollars, ...credits] = [held(), held(), held()] as const;
  await desk.show(card('depleted', dollars));
  const waiting = credits.map((call) => desk.show(card('batch', call, 'credits')));
  expect(desk.current()?.calls).toEqual([dollars]);
  desk.updateOf(credits[1], viewOf('not-enough'));
  expect([shown, lates]).toEqual([[viewOf('depleted')], 0]);
  desk.close();
  await Promise.all(waiting);
  expect(desk.current()).toMatchObject({ calls: credits, wallet: 'credits' });
  expect([shown, lates]).toEqual([[viewOf('not-enough')], 1]);
});

it('the card is told when it stands for more calls, which a click meant for the others must not send', async () => {
  const desk = openDesk();
  bringUi();
  await desk.show(card('batch', held()));
  await desk.show(card('batch', held()));
  desk.update(viewOf('depleted'));
  expect(mores).toEqual([true, false]);
});

it('a call that the page gave up is no part of a card that another one joins', async () => {
  const desk = openDesk();
  bringUi();
  const [first, second] = [held(), held()];
  await desk.show(card('batch', first));
  first.state = 'gone';
  await desk.show(card('batch', second));
  expect(desk.current()?.calls).toEqual([second]);
});

it('where no card can be shown, all calls that joined it go', async () => {
  const desk = openDesk();
  const calls = [held(), held()];
  const showing = calls.map((call) => desk.show(card('batch', call)));
  ui.showCard.mockImplementationOnce(() => {
    throw new Error('this page allows no card');
  });
  bringUi();
  await Promise.all(showing);
  expect([desk.current(), unshown]).toEqual([null, calls]);
});
