import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AnswerPart, openAnswerReader } from '../../lib/bridge/read-answer.ts';
import { countTokens } from '../../lib/domain/count-tokens.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import type { ReadAnswer } from '../../lib/wires/to-answer.ts';
import { withRareParts } from './with-rare-parts.ts';

withRareParts();

const SURFACE: Surface = {
  id: 'lab/chat',
  provider: 'lab',
  kind: 'call',
  hosts: [],
  ports: null,
  method: 'POST',
  path: '/chat',
  wire: 'openai-chat',
  rule: null,
};
const JSON_ANSWER = JSON.stringify({
  choices: [{ message: { content: 'Good morning' } }],
  usage: { prompt_tokens: 12, completion_tokens: 8 },
});
const WORD = 'data: {"choices":[{"delta":{"content":"Good morning"}}]}\n\n';
const LAST = 'data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":8}}\n\ndata: [DONE]\n\n';
const ERROR = 'data: {"error":{"message":"Insufficient balance","code":"insufficient_balance"}}\n\n';
const SSE = 'text/event-stream; charset=utf-8';

function part(text: string, more: Partial<AnswerPart> = {}): AnswerPart {
  return { status: 200, headers: { 'content-type': SSE }, text, isAll: false, ...more };
}

function read(contentType: string, text: string | null, isWhole: boolean): Promise<ReadAnswer> {
  const reader = openAnswerReader(SURFACE);
  if (text !== null) reader.take(part(text, { headers: { 'content-type': contentType } }));
  return reader.end(isWhole);
}

