import { describe, expect, it } from 'vitest';
import { sizeInput } from '../../lib/engine/size-input.ts';
import { anthropicBatches } from '../../lib/wires/anthropic-batches.ts';
import { anthropicMessages } from '../../lib/wires/anthropic-messages.ts';
import { openaiBatches } from '../../lib/wires/openai-batches.ts';
import { openaiResponses } from '../../lib/wires/openai-responses.ts';
import { openMedia } from '../../lib/wires/read-media.ts';
import { replicatePredictions } from '../../lib/wires/replicate-predictions.ts';
import type { Wire } from '../../lib/wires/wire.ts';
import { base64, png } from './file-samples.ts';
import { headOf } from './head.ts';

const params = (text: string, change: object = {}) => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: text }],
  ...change,
});
const draftOf = (...requests: readonly object[]) =>
  anthropicBatches.readRequest(
    JSON.stringify({ requests: requests.map((one, index) => ({ custom_id: `canary-${index}`, params: one })) }),
    null,
  );
const read = (wire: Wire, ...pieces: readonly string[]) => {
  const meter = wire.openMeter(headOf('application/x-jsonl'), null);
  for (const piece of pieces) meter.push(piece);
  return meter.end();
};

describe('a batch of messages', () => {
  const [short, long] = ['canary', 'a much longer canary '.repeat(50)];
  const one = (text: string) => anthropicMessages.readRequest(JSON.stringify(params(text)), null)?.inputTokens;

  it('asks for the sum of its requests, at the price of batches', () => {
    const draft = draftOf(params(short), params(long));
    const [low, high] = [one(short), one(long)];
    expect(draft).toMatchObject({ model: 'claude-sonnet-4-5', answers: 2, outputTokensMax: 100, tier: 'batch' });
    expect(draft?.inputTokens?.low).toBe((low?.low ?? 0) + (high?.low ?? 0));
    expect(draft?.each).toMatchObject({ low: low?.low, high: high?.high });
    expect(JSON.stringify(draft)).not.toContain('canary');
  });

  it.each([
    [[100, 100], 100],
    [[100, 101], 101],
    [[1, 4], 3],
  ])('sets aside no less than all bounds together: %j', ([a, b], each) => {
    expect(draftOf(params('x', { max_tokens: a }), params('y', { max_tokens: b }))?.outputTokensMax).toBe(each);
  });

  it('counts its pictures, and which request has how many of them', () => {
    const picture = (width: number) => ({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: base64(png(width, width)) },
    });
    const shown = (...widths: readonly number[]) =>
      params('x', { messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, ...widths.map(picture)] }] });
    const body = JSON.stringify({ requests: [shown(), shown(280, 1092), shown(280)].map((one) => ({ params: one })) });
    const draft = anthropicBatches.readRequest(body, null, undefined, openMedia);
    expect(draft).toMatchObject({
      media: [
        { kind: 'image', width: 280, times: 2 },
        { kind: 'image', width: 1092, times: 1 },
      ],
      mediaOfEach: { low: 0, likely: 1, high: 2 },
    });
    if (draft === null) throw new Error('it is a batch');
    // Patches of 28 pixels: 100 and 1,521 tokens.
    const texts = sizeInput({ ...draft, media: [] });
    const sized = sizeInput(draft);
    expect((sized.inputTokens?.likely ?? 0) - (texts.inputTokens?.likely ?? 0)).toBe(1721);
    expect([573, 574]).toContain((sized.each?.likely ?? 0) - (texts.each?.likely ?? 0));
    expect(sized.each?.low).toBe(texts.each?.low);
    expect((sized.each?.high ?? 0) - (texts.each?.high ?? 0)).toBeGreaterThanOrEqual(1621);
    expect(sized.apart).toEqual([{ meter: 'image-input-tokens', tokens: expect.objectContaining({ likely: 1721 }) }]);
  });

  it('has no model where its requests have several', () => {
    expect(draftOf(params('x'), params('y', { model: 'claude-haiku-4-5' }))?.model).toBeNull();
  });

  it('asks for nothing that is bounded where one request is not', () => {
    expect(draftOf(params('x'), { model: 'claude-sonnet-4-5' })?.outputTokensMax).toBeNull();
  });

  it.each(['', '{}', '{"requests":[]}', '{"requests":{}}', '[]'])('%j is none', (body) => {
    expect(anthropicBatches.readRequest(body, null)).toBeNull();
  });
});

