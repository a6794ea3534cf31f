import { expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { anthropicMessages } from '../../lib/wires/anthropic-messages.ts';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import { openaiResponses } from '../../lib/wires/openai-responses.ts';

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
