import '../webext/fake-browser.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Bridge } from '../../lib/bridge/bridge.ts';
import type { NewCard } from '../../lib/bridge/card-desk.ts';
import { onReview } from '../../lib/bridge/follow-call.ts';
import { openSaidNo, type SaidNo } from '../../lib/bridge/said-no.ts';
import { openSites } from '../../lib/bridge/sites.ts';
import type { CardView } from '../../lib/domain/card.ts';
import type { BridgeMessage } from '../../lib/page/protocol.ts';
import type { Replies, RequestOf } from '../../lib/webext/messages.ts';

const VIEW: CardView = { kind: 'ask', cause: 'depleted', lines: [], sum: [], buttons: [], more: [], original: null };
const ASK: Replies['review'] = { card: VIEW, usable: null, wallet: 'dollars', isWorthReading: false };

let page: { visibilityState: DocumentVisibilityState };
let isUserActive: boolean;
let actedAt: number;
let saidNo: SaidNo;
let reviewed: RequestOf<'review'>[];
let posted: BridgeMessage[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  page = { visibilityState: 'visible' };
  vi.stubGlobal('document', page);
  vi.stubGlobal('location', new URL('https://shop.example/chat'));
  isUserActive = true;
  actedAt = 0;
  saidNo = openSaidNo(() => actedAt);
  reviewed = [];
  posted = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A document whose background holds whatever the user started. */
function openDocument() {
  let card: NewCard | null = null;
  const bridge = {
    documentId: 'd',
    calls: new Map(),
    channel: { post: (message: BridgeMessage) => posted.push(message) },
    secret: () => '',
    isPaused: () => false,
    isUserActive: () => isUserActive,
    saidNo,
    sites: openSites(),
    link: {
      begin: () => {},
      ask: async (request: RequestOf<'review' | 'sent'>) => {
        if (request.kind === 'sent') return null;
        reviewed.push(request);
        return request.isUserStarted ? ASK : { ...ASK, card: null };
      },
    },
    cards: {
      current: () => card,
      show: async (next: NewCard) => {
        card = card === null ? next : { ...card, calls: [...card.calls, ...next.calls] };
      },
      update: () => {},
    },
  } as unknown as Bridge;
  let numbers = 0;
  /** Whether a call that the page makes now is held. */
  return async (text: string, surface = 'sandbox/chat'): Promise<boolean> => {
    numbers += 1;
    const call = numbers;
    const bodyText = JSON.stringify({ model: 'toll-large', messages: [{ role: 'user', content: text }] });
    await onReview(bridge, { kind: 'review', call, surface, key: null, bodyText, canRetry: true });
    return !posted.some((message) => message.kind === 'release' && message.call === call);
  };
}

/** So long after the last key press. */
const wait = (ms: number) => {
  vi.advanceTimersByTime(ms);
  isUserActive = ms < 5000;
};

it('a call that the user started is held, and one that a script makes later is not', async () => {
  const make = openDocument();
  expect(await make('Hello')).toBe(true);
  wait(6000);
  expect(await make('Is there news?')).toBe(false);
  expect(reviewed.at(-1)).toMatchObject({ isUserStarted: false, waiting: ['d-1'] });
});

it('calls made in the same breath join, whoever made them, and nothing joins those in turn', async () => {
  const make = openDocument();
  await make('Hello');
  isUserActive = false;
  vi.advanceTimersByTime(2900);
  expect(await make('Suggest a title')).toBe(true);
  vi.advanceTimersByTime(2900);
  expect(await make('Suggest another')).toBe(false);
});

it('the same call once more joins, however late: it is a retry', async () => {
  const make = openDocument();
  await make('Hello');
  wait(60_000);
  expect(await make('Hello')).toBe(true);
  expect(await make('Hello', 'sandbox/enrich')).toBe(false);
});

it('nothing joins from a hidden tab', async () => {
  const make = openDocument();
  await make('Hello');
  isUserActive = false;
  page.visibilityState = 'hidden';
  expect(await make('Suggest a title')).toBe(false);
  expect(await make('Hello')).toBe(false);
});

it('a "no" holds for the same request that the page sends again by itself, until somebody does something, or ten seconds', async () => {
  const isHeld = openDocument();
  const bodyText = JSON.stringify({ model: 'toll-large', messages: [{ role: 'user', content: 'Why?' }] });
  const isCancelled = (): boolean => posted.at(-1)?.kind === 'cancel';
  vi.advanceTimersByTime(1000);
  saidNo.note({ surface: 'sandbox/chat', bodyText, fingerprint: null });
  vi.advanceTimersByTime(50);
  await isHeld('Why?');
  expect([isCancelled(), reviewed.length]).toEqual([true, 0]);
  // Another text is asked about.
  expect(await isHeld('Why not?')).toBe(true);
  expect([isCancelled(), reviewed.length]).toEqual([false, 1]);
  // Whoever presses "Send" once more is asked once more.
  actedAt = performance.now();
  expect(await isHeld('Why?')).toBe(true);
  expect(reviewed).toHaveLength(2);
  actedAt = 0;
  vi.advanceTimersByTime(10_001);
  expect(await isHeld('Why?')).toBe(true);
  expect(reviewed).toHaveLength(3);
});
