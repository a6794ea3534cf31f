import { expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { anthropicMessages } from '../../lib/wires/anthropic-messages.ts';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import { openaiResponses } from '../../lib/wires/openai-responses.ts';
import type { Wire } from '../../lib/wires/wire.ts';
import { headOf } from './head.ts';

const messages = [{ role: 'user', content: 'hi' }];
const chat = (more: object) => openaiChat.readRequest(JSON.stringify({ model: 'm', messages, ...more }), null);
const responses = (more: object) =>
  openaiResponses.readRequest(JSON.stringify({ model: 'm', input: 'hi', ...more }), null);
const claude = (more: object) =>
  anthropicMessages.readRequest(JSON.stringify({ model: 'm', max_tokens: 9, messages, ...more }), null);

it.each<readonly [Draft | null, string | undefined]>([
  [chat({ service_tier: 'flex' }), 'flex'],
  [chat({ service_tier: 'priority' }), 'priority'],
  [responses({ service_tier: 'fast' }), 'fast'],
  [claude({ service_tier: 'standard_only' }), 'standard_only'],
  [claude({ speed: 'fast', service_tier: 'auto' }), 'fast'],
  // What is no short word is no kind of service, and never text of the page.
  ...[null, 7, '', 'tell me a story', 'Flex', 'x'.repeat(33), { a: 1 }].map(
    (service_tier) => [chat({ service_tier }), undefined] as const,
  ),
  [chat({}), undefined],
])('a request names its kind of service: %#', (draft, tier) => {
  expect(draft).not.toBeNull();
  expect(draft?.tier).toBe(tier);
});

const metered = (wire: Wire, answer: object) => {
  const meter = wire.openMeter(headOf('application/json'), null);
  meter.pushJson(answer);
  return meter.end().tier;
};

it.each<readonly [Wire, object, string | undefined]>([
  [openaiChat, { service_tier: 'default' }, 'default'],
  [openaiChat, { service_tier: 'flex', usage: { prompt_tokens: 1, completion_tokens: 1 } }, 'flex'],
  // What was left open is not what was served.
  [openaiChat, { service_tier: 'auto' }, undefined],
  [openaiChat, { service_tier: null }, undefined],
  [openaiChat, { service_tier: 'tell me a story' }, undefined],
  [openaiResponses, { service_tier: 'priority' }, 'priority'],
  [anthropicMessages, { usage: { service_tier: 'batch' } }, 'batch'],
  [anthropicMessages, { usage: { service_tier: 'standard', speed: 'fast' } }, 'fast'],
  [anthropicMessages, { usage: { service_tier: 'standard', speed: 'standard' } }, 'standard'],
  // It may have been fast all the same.
  [anthropicMessages, { usage: { service_tier: 'standard' } }, undefined],
])('an answer names the kind of service it was served as: %#', (wire, answer, tier) => {
  expect(metered(wire, answer)).toBe(tier);
});

it('the last word of a stream counts', () => {
  const meter = openaiResponses.openMeter(headOf('text/event-stream'), null);
  for (const service_tier of ['auto', 'default'])
    meter.push(`data: ${JSON.stringify({ type: 'response.created', response: { service_tier } })}\n\n`);
  expect(meter.end().tier).toBe('default');
});
