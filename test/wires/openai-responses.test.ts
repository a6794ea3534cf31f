import { describe, expect, it } from 'vitest';
import { openaiEmbeddings } from '../../lib/wires/openai-embeddings.ts';
import { openaiResponses } from '../../lib/wires/openai-responses.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { headOf } from './head.ts';

const draftOf = (body: unknown) => openaiResponses.readRequest(JSON.stringify(body), null);
const REQUEST = { model: 'gpt-5.4', input: 'Hello', max_output_tokens: 500 };
const LONG = 'so it is '.repeat(50);

describe('reading a request for a response', () => {
  it('gives its sizes and nothing of its text', () => {
    expect(draftOf({ ...REQUEST, stream: true })).toMatchObject({
      wire: 'openai-responses',
      model: 'gpt-5.4',
      outputTokensMax: 500,
      isStream: true,
      revisable: ['output-max', 'model'],
    });
    expect(JSON.stringify(draftOf({ ...REQUEST, instructions: 'canary', input: 'canary' }))).not.toContain('canary');
  });

  it.each(['', '{}', '{"input":"Hi"}', '{"model":"m"}', '{"model":"m","input":5}'])('%j is none', (body) => {
    expect(openaiResponses.readRequest(body, null)).toBeNull();
  });

  it.each<[string, object]>([
    ['instructions', { instructions: LONG }],
    ['a message', { input: [{ role: 'user', content: LONG }] }],
    ['the parts of a message', { input: [{ role: 'user', content: [{ type: 'input_text', text: LONG }] }] }],
    ['what a tool gave', { input: [{ type: 'function_call_output', output: LONG }] }],
    ['what a tool was asked', { input: [{ type: 'function_call', name: 'look', arguments: LONG }] }],
    ['the summary of a thought', { input: [{ type: 'reasoning', summary: [{ text: LONG }] }] }],
    ['a picture', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] }],
    ['what the provider remembers', { previous_response_id: 'resp_1' }],
  ])('counts %s', (_name, more) => {
    const likely = (body: object): number => draftOf({ ...REQUEST, ...body })?.inputTokens?.likely ?? 0;
    expect(likely(more)).toBeGreaterThan(likely({}) + 50);
  });

  it('is revised by its own name of the bound', () => {
    const text = '{"model":"gpt-5.4","input":"Hi"}';
    expect(openaiResponses.revise(text, { kind: 'output-max', outputTokensMax: 9 }, null)?.body).toBe(
      '{"max_output_tokens":9,"model":"gpt-5.4","input":"Hi"}',
    );
  });
});

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 40, cache_write_tokens: 10 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 8 },
};
const event = (data: object): string => `event: x\ndata: ${JSON.stringify(data)}\n\n`;

function meter(...pieces: readonly string[]): MeterReading {
  const open = openaiResponses.openMeter(headOf('text/event-stream'), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

describe('metering a response', () => {
  const billed = {
    'input-tokens': 50,
    'cached-input-tokens': 40,
    'cache-write-tokens': 10,
    'output-tokens': 20,
    searches: 1,
  };
  const output = [
    { type: 'web_search_call', id: 'ws' },
    { type: 'message', content: [{ type: 'output_text', text: LONG }] },
  ];

  it('streamed, its last event says what was used', () => {
    const delta = event({ type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: LONG });
    const reading = meter(
      delta,
      event({ type: 'response.completed', response: { status: 'completed', output, usage } }),
    );
    expect([reading.usage, reading.isComplete, reading.errorText]).toEqual([billed, true, null]);
    expect(reading.output?.likely).toBeGreaterThan(100);
  });

  it('whole, it says the same', () => {
    const reading = meter(JSON.stringify({ object: 'response', output, usage, error: null }));
    expect([reading.usage, reading.isComplete, reading.errorText]).toEqual([billed, true, null]);
    expect(reading.output?.likely).toBeGreaterThan(100);
  });

  it('cut off at the bound, it was billed; broken off, nothing says what', () => {
    const incomplete = event({ type: 'response.incomplete', response: { output: [], usage } });
    expect(meter(incomplete)).toMatchObject({ isComplete: true, usage: { 'output-tokens': 20 } });
    expect(meter(event({ type: 'response.created', response: { usage: null } }))).toMatchObject({
      isComplete: false,
      usage: null,
    });
  });

  it('failed, its error is kept', () => {
    const error = { code: 'insufficient_quota', message: 'You exceeded your current quota' };
    const failed = meter(event({ type: 'response.failed', response: { error, output: [] } }));
    expect(JSON.parse(failed.errorText ?? '')).toEqual({ error });
    const bare = meter(event({ type: 'error', code: 'server_error', message: 'x' }));
    expect(JSON.parse(bare.errorText ?? '')).toMatchObject({ error: { code: 'server_error' } });
  });

  it.each([
    ['more cached than there was', { input_tokens_details: { cached_tokens: 101 } }],
    ['negative', { output_tokens: -1 }],
  ])('a figure that is %s makes it unknown, not zero', (_name, wrong) => {
    expect(meter(JSON.stringify({ output: [], usage: { ...usage, ...wrong } })).usage).toBeNull();
  });
});

describe('embeddings', () => {
  const read = (input: unknown) => openaiEmbeddings.readRequest(JSON.stringify({ model: 'm', input }), null);

  it('have input alone: a text, several, or tokens', () => {
    expect(read('Hello')).toMatchObject({ model: 'm', outputTokensMax: 0, revisable: [] });
    const one = read(LONG)?.inputTokens?.likely ?? 0;
    expect(read([LONG, LONG])?.inputTokens?.likely).toBeGreaterThan(1.8 * one);
    expect(read([1, 2, 3])?.inputTokens).toEqual({ low: 3, likely: 3, high: 3 });
    expect(read([[1, 2], [3]])?.inputTokens).toEqual({ low: 3, likely: 3, high: 3 });
    for (const none of [undefined, 5, {}]) expect(read(none)).toBeNull();
  });

  it('name it otherwise at Cohere', () => {
    const body = JSON.stringify({ model: 'embed-v4.0', texts: [LONG, LONG], input_type: 'search_document' });
    expect(openaiEmbeddings.readRequest(body, null)?.inputTokens).toEqual(read([LONG, LONG])?.inputTokens);
  });

  // Cohere’s and Voyage’s answers as public repositories have them, read 2026-11-21
  it.each([
    [{ embeddings: [[0.1]], meta: { billed_units: { input_tokens: 15 } } }, 15],
    [{ data: [{ embedding: [0.1] }], usage: { total_tokens: 42 } }, 42],
    [{ data: [], usage: { prompt_tokens: '8' } }, null],
    [{ data: [] }, null],
  ])('%j bills %s tokens', (answer, tokens) => {
    const open = openaiEmbeddings.openMeter(headOf('application/json'), null);
    open.pushJson(answer);
    expect(open.end().usage).toEqual(tokens === null ? null : { 'input-tokens': tokens });
  });

  it('are billed by what the answer says', () => {
    const open = openaiEmbeddings.openMeter(headOf('application/json'), null);
    open.push(JSON.stringify({ data: [{ embedding: [0.1] }], usage: { prompt_tokens: 8, total_tokens: 8 } }));
    expect(open.end()).toEqual({
      usage: { 'input-tokens': 8 },
      cost: null,
      output: null,
      errorText: null,
      isComplete: true,
    });
  });
});