/** https://platform.claude.com/docs/en/api/csharp/messages/batches/retrieve, read 2026-11-21 */
const batch = {
  id: 'msgbatch_013Zva2CMHLNnXjNJJKqJ2EF',
  type: 'message_batch',
  processing_status: 'in_progress',
  request_counts: { canceled: 10, errored: 30, expired: 10, processing: 100, succeeded: 50 },
  expires_at: '2024-08-20T18:37:24.100435Z',
};
const line = (type: string, more: object = {}) => `${JSON.stringify({ custom_id: 'a', result: { type, ...more } })}\n`;
const done = (input: number, output: number, model = 'claude-sonnet-4-5', more: object = {}) =>
  line('succeeded', { message: { model, usage: { input_tokens: input, output_tokens: output, ...more } } });

describe('what is said of a batch of messages', () => {
  it.each([
    ['in_progress', { isOver: false }],
    ['canceling', { isOver: false }],
    ['ended', { isOver: true, done: 50 }],
  ])('%s', (processing_status, job) => {
    const reading = read(anthropicBatches, JSON.stringify({ ...batch, processing_status }, null, 2));
    expect(reading.job).toEqual({ id: batch.id, ...job });
    expect(reading).toMatchObject({ usage: null, errorText: null, isComplete: true });
    const meter = anthropicBatches.openMeter(headOf('application/json'), null);
    meter.pushJson({ ...batch, processing_status });
    expect(meter.end().job).toEqual({ id: batch.id, ...job });
  });

  it('is what its results sum up to, by model; what failed, was cancelled or expired is not billed', () => {
    const { job } = read(
      anthropicBatches,
      done(10, 1) + line('errored', { error: { type: 'error' } }),
      done(30, 2, undefined, { cache_read_input_tokens: 5 }) + line('canceled'),
      line('expired') + done(7, 3, 'claude-haiku-4-5'),
    );
    expect(job).toEqual({
      id: '',
      isOver: true,
      uses: [
        {
          model: 'claude-sonnet-4-5',
          usage: { 'input-tokens': 40, 'cached-input-tokens': 5, 'output-tokens': 3 },
          each: { low: 10, likely: 23, high: 35 },
          requests: 2,
        },
        {
          model: 'claude-haiku-4-5',
          usage: { 'input-tokens': 7, 'cached-input-tokens': 0, 'output-tokens': 3 },
          each: { low: 7, likely: 7, high: 7 },
          requests: 1,
        },
      ],
    });
  });

  it('is the same however the text is cut', () => {
    const text = done(10, 1) + line('errored') + done(30, 2).trimEnd();
    const whole = read(anthropicBatches, text);
    for (let at = 1; at < text.length; at += 7) {
      expect(read(anthropicBatches, text.slice(0, at), text.slice(at))).toEqual(whole);
    }
  });

  it('is nothing where nothing was done', () => {
    expect(read(anthropicBatches, line('errored') + line('expired')).job).toEqual({ id: '', isOver: true, uses: [] });
  });

  it.each([
    ['a line is broken', `${done(1, 1)}{"custom_id"\n`],
    ['a figure is wrong', done(1, 1) + done(-1, 1)],
    ['a kind of result is new', done(1, 1) + line('paused')],
    ['a line is too long', `${done(1, 1)}{"custom_id":"${'x'.repeat(8 * 1024 * 1024)}"}\n`],
    ['there is nothing', ''],
    ['it is something else', '{"type":"message","id":"x"}'],
  ])('is not known where %s', (_name, text) => {
    expect(read(anthropicBatches, text).job).toBeUndefined();
  });
});

