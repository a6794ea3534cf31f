import { expect, it } from 'vitest';
import type { OpenCounter } from '../../lib/domain/count-tokens.ts';
import { wires } from '../../lib/wires/registry.ts';
import { sizedTokens } from './sized-tokens.ts';

const TEXT = 'a text of some words';

/** A vocabulary in which each character is a token. */
function byCharacter(named: (string | null)[]): OpenCounter {
  return (model) => {
    named.push(model);
    let count = 0;
    return {
      isExact: true,
      push: (text) => {
        count += text.length;
      },
      cut: () => undefined,
      total: () => ({ low: count, likely: count, high: count }),
    };
  };
}

const messages = [{ role: 'user', content: TEXT }];
const tools = [{ name: 'x', description: TEXT.repeat(20) }];

it.each([
  ['openai-chat', { model: 'm', messages }],
  ['openai-responses', { model: 'm', input: TEXT }],
  ['openai-embeddings', { model: 'm', input: [TEXT] }],
  ['openai-images', { model: 'gpt-m', prompt: TEXT }],
  ['openai-audio', { model: 'gpt-m', input: TEXT }],
  ['anthropic-messages', { model: 'm', max_tokens: 9, messages }],
  ['anthropic-batches', { requests: [{ params: { model: 'm', max_tokens: 9, messages } }] }],
  ['gemini-generate', { contents: [{ parts: [{ text: TEXT }] }] }],
  ['bedrock-converse', { messages: [{ content: [{ text: TEXT }] }] }],
  ['cohere-chat', { model: 'm', message: TEXT }],
  ['openai-realtime', { model: 'm', remembered_tokens: 0, texts: [TEXT] }],
] as const)('%s counts with the counter it is given, as the model it names counts', (id, body) => {
  const named: (string | null)[] = [];
  const counted = wires[id].readRequest(JSON.stringify(body), null, byCharacter(named));
  const plain = wires[id].readRequest(JSON.stringify(body), null);
  expect(counted?.isExact).toBe(true);
  expect(plain).not.toHaveProperty('isExact');
  const more = (counted?.inputTokens?.likely ?? 0) - (plain?.inputTokens?.likely ?? 0);
  expect(more).toBeGreaterThan(TEXT.length / 2);
  expect(named[0]).toBe('model' in body ? body.model : id === 'anthropic-batches' ? 'm' : null);
});

it.each([
  ['openai-chat', { model: 'm', messages, tools }],
  ['openai-responses', { model: 'm', input: TEXT, tools }],
  ['anthropic-messages', { model: 'm', max_tokens: 9, messages, tools }],
] as const)('%s counts tools with it too', (id, body) => {
  const counted = wires[id].readRequest(JSON.stringify(body), null, byCharacter([]));
  const plain = wires[id].readRequest(JSON.stringify(body), null);
  expect(sizedTokens(counted)).toBeGreaterThan(sizedTokens(plain) + TEXT.length * 10);
  expect(counted?.frame?.tools).toBe(tools.length);
});
