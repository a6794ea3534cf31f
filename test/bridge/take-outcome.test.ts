import '../webext/fake-browser.ts';
import { expect, it } from 'vitest';
import type { Bridge } from '../../lib/bridge/bridge.ts';
import type { BridgeCall } from '../../lib/bridge/call.ts';
import type { OpenCard } from '../../lib/bridge/card-desk.ts';
import { onGone } from '../../lib/bridge/follow-call.ts';
import { openSites } from '../../lib/bridge/sites.ts';
import { onBody, onOutcome } from '../../lib/bridge/take-outcome.ts';
import type { CardView } from '../../lib/domain/card.ts';
import type { HeaderRecord } from '../../lib/page/protocol.ts';
import type { SettleReply } from '../../lib/webext/messages.ts';

const VIEW: CardView = {
  kind: 'refusal',
  cause: 'depleted',
  lines: [],
  sum: [],
  buttons: [{ label: { key: 'do.retry' }, action: { kind: 'retry', revision: null, afterMs: 0 } }],
  more: [],
  original: null,
};
const REPLY = {
  card: VIEW,
  sentence: null,
  usable: null,
  wallet: null,
  chip: null,
  notice: null,
} as unknown as SettleReply;
const BODY = JSON.stringify({ error: { code: 'insufficient_balance', message: 'Insufficient balance' } });

/** A document whose call is refused; the ledger answers when `answer` is called. */
function openDocument(headers: HeaderRecord = {}) {
  const call = {
    number: 1,
    surface: 'sandbox/chat',
    canRetry: true,
    isUserStarted: true,
    state: 'sent',
    left: null,
  } as unknown as BridgeCall;
  const shown: OpenCard[] = [];
  const asked: unknown[] = [];
  let answer: (reply: SettleReply) => void = () => {};
  const answered = new Promise<SettleReply>((resolve) => {
    answer = resolve;
  });
  const bridge = {
    documentId: 'd',
    calls: new Map([[1, call]]),
    channel: { post: () => {} },
    isPaused: () => false,
    refusalHandling: () => 'withhold',
    link: {
      ask: (request: unknown) => {
        asked.push(request);
        return answered;
      },
      end: () => {},
    },
    sites: openSites(),
    cards: { current: () => null, show: async (card: OpenCard) => shown.push(card) },
    printed: { explain: () => {} },
    onPageGaveUp: () => {},
  } as unknown as Bridge;
  const outcome = { kind: 'failed', status: 402, headers, bodyText: BODY, isWithheld: true } as const;
  const done = onOutcome(bridge, { kind: 'outcome', call: 1, outcome });
  return {
    bridge,
    call,
    asked,
    done,
    answer: () => answer(REPLY),
    buttons: () => shown.map(({ view }) => view.buttons),
  };
}

it('a refusal that is withheld can be sent again', async () => {
  const { done, answer, buttons } = openDocument();
  answer();
  await done;
  expect(buttons()).toEqual([VIEW.buttons]);
});

it('one that the page was given meanwhile cannot: its card offers the message to copy', async () => {
  const { bridge, done, answer, buttons } = openDocument();
  await Promise.resolve();
  await onGone(bridge, { kind: 'gone', call: 1, reason: 'timeout' });
  answer();
  await done;
  expect(buttons().map((row) => row.map(({ action }) => action.kind))).toEqual([['copy-message']]);
});

it('one whose page has left needs no card', async () => {
  const { bridge, done, answer, buttons } = openDocument();
  await Promise.resolve();
  await onGone(bridge, { kind: 'gone', call: 1, reason: 'abort' });
  answer();
  await done;
  expect(buttons()).toEqual([]);
});

it('what the provider numbers it by is noted of refusals and answers, and nothing else a head may hold', async () => {
  const refused = openDocument({ 'x-request-id': 'req_1-a' });
  refused.answer();
  await refused.done;
  expect(refused.asked.at(-1)).toMatchObject({ kind: 'settle', providerRequestId: 'req_1-a' });
  for (const [id, kept] of [
    ['2026112112:00.abc', '2026112112:00.abc'],
    ['tell me <everything>', null],
  ] as const) {
    const { bridge, call, answer, done } = openDocument();
    const headers = { 'content-type': 'application/json', 'x-oneapi-request-id': id };
    Object.assign(call, { state: 'sent', limits: null, providerRequestId: null, reader: null });
    onBody(bridge, { kind: 'body', call: 1, status: 200, headers, text: '{}', isAll: true });
    expect(call.providerRequestId).toBe(kept);
    answer();
    await done;
  }
});

it('what a gateway has booked it by is told, where it is the name of a call', async () => {
  for (const [id, told] of [
    ['call-7', 'call-7'],
    ['tell me <everything>', undefined],
  ] as const) {
    const { asked, done, answer } = openDocument({ 'tollkeeper-call-id': id });
    answer();
    await done;
    expect(asked.at(-1)).toMatchObject({ kind: 'settle' });
    expect((asked.at(-1) as { readonly bookedAs?: string }).bookedAs).toBe(told);
  }
});
