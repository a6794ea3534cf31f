import { expect, it } from 'vitest';
import { wires } from '../../lib/wires/registry.ts';
import { sizedTokens } from './sized-tokens.ts';

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
  ['openai-chat', { ...chat, functions: tools }, ['tools'], undefined],
  ['openai-chat', { ...chat, reasoning: { effort: 'low' } }, undefined, 'low'],
  ['openai-chat', { ...chat, thinking: { type: 'disabled' } }, undefined, 'disabled'],
  ['openai-chat', { ...chat, reasoning_effort: 'high', thinking: { type: 'enabled' } }, undefined, 'high'],
  [
    'cohere-chat',
    { ...chat, tools, stop_sequences: ['a'], response_format: { type: 'json_object' }, thinking: { type: 'enabled' } },
    ['tools', 'json', 'stop'],
    'enabled',
  ],
  ['cohere-chat', { message: 'Hi', thinking: { type: 'enabled', token_budget: 1000 } }, undefined, 'to-1024'],
  [
    'bedrock-converse',
    {
      messages,
      toolConfig: { tools },
      inferenceConfig: { stopSequences: ['a'] },
      outputConfig: { textFormat: { type: 'json_schema' } },
      additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 4000 } },
    },
    ['tools', 'json', 'stop'],
    'to-4096',
  ],
  [
    'bedrock-converse',
    { messages, additionalModelRequestFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } } },
    undefined,
    'medium',
  ],
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
    [
      'gemini-generate',
      { contents: [{ parts: [{ text: 'Hi' }] }] },
      { contents: [{ parts: [{ text: 'Hi' }] }], generationConfig: { responseSchema: format.schema } },
    ],
    [
      'gemini-generate',
      { contents: [{ parts: [{ text: 'Hi' }] }] },
      { contents: [{ parts: [{ text: 'Hi' }] }], generationConfig: { responseJsonSchema: format.schema } },
    ],
    ['cohere-chat', chat, { ...chat, response_format: { type: 'json_object', schema: format.schema } }],
    [
      'cohere-chat',
      { message: 'Hi' },
      { message: 'Hi', response_format: { type: 'json_object', schema: format.schema } },
    ],
    [
      'bedrock-converse',
      { messages: [{ content: [{ text: 'Hi' }] }] },
      {
        messages: [{ content: [{ text: 'Hi' }] }],
        outputConfig: { textFormat: { structure: { jsonSchema: { schema: JSON.stringify(format) } } } },
      },
    ],
  ] as const) {
    const [without = 0, withIt = 0] = [plain, asked].map((body) =>
      sizedTokens(wires[wire].readRequest(JSON.stringify(body), null)),
    );
    expect([wire, withIt - without > 100]).toEqual([wire, true]);
  }
});

it.each([
  ['openai-chat', { ...chat, n: 3 }, 3],
  ['gemini-generate', { contents: [], generationConfig: { candidateCount: 3 } }, 3],
  ['openai-images', { model: 'gpt-image-1', prompt: 'a', n: 3 }, 3],
  ['anthropic-messages', claude, 1],
  ['openai-responses', { model: 'm', input: 'Hi', n: 3 }, 1],
] as const)('%s: %o asks for %d answers', (wire, body, answers) => {
  expect(wires[wire].readRequest(JSON.stringify(body), null)?.answers).toBe(answers);
});

it('documents of Cohere are a part of the input', () => {
  const long = 'a long document '.repeat(50);
  for (const body of [chat, { message: 'Hi' }])
    for (const documents of [[long], [{ data: { text: long } }]]) {
      const [plain = 0, more = 0] = [body, { ...body, documents }].map((one) =>
        sizedTokens(wires['cohere-chat'].readRequest(JSON.stringify(one), null)),
      );
      expect(more - plain).toBeGreaterThan(100);
    }
});
