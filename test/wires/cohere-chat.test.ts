import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohereChat } from '../../lib/wires/cohere-chat.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { jsonText } from '../domain/json-texts.ts';
import { headOf } from './head.ts';
import { sizedTokens } from './sized-tokens.ts';

const draftOf = (body: unknown) => cohereChat.readRequest(JSON.stringify(body), null);
const SECOND = { model: 'command-a-03-2025', messages: [{ role: 'user', content: 'Hello' }] };
const FIRST = { message: 'Hello' };
const LONG = 'so it is '.repeat(50);

describe('reading a request', () => {
  it('gives its sizes and nothing of its text, in both versions', () => {
    expect(draftOf({ ...SECOND, max_tokens: 50, stream: true })).toMatchObject({
      wire: 'cohere-chat',
      model: 'command-a-03-2025',
      outputTokensMax: 50,
      isStream: true,
      revisable: ['output-max', 'model'],
    });
    expect(draftOf(FIRST)).toMatchObject({ model: null, outputTokensMax: null, revisable: ['output-max'] });
    expect(JSON.stringify(draftOf({ message: 'canary', preamble: 'canary' }))).not.toContain('canary');
  });

  it.each(['', '{}', '{"message":5}', '{"messages":"Hi"}', '[]'])('%j is none', (body) => {
    expect(cohereChat.readRequest(body, null)).toBeNull();
  });

  it.each<[string, object, object]>([
    ['a message', SECOND, { messages: [{ role: 'user', content: LONG }] }],
    ['the parts of one', SECOND, { messages: [{ role: 'user', content: [{ type: 'text', text: LONG }] }] }],
    ['tools', SECOND, { tools: [{ function: { description: LONG } }] }],
    ['the message of the first version', FIRST, { message: LONG }],
    ['its preamble', FIRST, { preamble: LONG }],
    ['its history', FIRST, { chat_history: [{ role: 'USER', message: LONG }] }],
  ])('counts %s', (_name, base, more) => {
    const likely = (body: object): number => sizedTokens(draftOf({ ...base, ...body }));
    expect(likely(more)).toBeGreaterThan(likely({}) + 50);
  });

  it('is revised in both versions, and keeps every other byte', () => {
    const bound = { kind: 'output-max', outputTokensMax: 9 } as const;
    expect(cohereChat.revise('{"message":"1.0", "p":1.0}', bound, null)?.body).toBe(
      '{"max_tokens":9,"message":"1.0", "p":1.0}',
    );
    const second = '{"model":"a","messages":[{"content":"x"}],"max_tokens": 5e0 }';
    expect(cohereChat.revise(second, bound, null)?.body).toBe(second.replace('5e0', '9'));
    expect(cohereChat.revise(second, { kind: 'model', model: 'b' }, null)?.body).toBe(second.replace('"a"', '"b"'));
    expect(cohereChat.revise('{"messages":[]}', bound, null)).toBeNull();
  });
});

function meter(...pieces: readonly string[]): MeterReading {
  const open = cohereChat.openMeter(headOf('application/json'), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

// Logged streams in public repositories, read 2026-11-21
const events = [
  { type: 'message-start', id: 'x', delta: { message: { role: 'assistant', content: [] } } },
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
  { type: 'content-delta', index: 0, delta: { message: { content: { text: ' history of' } } } },
  { type: 'content-delta', index: 0, delta: { message: { content: { text: ' Coca-Cola?' } } } },
  { type: 'content-end', index: 0 },
  {
    type: 'message-end',
    delta: {
      finish_reason: 'COMPLETE',
      usage: {
        billed_units: { input_tokens: 21, output_tokens: 124 },
        tokens: { input_tokens: 186, output_tokens: 124 },
      },
    },
  },
];
const billed = { 'input-tokens': 21, 'output-tokens': 124 };
const sse = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');

describe('what an answer billed', () => {
  it('is the billed units, not the tokens', () => {
    expect(meter(sse)).toMatchObject({ usage: billed, isComplete: true, errorText: null, cost: null });
    const whole = {
      message: { content: [{ type: 'text', text: 'Hi' }] },
      finish_reason: 'COMPLETE',
      usage: events[5]?.delta?.usage,
    };
    expect(meter(JSON.stringify(whole))).toMatchObject({ usage: billed, isComplete: true });
  });

  it('of the first version stands in the last line, which repeats the answer', () => {
    // A recorded answer in a public repository, read 2026-11-21
    const first = [
      { is_finished: false, event_type: 'stream-start', generation_id: '586ac33f' },
      { is_finished: false, event_type: 'text-generation', text: 'hello ' },
      { is_finished: false, event_type: 'text-generation', text: 'world' },
    ];
    const end = {
      is_finished: true,
      event_type: 'stream-end',
      finish_reason: 'COMPLETE',
      response: { text: 'hello world', meta: { billed_units: { input_tokens: 10, output_tokens: 149 } } },
    };
    const text = [...first, end].map((event) => JSON.stringify(event)).join('\n');
    const reading = meter(text);
    expect(reading).toMatchObject({ usage: { 'input-tokens': 10, 'output-tokens': 149 }, isComplete: true });
    expect(reading.output).toEqual(meter(JSON.stringify({ text: 'hello world' })).output);
    expect(meter(JSON.stringify(end.response)).usage).toEqual({ 'input-tokens': 10, 'output-tokens': 149 });
    expect(meter(text.slice(0, -40))).toMatchObject({ usage: null, isComplete: false });
  });

  it.each([
    [{ input_tokens: 1.5, output_tokens: 1 }],
    [{ input_tokens: -1, output_tokens: 1 }],
    [{ input_tokens: '1', output_tokens: 1 }],
    [{}],
  ])('%j is unknown', (units) => {
    expect(meter(JSON.stringify({ usage: { billed_units: units } })).usage).toBeNull();
  });

  it('searches of connectors are billed besides', () => {
    const meta = { billed_units: { input_tokens: 1, output_tokens: 2, search_units: 1 } };
    expect(meter(JSON.stringify({ text: 'x', meta })).usage).toEqual({
      'input-tokens': 1,
      'output-tokens': 2,
      searches: 1,
    });
  });
});

it('a stream says the same wherever it is split, as events and as lines', () => {
  const whole = meter(sse);
  fc.assert(
    fc.property(fc.constantFrom(sse, lines), fc.array(fc.nat(sse.length)), (text, cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      expect(meter(...at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
    }),
  );
});

it('output is text, thoughts, plans and calls', () => {
  const likely = (message: object) => meter(JSON.stringify({ message })).output?.likely ?? 0;
  for (const message of [
    { content: [{ type: 'text', text: LONG }] },
    { content: [{ type: 'thinking', thinking: LONG }] },
    { tool_plan: LONG },
    { tool_calls: [{ function: { name: 'f', arguments: LONG } }] },
  ])
    expect(likely(message)).toBeGreaterThan(100);
});

it('any text gives a reading, and any body a draft or none', () => {
  const piece = fc.oneof(
    jsonText,
    jsonText.map((text) => `data: ${text}\n\n`),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { output } = meter(...pieces);
      expect(output === null || output.low <= output.high).toBe(true);
      cohereChat.readRequest(pieces.join(''), null);
      cohereChat.revise(pieces.join(''), { kind: 'output-max', outputTokensMax: 5 }, null);
    }),
  );
});
