import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSocketDesk } from '../../lib/bridge/follow-socket.ts';
import { socketWorld } from '../../lib/bridge/socket-parts.ts';
import { openSockets } from '../../lib/bridge/sockets.ts';
import { FRAME_MARK, type TapMessage } from '../../lib/page/protocol.ts';
import { socketWires } from '../../lib/wires/socket-registry.ts';
import { created, done, MODEL, refused, sessionCreated, sound } from '../realtime-events.ts';

let told: TapMessage[] = [];
let take: (message: TapMessage) => boolean;
let bring: () => void;
let asked = 0;
let isOff = false;
let numbers = 0;

function bringDesk(): void {
  socketWorld.__tollkeeperSockets = {
    wires: socketWires,
    openSocketDesk: ({ tell }) => openSocketDesk({ tell, nextNumber: () => (numbers += 1) }, socketWires, () => 0),
  };
}

const opened = (call: number, over: object = {}): TapMessage => ({
  kind: 'passed',
  call,
  surface: 'openai/realtime',
  named: encodeURIComponent(MODEL),
  bodyText: null,
  key: 'ek_1',
  why: 'observed',
  ...over,
});
const frames = (call: number, ...events: readonly object[]): TapMessage => ({
  kind: 'body',
  call,
  status: 101,
  headers: {},
  text: events.map((event) => FRAME_MARK + JSON.stringify(event)).join(''),
  isAll: false,
});
const closed = (call: number): TapMessage => ({ kind: 'outcome', call, outcome: { kind: 'answer', isWhole: true } });
const kinds = (): readonly string[] => told.map(({ kind }) => kind);

beforeEach(() => {
  told = [];
  asked = 0;
  isOff = false;
  numbers = 1_000_000;
  bring = bringDesk;
  const ask = async (): Promise<null> => {
    asked += 1;
    bring();
    return null;
  };
  take = openSockets({ link: { ask } as never, isOff: () => isOff }, (message) => told.push(message));
});
afterEach(() => {
  delete socketWorld.__tollkeeperSockets;
});

/** What follows sockets has been brought in. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a socket over which calls are made', () => {
  it('is taken for itself; anything else is left to others', async () => {
    expect(take(opened(1))).toBe(true);
    expect(take(frames(1, sessionCreated))).toBe(true);
    expect(take(opened(2, { surface: 'openai/chat' }))).toBe(false);
    expect(take(frames(2, sessionCreated))).toBe(false);
    expect(take({ kind: 'unread', surface: 'openai/realtime' })).toBe(false);
    expect(take(closed(1))).toBe(true);
    // A number that was told to the end is nobody's any more.
    expect(take(closed(1))).toBe(false);
    await settled();
    expect(told).toEqual([]);
  });

  it('becomes a call for each response, told as the tap tells calls, also when what follows it came late', async () => {
    take(opened(1));
    take(frames(1, sessionCreated, created('a'), sound('a'), done('a')));
    expect(told).toEqual([]);
    await settled();
    expect(asked).toBe(1);
    expect(kinds()).toEqual(['passed', 'body', 'body', 'outcome']);
    const [first, , body, end] = told;
    expect(first).toMatchObject({ call: 1_000_001, surface: 'openai/realtime', key: 'ek_1', why: 'observed' });
    expect(JSON.parse((first as { bodyText: string }).bodyText)).toMatchObject({ model: MODEL });
    expect(body).toMatchObject({ call: 1_000_001, status: 200, headers: { 'x-request-id': 'a' } });
    expect(end).toEqual({ ...closed(1_000_001) });
    told = [];
    take(frames(1, created('b'), done('b')));
    expect(told.map((message) => 'call' in message && message.call)).toEqual([1_000_002, 1_000_002, 1_000_002]);
  });

  it('counts a response once, over all sockets of the document', async () => {
    take(opened(1));
    await settled();
    take(frames(1, created('a'), done('a'), done('a')));
    take(opened(2));
    take(frames(2, created('a'), done('a')));
    expect(kinds().filter((kind) => kind === 'passed')).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'outcome')).toHaveLength(1);
  });

  it('cuts what was under way when it closes', async () => {
    take(opened(1));
    await settled();
    take(frames(1, sessionCreated, created('a'), created('b'), done('a')));
    told = [];
    take(closed(1));
    expect(told).toEqual([{ kind: 'outcome', call: 1_000_002, outcome: { kind: 'answer', isWhole: false } }]);
  });

  it('tells a refusal as a failure that is not withheld', async () => {
    take(opened(1));
    await settled();
    take(frames(1, created('a'), refused('a')));
    expect(told.at(-1)).toMatchObject({
      kind: 'outcome',
      outcome: { kind: 'failed', isWithheld: false, bodyText: expect.stringContaining('insufficient_quota') },
    });
  });

  it('has a bound on the calls of a minute, whatever a page with the port in its hands says', async () => {
    take(opened(1));
    await settled();
    take(frames(1, ...Array.from({ length: 1000 }, (_, index) => created(`id-${index}`)).flatMap((one) => [one])));
    // Thirty-two at a time, and none of them ended.
    expect(told).toHaveLength(32);
    told = [];
    for (let index = 0; index < 1000; index++) take(frames(1, done(`id-${index}`), created(`more-${index}`)));
    expect(told.filter(({ kind }) => kind === 'passed').length).toBeLessThanOrEqual(200 - 32);
  });

  it('is not followed where the site is switched off, nor where what follows it cannot be had', async () => {
    isOff = true;
    expect(take(opened(1))).toBe(true);
    expect(asked).toBe(0);
    expect(take(frames(1, created('a')))).toBe(false);
    isOff = false;
    bring = () => {
      throw new Error('gone');
    };
    expect(take(opened(2))).toBe(true);
    take(frames(2, created('a'), done('a')));
    await settled();
    // Nothing more of it is kept, nor followed where that can be had for the next one.
    expect(take(frames(2, created('b')))).toBe(false);
    bring = bringDesk;
    expect(take(opened(3))).toBe(true);
    await settled();
    expect([take(frames(2, done('b'))), told]).toEqual([false, []]);
    take(frames(3, created('c')));
    expect(kinds()).toEqual(['passed']);
  });
});
