import { expect, it } from 'vitest';
import { wires } from '../../lib/wires/registry.ts';

const messages = [{ role: 'user', content: 'Hi' }];
const tools = [{ name: 'x' }];
const schema = { type: 'json_schema', schema: { type: 'object' } };
const chat = { model: 'm', messages };
const claude = { model: 'm', max_tokens: 9, messages };

it.each([
  [
    'openai-chat',
    { ...chat, tools, stop: ['a'], response_format: { type: 'json_object' } },
    ['tools', 'json', 'stop'],
    undefined,
  ],
  ['openai-chat', { ...chat, tools, reasoning_effort: 'high' }, ['tools'], 'high'],
  ['openai-chat', { ...chat, tools: [], stop: null, response_format: { type: 'text' } }, undefined, undefined],
  [
    'openai-chat',
    { ...chat, reasoning_effort: 'a sentence about it', stop: {}, tools: { toString: 1 } },
    undefined,
    undefined,
  ],
  [
    'openai-responses',
    { model: 'm', input: 'Hi', text: { format: schema }, reasoning: { effort: 'low' } },
    ['json'],
    'low',
  ],
  [
    'anthropic-messages',
    { ...claude, stop_sequences: ['a'], thinking: { type: 'enabled', budget_tokens: 5000 } },
    ['stop'],
    'to-4096',
  ],
  [
    'anthropic-messages',
    { ...claude, output_config: { effort: 'max', format: schema }, tools },
    ['tools', 'json'],
    'max',
  ],
  [
    'gemini-generate',
    {
      contents: [],
      tools,
      generationConfig: { responseMimeType: 'application/json', thinkingConfig: { thinkingBudget: 0 } },
    },
    ['tools', 'json'],
    'to-0',
  ],
  [
    'gemini-generate',
    { contents: [], generationConfig: { thinkingConfig: { thinkingLevel: 'low' } } },
    undefined,
    'low',
  ],
] as const)('%s: what %o asks of its answer', (wire, body, traits, effort) => {
  const draft = wires[wire].readRequest(JSON.stringify(body), null);
  expect([draft?.traits, draft?.effort]).toEqual([traits, effort]);
});

it('a schema of the answer is a part of the input', () => {
  const properties = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`field_${at}`, { type: 'string' }]));
  const format = { type: 'json_schema', schema: { type: 'object', properties } };
  for (const [wire, plain, asked] of [
    ['openai-chat', chat, { ...chat, response_format: format }],
    ['openai-responses', { model: 'm', input: 'Hi' }, { model: 'm', input: 'Hi', text: { format } }],
    ['anthropic-messages', claude, { ...claude, output_config: { format } }],
    ['gemini-generate', { contents: [] }, { contents: [], generationConfig: { responseSchema: format.schema } }],
  ] as const) {
    const [without, withIt] = [plain, asked].map(
      (body) => wires[wire].readRequest(JSON.stringify(body), null)?.inputTokens,
    );
    expect([wire, (withIt?.likely ?? 0) - (without?.likely ?? 0) > 100]).toEqual([wire, true]);
  }
});