/** https://developers.openai.com/api/reference/resources/batches, read 2026-11-21 */
const openai = {
  id: 'batch_abc',
  object: 'batch',
  status: 'completed',
  output_file_id: 'file-out',
  error_file_id: 'file-errors',
  expires_at: 1_711_557_933,
  request_counts: { total: 100, completed: 95, failed: 5 },
};
const usage = { input_tokens: 950, output_tokens: 50, input_tokens_details: { cached_tokens: 50 } };

describe('what is said of a batch at OpenAI', () => {
  const jobOf = (change: object) => read(openaiBatches, JSON.stringify({ ...openai, ...change })).job;
  const ended = { id: 'batch_abc', also: ['file-out'], until: 1_711_557_933_000, isOver: true, done: 95 };

  it('is its end, under the number of its results too, but not of its errors', () => {
    expect(jobOf({})).toEqual(ended);
    const begun = { id: 'batch_abc', until: 1_711_557_933_000, isOver: false };
    for (const status of ['validating', 'in_progress', 'finalizing', 'cancelling'])
      expect(jobOf({ status, output_file_id: null, usage, model: 'gpt-5' })).toEqual(begun);
    for (const status of ['failed', 'expired', 'cancelled']) expect(jobOf({ status })?.isOver).toBe(true);
  });

  it('is what it used, where it says that and of which model; how large each was, it does not say', () => {
    const used = { 'input-tokens': 900, 'cached-input-tokens': 50, 'output-tokens': 50 };
    const uses = [{ model: 'gpt-5', usage: used, each: { low: 0, likely: 0, high: 950 } }];
    expect(jobOf({ usage, model: 'gpt-5' })).toEqual({ ...ended, uses });
    expect(jobOf({ usage })).toEqual(ended);
    expect(jobOf({ usage: { input_tokens: 0, output_tokens: 0 }, model: 'gpt-5' })).toEqual(ended);
  });

  it('is what its results sum up to, whatever they answer', () => {
    const answer = (body: object, status = 200) =>
      JSON.stringify({ custom_id: 'a', response: { status_code: status, body }, error: null });
    const { job } = read(
      openaiBatches,
      [
        answer({ model: 'm', usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 } }),
        answer({ model: 'm', usage: { input_tokens: 20, output_tokens: 3 }, output: [] }),
        answer({ error: {} }, 400),
        JSON.stringify({ custom_id: 'b', response: null, error: { code: 'batch_expired' } }),
      ].join('\n'),
    );
    expect(job?.uses).toEqual([
      {
        model: 'm',
        usage: { 'input-tokens': 30, 'cached-input-tokens': 0, 'output-tokens': 5 },
        each: { low: 10, likely: 15, high: 20 },
        requests: 2,
      },
    ]);
  });

  it('says nothing of its size when it is made', () => {
    const asked = openaiBatches.readRequest('{"input_file_id":"file-a","endpoint":"/v1/responses"}', null);
    expect(asked).toMatchObject({ model: null, inputTokens: null, tier: 'batch' });
    expect(openaiBatches.readRequest('{"endpoint":"/v1/responses"}', null)).toBeNull();
  });
});

describe('other work that ends later', () => {
  it.each([
    ['starting', false],
    ['processing', false],
    ['succeeded', true],
    ['failed', true],
    ['canceled', true],
  ])('a prediction that is %s', (status, isOver) => {
    expect(read(replicatePredictions, JSON.stringify({ id: 'p1', status })).job).toEqual({ id: 'p1', isOver });
  });

  it.each([
    ['queued', false],
    ['in_progress', false],
    ['completed', true],
    ['failed', true],
    ['cancelled', true],
    ['incomplete', true],
  ])('a response in the background that is %s', (status, isOver) => {
    const response = { id: 'resp_1', status, background: true };
    expect(read(openaiResponses, JSON.stringify(response)).job).toEqual({ id: 'resp_1', isOver });
    expect(read(openaiResponses, JSON.stringify({ ...response, background: false })).job).toBeUndefined();
  });
});