beforeEach(() => {
  vi.stubGlobal('document', { hidden: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('the head says what it cost, in the unit that it is in', async () => {
  const headers = {
    'content-type': 'application/json',
    'x-litellm-response-cost': '2.85e-05',
    'character-cost': '403',
  };
  const chat = openAnswerReader(SURFACE);
  chat.take(part(JSON_ANSWER, { headers }));
  expect(await chat.end(true)).toMatchObject({ kind: 'answer', cost: '0.0000285', costUnit: 'USD' });
  const speech = openAnswerReader({
    ...SURFACE,
    wire: 'metered',
    rule: { meter: 'characters', count: { of: 'characters', paths: ['$.text'] }, cost: ['character-cost'] },
  });
  speech.take(part('ID3', { headers: { ...headers, 'content-type': 'audio/mpeg' } }));
  expect(await speech.end(true)).toEqual({ kind: 'answer', usage: null, cost: '403', output: null });
});

describe('what came back is', () => {
  it.each<[string, string, string | null, boolean, object]>([
    [
      'a JSON answer with its usage',
      'application/json',
      JSON_ANSWER,
      true,
      { kind: 'answer', usage: { 'output-tokens': 8 } },
    ],
    ['a stream with its usage', SSE, WORD + LAST, true, { kind: 'answer', usage: { 'output-tokens': 8 } }],
    [
      'an answer that might not be longer',
      'application/json',
      JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'length' }] }),
      true,
      { kind: 'answer', isBounded: true },
    ],
    ['an answer when the client stops reading at the terminator', SSE, WORD + LAST, false, { kind: 'answer' }],
    ['a cut when a stream ends without its terminator', SSE, WORD, true, { kind: 'cut', usage: null }],
    ['a cut when a stream is broken off', SSE, WORD, false, { kind: 'cut', usage: null }],
    ['a cut of which nothing was seen', SSE, null, false, { kind: 'cut', usage: null, output: null }],
    ['an answer of which nothing was seen', SSE, null, true, { kind: 'answer', usage: null, output: null }],
    [
      'unknown, not zero, when HTML came instead',
      'text/html',
      '<!doctype html>',
      true,
      { kind: 'answer', usage: null, output: null },
    ],
    ['a failure when the stream holds an error', SSE, WORD + ERROR, true, { kind: 'failed', hasAnswerBegun: true }],
  ])('%s', async (_name, contentType, text, isWhole, expected) => {
    expect(await read(contentType, text, isWhole)).toMatchObject(expected);
  });

  it('a cut counts what came', async () => {
    const answer = await read(SSE, WORD, false);
    expect(answer.kind === 'cut' && (answer.output?.likely ?? 0) > 0).toBe(true);
  });

  it('an answer that was seen whole at last says what the pieces before it would have said, once', async () => {
    const reader = openAnswerReader(SURFACE);
    reader.take(part(WORD + WORD));
    reader.take(part(WORD + LAST, { isAll: true }));
    const answer = await reader.end(true);
    const once = await read(SSE, WORD + LAST, true);
    expect(answer).toEqual(once);
  });

  it('unknown where the surface speaks no wire', async () => {
    const reader = openAnswerReader({ ...SURFACE, wire: null });
    reader.take(part(WORD));
    expect(await reader.end(true)).toEqual({ kind: 'answer', usage: null, cost: null, output: null });
  });

  it('the same wherever its text is cut, and however fast it comes', async () => {
    const text = WORD.repeat(6000) + LAST;
    const expected = await read(SSE, text, true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 6 }), async (sizes) => {
        const reader = openAnswerReader(SURFACE);
        let rest = text;
        for (const size of sizes) {
          reader.take(part(rest.slice(0, size)));
          rest = rest.slice(size);
        }
        reader.take(part(rest));
        expect(await reader.end(true)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});

describe('work that ended with an error', () => {
  const failed = JSON.stringify({
    id: 'p1',
    status: 'failed',
    error: 'CUDA out of memory',
    completed_at: '2026-01-01T00:00:00Z',
    metrics: { predict_time: 1.5 },
  });
  const look = (more: Partial<Surface>, text = failed) => {
    const reader = openAnswerReader({ ...SURFACE, wire: 'replicate-predictions', ...more });
    reader.take(part(text, { headers: { 'content-type': 'application/json' } }));
    return reader.end(true);
  };

  it('is what a later look asked for, with what it took', async () => {
    expect(await look({ isFollowUp: true })).toMatchObject({
      kind: 'answer',
      usage: { milliseconds: 1500 },
      job: { id: 'p1', isOver: true, hasFailed: true },
    });
  });

  it('of a background response is found, too', async () => {
    const error = { code: 'server_error', message: 'The model failed' };
    const response = { id: 'resp_1', background: true, status: 'failed', error, output: [], usage: null };
    const found = await look({ isFollowUp: true, wire: 'openai-responses' }, JSON.stringify(response));
    expect(found).toMatchObject({ kind: 'answer', usage: null, job: { id: 'resp_1', isOver: true, hasFailed: true } });
  });

  it('is the error of the call that began it and waited for it', async () => {
    expect(await look({})).toMatchObject({ kind: 'failed', status: 200 });
  });
});

describe('a body that comes fast', () => {
  const much = WORD.repeat(20_000);
  const counted = countTokens('Good morning'.repeat(20_000));
  const LIKELY = counted.likely;
  // By the vocabulary itself these are 40,000.
  expect(counted.low <= 40_000 && counted.high >= 40_000 && LIKELY < 42_000).toBe(true);

  it('is looked at in parts, after the page had its turn', async () => {
    vi.useFakeTimers();
    const reader = openAnswerReader(SURFACE);
    reader.take(part(much));
    let answer: ReadAnswer | null = null;
    void reader.end(false).then((read) => {
      answer = read;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(answer).toBeNull();
    await vi.runAllTimersAsync();
    expect(answer).toMatchObject({ kind: 'cut', output: { likely: LIKELY } });
  });

  it('is looked at at once when the document goes away', async () => {
    vi.useFakeTimers();
    const reader = openAnswerReader(SURFACE);
    reader.take(part(much));
    const end = reader.end(false);
    reader.hurry();
    expect(await end).toMatchObject({ kind: 'cut', output: { likely: LIKELY } });
  });
});
