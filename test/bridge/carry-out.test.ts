import '../webext/fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../lib/bridge/bridge.ts';
import type { BridgeCall } from '../../lib/bridge/call.ts';
import type { NewCard, OpenCard } from '../../lib/bridge/card-desk.ts';
import { carryOut } from '../../lib/bridge/carry-out.ts';
import type { CardAction, CardView } from '../../lib/domain/card.ts';
import type { BackgroundRequest } from '../../lib/webext/messages.ts';
import { chat } from '../engine/calls.ts';

vi.stubGlobal('location', new URL('https://shop.example/chat'));

const viewOf = (cause: CardView['cause']): CardView => {
  return { kind: 'ask', cause, lines: [], sum: [], buttons: [], more: [], original: null };
};
const LIMIT = { kind: 'raise-own-limit', unit: 'USD', nano: 1n } as const;

/** A card over calls of these names; the background says which of them are below the limit, and what it would hold. */
function openDocument(names: readonly string[], below: readonly string[] | null, holds: readonly string[]) {
  const calls = names.map(
    (callId, index) =>
      ({ number: index + 1, callId, surface: 'sandbox/chat', state: 'held', reviewedDraft: chat }) as BridgeCall,
  );
  const asked: BackgroundRequest[] = [];
  let card: OpenCard | null = { kind: 'ask', calls, view: viewOf('batch'), usable: null, wallet: null, shownAt: 0 };
  const bridge = {
    documentId: 'd',
    secret: () => '',
    calls: new Map(calls.map((call) => [call.number, call])),
    channel: { post: () => {} },
    link: {
      ask: async (request: BackgroundRequest) => {
        asked.push(request);
        if (request.kind === 'raise-limit' && below === null) throw new Error('no background');
        if (request.kind === 'raise-limit') return below;
        const isHeld = request.kind === 'review' && request.isUserStarted && holds.includes(request.callId);
        return { card: isHeld ? viewOf('own-limit') : null };
      },
    },
    cards: {
      current: () => card,
      leave: (call: BridgeCall) => {
        const rest = card?.calls.filter((other) => other !== call) ?? [];
        card = card && rest.length > 0 ? { ...card, calls: rest } : null;
      },
      updateOf: (_call: BridgeCall, view: CardView) => {
        if (card) card = { ...card, view };
      },
    },
  } as unknown as Bridge;
  const click = async (action: CardAction = LIMIT) => {
    if (card) await carryOut(bridge, card, action);
    const sent = calls.filter(({ state }) => state === 'sent').map(({ callId }) => callId);
    return { sent, says: card?.view.cause ?? null, waiting: card?.calls.map(({ callId }) => callId) ?? [], asked };
  };
  return click;
}

it('a limit lets go what is below it; the card goes on about the rest', async () => {
  const click = openDocument(['small', 'large', 'tiny', 'huge'], ['small', 'tiny'], ['large', 'huge']);
  expect(await click()).toMatchObject({ sent: ['small', 'tiny'], says: 'own-limit', waiting: ['large', 'huge'] });
});

it('what there is no reason to hold any more goes, too, and the card with the last', async () => {
  const click = openDocument(['small', 'short'], ['small'], []);
  expect(await click()).toMatchObject({ sent: ['small', 'short'], says: null, waiting: [] });
});

it('without a background all go: the page must not notice', async () => {
  expect((await openDocument(['a', 'b'], null, ['a', 'b'])()).sent).toEqual(['a', 'b']);
});

it('in a private window, whose calls are in no ledger, the one goes that the card speaks of', async () => {
  expect((await openDocument(['a', 'b'], [], ['a', 'b'])()).sent).toEqual(['b']);
});

it('"don\'t ask here again today" is told as such, and lets go what was held for being repeated', async () => {
  const { sent, asked } = await openDocument(['a'], ['a'], [])({ kind: 'quiet-today' });
  expect(sent).toEqual(['a']);
  expect(asked[0]).toMatchObject({ kind: 'raise-limit', of: 'repeat', calls: ['a'] });
});

