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

let port: MessagePort;
let heard: TapMessage[];

/** A tap's parts of its own, with a bridge at the other end; time is the test's. */
async function open() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.resetModules();
  const channel = await import('../../lib/page/channel.ts');
  const target = new EventTarget();
  const { port1, port2 } = new MessageChannel();
  port = port1;
  heard = [];
  port1.onmessage = ({ data }) => heard.push(data);
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

beforeEach(() => {
  heard = [];
});
afterEach(() => {
  port.close();
  vi.useRealTimers();
});

const job = { isRead: true, repeat: () => new Request('https://api.example.com/') };

it('a held call that nobody decided about is not sent, and the bridge hears of it', async () => {
  const { held } = await open();
  const decision = held.decide({
    find: () => SURFACE,
    key: null,
    readBody: () => ({ text: '{}' }),
    repeat: job.repeat,
    onWait: () => true,
  });
  await say({ kind: 'config', surfaces: [], isOff: false });
  await say({ kind: 'held', call: 1 });
  await vi.advanceTimersByTimeAsync(TEN_MINUTES_MS);
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
  await vi.advanceTimersByTimeAsync(TEN_MINUTES_MS);
  expect(await next).toBe('deliver');
  await deliver();
  expect(heard.slice(1)).toEqual([{ kind: 'gone', call: 1, reason: 'timeout' }]);
});
