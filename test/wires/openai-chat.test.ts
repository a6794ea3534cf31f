import fc from 'fast-check';
import { countTokens as countExactly } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import { jsonText } from '../domain/json-texts.ts';
import { TOKEN_SAMPLES } from '../domain/token-samples.ts';
import { sizedTokens } from './sized-tokens.ts';

const draftOf = (body: unknown) => openaiChat.readRequest(JSON.stringify(body), null);
const messages = [{ role: 'user', content: 'Hello' }];

describe('reading a chat request', () => {
  it('an ordinary request gives its sizes and nothing of its text', () => {
    const draft = draftOf({ model: 'toll-large', messages, max_tokens: 256, n: 2, stream: true });
    expect(draft).toMatchObject({
      wire: 'openai-chat',
      model: 'toll-large',
      outputTokensMax: 256,
      answers: 2,
      units: null,
      isStream: true,
      revisable: ['output-max', 'model'],
    });
    const secret = draftOf({ model: 'm', messages: [{ role: 'user', content: 'canary-9f2', name: 'canary' }] });
    expect(JSON.stringify(secret)).not.toContain('canary');
  });

  it.each([
    ['the larger of both', { max_completion_tokens: 10, max_tokens: 20 }, 20],
    ['max_tokens alone', { max_tokens: 20 }, 20],
    ['0 is none', { max_tokens: 0 }, null],
    ['a newer 0 leaves the older key', { max_completion_tokens: 0, max_tokens: 20 }, 20],
    ['null is none', { max_completion_tokens: null, max_tokens: null }, null],
    ['absent is none', {}, null],
    ['negative is none', { max_tokens: -1 }, null],
    ['fractions are none', { max_tokens: 10.5 }, null],
    ['text is none', { max_tokens: '100' }, null],
    ['absurd is none', { max_tokens: 1e300 }, null],
  ])('output bound: %s', (_rule, keys, outputTokensMax) => {
    expect(draftOf({ messages, ...keys })?.outputTokensMax).toBe(outputTokensMax);
  });

  it.each([
    [undefined, 1],
    [null, 1],
    [0, 1],
    [-3, 1],
    [1.5, 1],
    [3, 3],
    [1_000_000, 128],
  ])('n = %s asks for %d answers', (n, answers) => {
    expect(draftOf({ messages, n })?.answers).toBe(answers);
  });

  it('no model named, none to be changed; a name of a thousand characters is none', () => {
    expect(draftOf({ messages })).toMatchObject({ model: null, isStream: false, revisable: ['output-max'] });
    expect(draftOf({ messages, model: '' })?.model).toBeNull();
    expect(draftOf({ messages, model: 'x'.repeat(1000) })?.model).toBeNull();
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '"messages"',
    '{"messages":{}}',
    '{"messages":"Hi"}',
    '{"prompt":"Hi"}',
    '{"messages":[',
    '[{"messages":[]}]',
  ])('%j is no chat request', (body) => {
    expect(openaiChat.readRequest(body, null)).toBeNull();
  });
});

