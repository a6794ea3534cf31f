import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openTapChannel, type TapChannel } from '../../lib/bridge/tap-channel.ts';
import { HANDOVER_EVENT, type TapMessage } from '../../lib/page/protocol.ts';

/** Calls a page may open in a minute. */
const OPENINGS = 800;

let port: MessagePort;
let channel: TapChannel;
let heard: TapMessage[];

beforeEach(() => {
  const document = new EventTarget();
  document.addEventListener(HANDOVER_EVENT, (event) => {
    event.preventDefault();
    port = (event as MessageEvent).ports[0] as MessagePort;
  });
  vi.stubGlobal('document', document);
  heard = [];
  channel = openTapChannel((message) => heard.push(message));
});
afterEach(() => {
  channel.close();
  vi.unstubAllGlobals();
});

const call = (number: number): readonly TapMessage[] => [
  { kind: 'review', call: number, surface: 'sandbox/chat', bodyText: '{}', key: null, canRetry: true },
  { kind: 'sent', call: number },
  { kind: 'outcome', call: number, outcome: { kind: 'answer', isWhole: true } },
];

async function say(messages: readonly TapMessage[]): Promise<void> {
  for (const message of messages) port.postMessage(message);
  // Nothing says that the last was handled, as most of what is said here is dropped.
  for (let before = -1; before !== heard.length; ) {
    before = heard.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const count = (kind: TapMessage['kind']): number => heard.filter((message) => message.kind === kind).length;

it('a call that was let in is heard to its end, however many a page makes in a minute', async () => {
  const calls = Array.from({ length: 1000 }, (_, index) => index + 1);
  await say(calls.flatMap(call));
  expect([count('review'), count('sent'), count('outcome')]).toEqual([OPENINGS, OPENINGS, OPENINGS]);
  expect(heard.every((message) => 'call' in message && message.call <= OPENINGS)).toBe(true);
});

it('and also when it got no verdict in time', async () => {
  const calls = Array.from({ length: OPENINGS }, (_, index) => index + 1);
  const [review, , outcome] = call(1) as [TapMessage, TapMessage, TapMessage];
  await say(calls.map((number) => ({ ...review, call: number }) as TapMessage));
  const passed = { kind: 'passed', call: 1, surface: 'sandbox/chat', bodyText: null, key: null, why: 'no-verdict' };
  await say([passed as TapMessage, outcome, { ...passed, call: OPENINGS + 1 } as TapMessage]);
  expect(heard.slice(OPENINGS)).toEqual([passed, outcome]);
});

it('an ending is heard once, and of no call that was not let in', async () => {
  const [review, sent, outcome] = call(1) as [TapMessage, TapMessage, TapMessage];
  const gone: TapMessage = { kind: 'gone', call: 1, reason: 'timeout' };
  await say([sent, outcome, gone, review, sent, sent, outcome, outcome, gone, gone]);
  expect(heard).toEqual([review, sent, outcome, gone]);
});

it('an attempt of our own is heard to its end', async () => {
  const [, sent, outcome] = call(1_000_001) as [TapMessage, TapMessage, TapMessage];
  channel.post({ kind: 'retry', call: 1, next: 1_000_001, bodyText: null });
  await say([sent, outcome]);
  channel.post({ kind: 'send-rest', call: 1, next: 1_000_002, bodyText: '{}' });
  await say(call(1_000_002).slice(1));
  expect(heard).toEqual([sent, outcome, ...call(1_000_002).slice(1)]);
});

it('pieces of answers and balances have bounds of their own', async () => {
  const body = { kind: 'body', call: 1, status: 200, headers: {}, text: 'x', isAll: false } as const;
  await say(Array.from({ length: 12_001 }, () => body));
  const account = { surface: 'sandbox/account', url: 'http://a.localhost/', text: '{}', askedAt: 0 };
  const reading = { kind: 'reading', ...account } as const;
  await say(Array.from({ length: OPENINGS + 1 }, () => reading));
  expect([count('body'), count('reading')]).toEqual([12_000, OPENINGS]);
});

it('answers a call that waits, as often as it asks, and tells nobody', async () => {
  const answers: unknown[] = [];
  port.onmessage = ({ data }) => answers.push(data);
  const times = OPENINGS + 10;
  await say(Array.from({ length: times }, () => ({ kind: 'waiting', call: 7 })));
  expect(heard).toEqual([]);
  expect(answers).toHaveLength(times);
  expect(answers.at(-1)).toEqual({ kind: 'held', call: 7 });
});
