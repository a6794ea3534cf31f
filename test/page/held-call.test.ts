import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Surface } from '../../lib/domain/surface.ts';
import { HANDOVER_EVENT, type TapMessage } from '../../lib/page/protocol.ts';

const SURFACE: Surface = {
  id: 'lab/chat',
  provider: 'lab',
  kind: 'call',
  hosts: ['api.example.com'],
  ports: null,
  method: 'POST',
  path: '/v1/chat',
  wire: 'openai-chat',
  rule: null,
};
const TEN_MINUTES_MS = 600_000;
const STEP_MS = 1000;

let port: MessagePort;
let heard: TapMessage[];
/** How often the bridge was asked whether it is there; it answers as long as it is. */
let asked: number;
let isThere: boolean;

/** A tap's parts of its own, with a bridge at the other end; time is the test's. */
async function open() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.resetModules();
  const channel = await import('../../lib/page/channel.ts');
  const target = new EventTarget();
  const { port1, port2 } = new MessageChannel();
  port = port1;
  heard = [];
  port1.onmessage = ({ data }: MessageEvent<TapMessage>) => {
    if (data.kind !== 'waiting') {
      heard.push(data);
      return;
    }
    asked += 1;
    if (isThere) port1.postMessage({ kind: 'held', call: data.call });
  };
  channel.openChannel(target, [SURFACE], () => {});
  target.dispatchEvent(new MessageEvent(HANDOVER_EVENT, { ports: [port2] }));
  return {
    held: await import('../../lib/page/held-call.ts'),
    refused: await import('../../lib/page/refused-call.ts'),
    flights: await import('../../lib/page/flights.ts'),
  };
}

/** Ports take real time. */
const deliver = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const say = async (message: unknown): Promise<void> => {
  port.postMessage(message);
  await deliver();
};

/** The time of both sides goes on, so that each hears the other. */
const passTime = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    await vi.advanceTimersByTimeAsync(Math.min(STEP_MS, ms - passed));
    await deliver();
  }
};

beforeEach(() => {
  heard = [];
  asked = 0;
  isThere = true;
});
afterEach(() => {
  port.close();
  vi.useRealTimers();
});

const job = { isRead: true, repeat: () => new Request('https://api.example.com/') };

const hold = (held: typeof import('../../lib/page/held-call.ts')) =>
  held.decide({
    find: () => SURFACE,
    key: null,
    readBody: () => ({ text: '{}' }),
    repeat: job.repeat,
    onWait: () => true,
  });

it('a held call that nobody decided about is not sent, and the bridge hears of it', async () => {
  const { held } = await open();
  const decision = hold(held);
  await say({ kind: 'config', surfaces: [], isOff: false });
  await say({ kind: 'held', call: 1 });
  await passTime(TEN_MINUTES_MS);
  expect(await decision).toBe('cancelled');
  await deliver();
  expect(heard.slice(1)).toEqual([{ kind: 'gone', call: 1, reason: 'timeout' }]);
});

it('a withheld answer that nobody decided about is handed over, and the bridge hears of it', async () => {
  const { refused, flights } = await open();
  const head = { status: 402, header: () => null };
  const next = refused.askAfterRefusal({
    ...{ callNumber: 1, job, bodyText: null },
    ...{ flight: flights.openFlight(1), head, errorText: 'no' },
  });
  await say({ kind: 'held', call: 1 });
  await passTime(TEN_MINUTES_MS);
  expect(await next).toBe('deliver');
  await deliver();
  expect(heard.slice(1)).toEqual([{ kind: 'gone', call: 1, reason: 'timeout' }]);
});

it('a bridge that is gone without a word holds nothing for longer than a quarter of a minute', async () => {
  const { held } = await open();
  const decision = hold(held);
  await say({ kind: 'config', surfaces: [], isOff: false });
  await say({ kind: 'held', call: 1 });
  await passTime(60_000);
  expect(asked).toBeGreaterThanOrEqual(12);
  isThere = false;
  await passTime(15_000);
  expect(await decision).toMatchObject({ bodyText: null });
  await deliver();
  expect(heard.at(-1)).toMatchObject({ kind: 'passed', why: 'no-verdict' });
  const atEnd = asked;
  await passTime(60_000);
  expect(asked).toBe(atEnd);
});

it('one answer that is lost on a busy page sends nothing', async () => {
  const { held } = await open();
  let isDecided = false;
  void hold(held).then(() => {
    isDecided = true;
  });
  await say({ kind: 'config', surfaces: [], isOff: false });
  await say({ kind: 'held', call: 1 });
  for (let turn = 0; turn < 5; turn += 1) {
    isThere = false;
    await passTime(5000);
    isThere = true;
    await passTime(5000);
  }
  expect(isDecided).toBe(false);
});
