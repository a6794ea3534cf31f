import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../lib/wires/anthropic-messages.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { headOf } from './head.ts';
import { sizedTokens } from './sized-tokens.ts';

const draftOf = (body: unknown) => anthropicMessages.readRequest(JSON.stringify(body), null);
const messages = [{ role: 'user', content: 'Hello' }];
const REQUEST = { model: 'claude-sonnet-5', max_tokens: 1024, messages };

describe('reading a request', () => {
  it('gives its sizes and nothing of its text', () => {
    expect(draftOf({ ...REQUEST, stream: true })).toMatchObject({
      wire: 'anthropic-messages',
      model: 'claude-sonnet-5',
      outputTokensMax: 1024,
      answers: 1,
      units: null,
      isStream: true,
      revisable: ['output-max', 'model'],
    });
    const secret = draftOf({ ...REQUEST, system: 'canary-1', messages: [{ role: 'user', content: 'canary-2' }] });
    expect(JSON.stringify(secret)).not.toContain('canary');
  });

  it.each(['', '[]', '{"messages":[]}', '{"max_tokens":5}', '{"messages":"Hi","max_tokens":5}'])(
    '%j is none',
    (body) => {
      expect(anthropicMessages.readRequest(body, null)).toBeNull();
    },
  );

  it.each<[string, object]>([
    ['a system text', { system: 'Be brief. '.repeat(50) }],
    ['a system of blocks', { system: [{ type: 'text', text: 'Be brief. '.repeat(50) }] }],
    [
      'what a tool gave',
      { messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'so it is '.repeat(50) }] }] },
    ],
    [
      'the blocks of what a tool gave',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'tool_result', content: [{ type: 'text', text: 'so it is '.repeat(50) }] }],
          },
        ],
      },
    ],
    [
      'what a tool was asked',
      {
        messages: [
          {
            role: 'assistant',
            content: [{ type: 'tool_use', name: 'look', input: { query: 'so it is '.repeat(50) } }],
          },
        ],
      },
    ],
    [
      'an earlier thought',
      { messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: 'so it is '.repeat(50) }] }] },
    ],
    ['a tool', { tools: [{ name: 'look', input_schema: { type: 'object' } }] }],
    ['a picture', { messages: [{ role: 'user', content: [{ type: 'image', source: {} }] }] }],
  ])('counts %s', (_name, more) => {
    const likely = (body: object): number => sizedTokens(draftOf({ ...REQUEST, ...body }));
    expect(likely(more)).toBeGreaterThan(likely({}) + 80);
  });

  it('counts text in tokens of o200k_base: what the model makes of it is looked up later', () => {
    const content = 'It was a bright cold day. '.repeat(200);
    const { inputTokens } = draftOf({ ...REQUEST, messages: [{ role: 'user', content }] }) ?? {};
    expect([(inputTokens?.low ?? 0) < 1400, (inputTokens?.high ?? 0) > 1400]).toEqual([true, true]);
  });
});

/** So deep that a walk that follows it would run out of stack. */
const DEEP = 100_000;

it('what is nested without end is counted as far as it can mean something, and is no reason to fail', () => {
  const nested = `${'[{"content":'.repeat(DEEP)}"x"${'}]'.repeat(DEEP)}`;
  const text = `{"model":"m","max_tokens":5,"messages":[{"content":${nested}}]}`;
  expect(anthropicMessages.readRequest(text, null)?.inputTokens?.likely).toBeGreaterThan(0);
  const input = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
  const block = `{"type":"tool_use","name":"look","input":${input}}`;
  const usage = '{"input_tokens":7,"output_tokens":9}';
  for (const answer of [
    `data: {"type":"content_block_start","index":0,"content_block":${block}}\n\ndata: {"usage":${usage}}\n\n`,
    `{"content":[${block}],"usage":${usage}}`,
  ])
    expect(meter(answer).usage).toMatchObject({ 'input-tokens': 7, 'output-tokens': 9 });
});