describe('"Keep editing"', () => {
  /** `isEmptied`: whether the page's field is empty when it is looked at. */
  function openHeld(isEmptied: boolean, names = ['a'], cause: CardView['cause'] = 'not-enough') {
    const calls = names.map(
      (callId, index) =>
        ({ number: index, callId, surface: 'sandbox/chat', state: 'held', bodyText: '{}' }) as BridgeCall,
    );
    const posted: unknown[] = [];
    const refresh = vi.fn();
    const note = vi.fn();
    let isShown = true;
    let card: OpenCard | null = {
      ...{ kind: 'ask', calls, view: viewOf(cause), usable: null, wallet: null, shownAt: 0 },
    };
    const bridge = {
      ...{ documentId: 'd', secret: () => '', calls: new Map() },
      channel: { post: (message: unknown) => posted.push(message) },
      link: { ask: async () => null },
      saidNo: { note },
      conversation: { isEmptied: () => isEmptied, refresh },
      leftOut: { keep: () => {} },
      cards: {
        current: () => card,
        isShown: () => isShown,
        close: () => {
          card = null;
        },
        show: async (next: NewCard) => {
          card = { ...next, shownAt: 0 };
        },
      },
    } as unknown as Bridge;
    return {
      ...{ calls, posted, refresh, note, shown: () => card },
      takeAway: () => {
        isShown = false;
      },
      open: (next: OpenCard) => {
        card = next;
      },
      click: async () => {
        const clicked = card && carryOut(bridge, card, { kind: 'dismiss' });
        const atOnce = card;
        await vi.advanceTimersByTimeAsync(1000);
        await clicked;
        return atOnce;
      },
    };
  }

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('closes the card at once, and says no more where the text is still there', async () => {
    const { click, shown, calls, posted, note } = openHeld(false);
    expect(await click()).toBeNull();
    expect([shown(), calls[0]?.state, posted]).toEqual([null, 'gone', [{ kind: 'cancel', call: 0 }]]);
    expect(note).toHaveBeenCalledWith(calls[0]);
  });

  it('offers what was typed where the page has emptied its field; that is closed by one click', async () => {
    const { click, shown, refresh, posted } = openHeld(true, ['a', 'b']);
    expect(await click()).toBeNull();
    expect(posted).toHaveLength(2);
    expect(shown()?.kind).toBe('notice');
    expect(shown()?.calls.map(({ callId }) => callId)).toEqual(['a']);
    expect(shown()?.view.lines.map(({ key }) => key)).toEqual(['notice.emptied', 'notice.goneNext']);
    expect(shown()?.view.buttons.map(({ action }) => action.kind)).toEqual(['copy-message']);
    // What the chip says of an empty field goes as well.
    expect(refresh).toHaveBeenCalledOnce();
    await click();
    expect([shown(), posted.length]).toEqual([null, 2]);
  });

  it('says nothing beside another card that came in the meantime', async () => {
    const { click, shown, open } = openHeld(true);
    const clicked = click();
    const other: OpenCard = {
      ...{ kind: 'ask', calls: [{ callId: 'late' } as BridgeCall], view: viewOf('batch') },
      ...{ usable: null, wallet: null, shownAt: 0 },
    };
    open(other);
    await clicked;
    expect(shown()).toBe(other);
  });

  it('says nothing where the page took the card away, or where it was about sending once more', async () => {
    const taken = openHeld(true);
    taken.takeAway();
    await taken.click();
    expect([taken.shown(), taken.calls[0]?.state]).toEqual([null, 'gone']);
    const repeated = openHeld(true, ['a'], 'repeat');
    await repeated.click();
    expect([repeated.shown(), repeated.calls[0]?.state]).toEqual([null, 'gone']);
  });
});

it('a link that could not be opened changes no card', async () => {
  const url = 'https://pay.example';
  const call = { number: 1, callId: 'a', surface: 'sandbox/chat', state: 'withheld' } as BridgeCall;
  const view: CardView = {
    ...viewOf('depleted'),
    buttons: [{ label: { key: 'do.recharge' }, action: { kind: 'open', url } }],
    more: [{ label: { key: 'do.checkAndRetry' }, action: { kind: 'check-and-retry' } }],
  };
  const card: OpenCard = { kind: 'refusal', calls: [call], view, usable: null, wallet: null, shownAt: 0 };
  const update = vi.fn();
  const openWith = (ask: () => Promise<null>): Promise<void> =>
    carryOut({ link: { ask }, cards: { current: () => card, update } } as unknown as Bridge, card, {
      kind: 'open',
      url,
    });
  await openWith(() => Promise.reject(new Error('gone')));
  expect(update).not.toHaveBeenCalled();
  await openWith(async () => null);
  expect(update).toHaveBeenCalledOnce();
  expect(update.mock.calls[0]?.[0].buttons[0].action.kind).toBe('check-and-retry');
});
