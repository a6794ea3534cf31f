import '../webext/fake-browser.ts';
import { expect, it, vi } from 'vitest';
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