describe('revising', () => {
  const text = '{"model":"claude-sonnet-5","max_tokens":1024,"messages":[{"role":"user","content":"Hi"}]}';
  const revise = (body: string, outputTokensMax: number) =>
    anthropicMessages.revise(body, { kind: 'output-max', outputTokensMax }, null)?.body ?? null;

  it('changes the bound or the model, and no other byte', () => {
    expect(revise(text, 200)).toBe(text.replace('1024', '200'));
    expect(anthropicMessages.revise(text, { kind: 'model', model: 'claude-haiku-5-5' }, null)?.body).toBe(
      text.replace('claude-sonnet-5', 'claude-haiku-5-5'),
    );
    expect(anthropicMessages.revise(text, { kind: 'batch', keep: 1 }, null)).toBeNull();
  });

  it('leaves a bound that must stay above the budget for thoughts', () => {
    const thinking = text.replace('"messages"', '"thinking":{"type":"enabled","budget_tokens":512},"messages"');
    expect(revise(thinking, 512)).toBeNull();
    expect(revise(thinking, 513)).toBe(thinking.replace('1024', '513'));
  });
});

const event = (data: object): string => `event: x\ndata: ${JSON.stringify(data)}\n\n`;
const start = (usage: object) => event({ type: 'message_start', message: { id: 'msg', content: [], usage } });
const delta = (text: string) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
const change = (usage: object) => event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage });
const STOP = event({ type: 'message_stop' });

function meter(...pieces: readonly string[]): MeterReading {
  const open = anthropicMessages.openMeter(headOf('text/event-stream'), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

describe('metering an answer', () => {
  const input = { input_tokens: 25, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 };

  it('a stream says at its start what went in, and with each change what came out: the last one counts', () => {
    const reading = meter(
      start(input),
      delta('Hello'),
      change({ output_tokens: 7 }),
      change({ output_tokens: 15 }),
      STOP,
    );
    expect(reading.usage).toEqual({ 'input-tokens': 25, 'cached-input-tokens': 0, 'output-tokens': 15 });
    expect([reading.isComplete, reading.errorText]).toEqual([true, null]);
    expect(reading.output?.likely).toBeGreaterThan(0);
  });

  it('what a cut stream said at its start is no last word; what it said with the reason it stopped is', () => {
    expect(meter(start(input), delta('Hello'))).toMatchObject({ isUsageFinal: false, isComplete: false, cost: null });
    const running = event({ type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 3 } });
    expect(meter(start(input), running)).toMatchObject({ isUsageFinal: false });
    expect(meter(start(input), change({ output_tokens: 15 })).isUsageFinal).toBeUndefined();
    expect(meter(start(input), STOP).isUsageFinal).toBeUndefined();
    expect(meter(JSON.stringify({ content: [], usage: input })).isUsageFinal).toBeUndefined();
  });

  it('what was read from the cache and written to it is beside the input, five minutes and an hour apart', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 700,
      cache_creation: { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 100 },
      output_tokens: 5,
      server_tool_use: { web_search_requests: 2 },
    };
    const open = anthropicMessages.openMeter(headOf('application/json'), null);
    open.pushJson({ type: 'message', content: [{ type: 'text', text: 'Hello' }], usage });
    expect(open.end().usage).toEqual({
      'input-tokens': 10,
      'cached-input-tokens': 2000,
      'cache-write-tokens': 600,
      'cache-write-1h-tokens': 100,
      'output-tokens': 5,
      searches: 2,
    });
    // Not told apart: five minutes.
    const untold = { ...usage, cache_creation: undefined };
    expect(meter(JSON.stringify({ content: [], usage: untold })).usage).toMatchObject({ 'cache-write-tokens': 700 });
  });

  it.each([
    ['negative', { input_tokens: -1 }],
    ['a text', { output_tokens: '15' }],
    ['more for an hour than there was', { cache_creation: { ephemeral_1h_input_tokens: 1 } }],
  ])('a figure that is %s makes it unknown, not zero', (_name, wrong) => {
    expect(meter(JSON.stringify({ content: [], usage: { ...input, ...wrong } })).usage).toBeNull();
  });

  it('an error within a stream is kept, and what came before is counted', () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    const reading = meter(start(input), delta('Hello there'), event({ type: 'error', error }));
    expect(JSON.parse(reading.errorText ?? '')).toEqual({ error });
    expect(reading.isComplete).toBe(false);
    expect(reading.output?.likely).toBeGreaterThan(1);
  });

  it('thoughts and calls of tools are output', () => {
    const thought = event({ type: 'content_block_delta', index: 0, delta: { thinking: 'so it is '.repeat(40) } });
    const call = event({ type: 'content_block_delta', index: 1, delta: { partial_json: '{"query":"so it is"}' } });
    expect(meter(start(input), thought, call, STOP).output?.likely).toBeGreaterThan(100);
  });
});