describe('counting the input of a chat request', () => {
  const inputOf = (body: Record<string, unknown>) => {
    const count = draftOf(body)?.inputTokens;
    if (!count) throw new Error('no input count');
    return count;
  };

  it.each(Object.entries(TOKEN_SAMPLES))(
    'the range contains what OpenAI bills for a question of %s',
    (_name, content) => {
      const system = 'You are a helpful assistant.';
      const billed = 3 + 2 * 4 + countExactly(content) + countExactly(system);
      const { low, high } = inputOf({
        messages: [
          { role: 'system', content: system },
          { role: 'user', content },
        ],
      });
      expect(low).toBeLessThanOrEqual(billed);
      expect(high).toBeGreaterThanOrEqual(billed);
    },
  );

  it('text parts count as the same text in one string', () => {
    const text = TOKEN_SAMPLES.english;
    const parts = [{ role: 'user', content: [{ type: 'text', text }] }];
    expect(inputOf({ messages: parts })).toEqual(inputOf({ messages: [{ role: 'user', content: text }] }));
  });

  it.each([
    ['a picture', { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(100_000)}` } }],
    ['audio', { type: 'input_audio', input_audio: { data: 'A'.repeat(100_000), format: 'wav' } }],
    ['a file', { type: 'file', file: { file_id: 'file-1' } }],
    ['something newer', { type: 'hologram' }],
    ['no object', null],
  ])('%s widens the high end only: its bytes are not counted as text', (_name, part) => {
    const plain = inputOf({ messages });
    const count = inputOf({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }, part] }] });
    expect(count.low).toBe(plain.low + 1);
    expect(count.likely).toBeLessThan(plain.likely + 1000);
    expect(count.high).toBe(plain.high + 50_000);
  });

  it('tools, tool calls, names and schemas add to the count', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string', description: 'Name of the city' } } };
    const tool = { type: 'function', function: { name: 'get_weather', description: 'Weather now', parameters } };
    const call = { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Berlin"}' } };
    const assistant = { role: 'assistant', content: null };
    const larger = [
      { messages, tools: [tool] },
      { messages, functions: [tool.function] },
      { messages, response_format: { type: 'json_schema', json_schema: parameters } },
      { messages: [{ ...messages[0], name: 'alice' }] },
    ];
    for (const body of larger) expect(sizedTokens(draftOf(body))).toBeGreaterThan(sizedTokens(draftOf({ messages })));
    const withoutCall = inputOf({ messages: [...messages, assistant] });
    const withCall = inputOf({ messages: [...messages, { ...assistant, tool_calls: [call] }] });
    expect(withCall.likely).toBeGreaterThan(withoutCall.likely + 8);
    expect(inputOf({ messages: [...messages, { ...assistant, function_call: call.function }] })).toEqual(withCall);
  });

  it('no message at all is still a template', () => {
    expect(inputOf({ messages: [] })).toEqual({ low: 0, likely: 3, high: 8 });
  });
});

describe('revising a chat request', () => {
  const outputMax = (body: string, outputTokensMax: number) =>
    openaiChat.revise(body, { kind: 'output-max', outputTokensMax }, null)?.body ?? null;
  const model = (body: string, name: string) =>
    openaiChat.revise(body, { kind: 'model', model: name }, null)?.body ?? null;

  it.each([
    ['{"messages":[{}], "max_tokens" : 4096 }', '{"messages":[{}], "max_tokens" : 7 }'],
    ['{"max_completion_tokens":null,"messages":[{}]}', '{"max_completion_tokens":7,"messages":[{}]}'],
    [
      '{"max_tokens":1,"max_completion_tokens":2,"messages":[{}]}',
      '{"max_tokens":7,"max_completion_tokens":7,"messages":[{}]}',
    ],
    ['{"messages":[{}],"seed":12345678901234567890}', '{"max_tokens":7,"messages":[{}],"seed":12345678901234567890}'],
    ['{"messages":[{"max_tokens":1}]}', '{"max_tokens":7,"messages":[{"max_tokens":1}]}'],
  ])('%s with an output bound of 7 is %s', (body, revised) => {
    expect(outputMax(body, 7)).toBe(revised);
    expect(openaiChat.readRequest(revised, null)?.outputTokensMax).toBe(7);
  });

  it('another model is written where the model stands', () => {
    expect(model('{ "model" : "a", "messages":[{}],"x":1.0 }', 'b"\\')).toBe(
      '{ "model" : "b\\"\\\\", "messages":[{}],"x":1.0 }',
    );
  });

  it('what cannot be is null', () => {
    for (const bound of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      expect(outputMax('{"messages":[{}]}', bound)).toBeNull();
    }
    expect(model('{"messages":[{}]}', 'b')).toBeNull();
    expect(model('{"model":"a","messages":[{}]}', '')).toBeNull();
    expect(outputMax('{"messages":', 7)).toBeNull();
    expect(outputMax('{"prompt":"Hi"}', 7)).toBeNull();
    expect(openaiChat.revise('{"messages":[{}]}', { kind: 'batch', keep: 1 }, null)).toBeNull();
  });
});

describe('hostile requests', () => {
  it('any text is read or refused, never thrown at', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      jsonText,
      jsonText.map((text) => `{"messages":[${text}],"tools":${text}}`),
    );
    fc.assert(
      fc.property(anything, (body) => {
        const draft = openaiChat.readRequest(body, null);
        const revised = openaiChat.revise(body, { kind: 'output-max', outputTokensMax: 9 }, null);
        if (revised) expect(openaiChat.readRequest(revised.body, null)?.outputTokensMax).toBe(9);
        if (draft?.inputTokens) expect(draft.inputTokens.low).toBeLessThanOrEqual(draft.inputTokens.high);
      }),
      { numRuns: 300 },
    );
  });

  it('deep nesting, prototype keys and megabytes of one letter are read', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(openaiChat.readRequest(`{"messages":[{"content":${deep}}],"tools":${deep}}`, null)).not.toBeNull();
    expect(openaiChat.readRequest('['.repeat(100_000), null)).toBeNull();
    const polluting = '{"__proto__":{"messages":[],"model":"x","max_tokens":5},"constructor":{"prototype":{}}}';
    expect(openaiChat.readRequest(polluting, null)).toBeNull();
    const long = openaiChat.readRequest(`{"messages":[{"role":"user","content":"${'a'.repeat(5_000_000)}"}]}`, null);
    expect(Number.isSafeInteger(long?.inputTokens?.high)).toBe(true);
  });
});
