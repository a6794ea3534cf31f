import '../webext/fake-browser.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../lib/bridge/bridge.ts';
import type { BridgeCall } from '../../lib/bridge/call.ts';
import type { OpenCard } from '../../lib/bridge/card-desk.ts';
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
  /** `isEmptied`: whether the page's field is empty, each time that it is looked at. */
  function openHeld(isEmptied: readonly boolean[], names = ['a'], cause: CardView['cause'] = 'not-enough') {
    const calls = names.map(
      (callId, index) =>
        ({ number: index, callId, surface: 'sandbox/chat', state: 'held', bodyText: '{}' }) as BridgeCall,
    );
    const looks = [...isEmptied];
    const posted: unknown[] = [];
    const refresh = vi.fn();
    let isShown = true;
    let card: OpenCard | null = {
      ...{ kind: 'ask', calls, view: viewOf(cause), usable: null, wallet: null, shownAt: 0 },
    };
    const bridge = {
      ...{ documentId: 'd', secret: () => '', calls: new Map() },
      channel: { post: (message: unknown) => posted.push(message) },
      link: { ask: async () => null },
      conversation: { isEmptied: () => looks.shift() ?? false, refresh },
      cards: {
        current: () => card,
        isShown: () => isShown,
        close: () => {
          card = null;
        },
        leave: (call: BridgeCall) => {
          const rest = card?.calls.filter((other) => other !== call) ?? [];
          card = card && rest.length > 0 ? { ...card, calls: rest } : null;
        },
        update: (view: CardView) => {
          if (card) card = { ...card, view };
        },
      },
    } as unknown as Bridge;
    return {
      ...{ calls, posted, refresh, shown: () => card },
      takeAway: () => {
        isShown = false;
      },
      join: (call: BridgeCall) => {
        if (card) card = { ...card, calls: [...card.calls, call] };
      },
      click: async () => {
        if (card) await carryOut(bridge, card, { kind: 'dismiss' });
      },
    };
  }

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('closes the card where the text is still there', async () => {
    const { click, shown, calls, posted } = openHeld([false]);
    await click();
    expect([shown(), calls[0]?.state, posted]).toEqual([null, 'gone', [{ kind: 'cancel', call: 0 }]]);
  });

  it('offers what was typed where the page has emptied its field, once; a second click closes it', async () => {
    const { click, shown, refresh, posted } = openHeld([true, true], ['a', 'b']);
    const clicked = click();
    await vi.advanceTimersByTimeAsync(1000);
    await clicked;
    expect(posted).toHaveLength(2);
    expect(shown()?.view.lines.map(({ key }) => key)).toEqual(['notice.emptied', 'notice.emptiedNext']);
    expect(shown()?.view.buttons.map(({ action }) => action.kind)).toEqual(['copy-message']);
    // What the chip says of an empty field goes as well.
    expect(refresh).toHaveBeenCalledOnce();
    await click();
    expect([shown(), posted.length]).toEqual([null, 2]);
  });

  it('says nothing where the page puts the text back', async () => {
    const { click, shown } = openHeld([true, false]);
    const clicked = click();
    await vi.advanceTimersByTimeAsync(1000);
    await clicked;
    expect(shown()).toBeNull();
  });

  it('leaves no card behind that the page took away: others would wait for it', async () => {
    const { click, shown, takeAway, calls } = openHeld([true, true]);
    takeAway();
    await click();
    expect([shown(), calls[0]?.state]).toEqual([null, 'gone']);
  });

  it('asks for no more where it was about sending once more', async () => {
    const { click, shown, calls } = openHeld([true, true], ['a'], 'repeat');
    await click();
    expect([shown(), calls[0]?.state]).toEqual([null, 'gone']);
  });

  it('leaves the card to a call that came in the meantime', async () => {
    const { click, shown, join } = openHeld([true, true]);
    const clicked = click();
    join({ number: 9, callId: 'late', surface: 'sandbox/chat', state: 'held' } as BridgeCall);
    await vi.advanceTimersByTimeAsync(1000);
    await clicked;
    expect(shown()?.calls.map(({ callId }) => callId)).toEqual(['late']);
    expect(shown()?.view.cause).toBe('not-enough');
    expect(shown()?.view.lines).toEqual([]);
  });
});
