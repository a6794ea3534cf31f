import { expect, it, vi } from 'vitest';
import { openMessageGate } from '../../lib/bridge/message-gate.ts';
import type { TapMessage } from '../../lib/page/protocol.ts';

const sent = (call: number): TapMessage => ({ kind: 'sent', call });
const flush = () => new Promise((resolve) => setTimeout(resolve));

function openGate(needs: (message: TapMessage) => Promise<unknown> | null = () => null) {
  const received: number[] = [];
  const gate = openMessageGate((message) => received.push('call' in message ? message.call : 0), needs);
  return { gate, received };
}

it('lets everything through at once, in its order', () => {
  const { gate, received } = openGate();
  for (const call of [1, 2, 3]) gate.push(sent(call));
  expect(received).toEqual([1, 2, 3]);
});

it('keeps everything until what it waits for is there', async () => {
  const { gate, received } = openGate();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  gate.waitFor(first.promise);
  gate.waitFor(second.promise);
  gate.push(sent(1));
  first.resolve();
  await flush();
  gate.push(sent(2));
  expect(received).toEqual([]);
  second.resolve();
  await flush();
  expect(received).toEqual([1, 2]);
});

it('what needs something holds up what comes after it, asks once and is received all the same', async () => {
  const brought = Promise.withResolvers<void>();
  const needs = vi.fn((message: TapMessage) => ('call' in message && message.call === 2 ? brought.promise : null));
  const { gate, received } = openGate(needs);
  for (const call of [1, 2, 3]) gate.push(sent(call));
  await flush();
  expect(received).toEqual([1]);
  brought.resolve();
  await flush();
  expect(received).toEqual([1, 2, 3]);
  expect(needs.mock.calls.map(([message]) => 'call' in message && message.call)).toEqual([1, 2, 3]);
});
