import fc from 'fast-check';
import { countTokens as countExactly } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { jsonText } from '../domain/json-texts.ts';
import { TOKEN_SAMPLES } from '../domain/token-samples.ts';
import { headOf } from './head.ts';

const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const exactUsage = { 'input-tokens': 100, 'cached-input-tokens': 0, 'output-tokens': 20 };

function meter(pieces: Iterable<string>, contentType = 'text/event-stream'): MeterReading {
  const open = openaiChat.openMeter(headOf(contentType), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

function event(chunk: unknown): string {
  return `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`;
}

function delta(fields: unknown, index = 0): string {
  return event({
    object: 'chat.completion.chunk',
    choices: [{ index, delta: fields, finish_reason: null }],
    usage: null,
  });
}

const finish = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });

describe('an answer that might not be longer', () => {
  it.each([
    ['length', true],
    ['stop', undefined],
  ])('is told by its reason: %s', (finish_reason, isBounded) => {
    const end = { choices: [{ index: 0, delta: {}, finish_reason }] };
    expect(meter([delta({ content: 'Hi' }), event(end), event('[DONE]')]).isBounded).toBe(isBounded);
    const whole = { choices: [{ message: { content: 'Hi' }, finish_reason }], usage };
    expect(meter([JSON.stringify(whole)], 'application/json').isBounded).toBe(isBounded);
  });
});

describe('usage', () => {
  it.each([
    ['at the top level, in a chunk without choices', { choices: [], usage }],
    ['in the choice', { choices: [{ delta: {}, usage }] }],
    ['in x_groq', { choices: [{ delta: {} }], x_groq: { id: 'r', usage } }],
  ])('is found %s', (_place, chunk) => {
    expect(meter([delta({ content: 'Hi' }), event(chunk), event('[DONE]')]).usage).toEqual(exactUsage);
    expect(meter([JSON.stringify(chunk)], 'application/json').usage).toEqual(exactUsage);
  });

  it.each([
    ['prompt_tokens_details', { prompt_tokens_details: { cached_tokens: 64 } }],
    ['prompt_cache_hit_tokens', { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }],
    ['cached_tokens', { cached_tokens: 64 }],
  ])('cached tokens in %s are part of the prompt and taken out of it', (_place, cached) => {
    expect(meter([event({ choices: [], usage: { ...usage, ...cached } })]).usage).toEqual({
      'input-tokens': 36,
      'cached-input-tokens': 64,
      'output-tokens': 20,
    });
  });

  it('reasoning is part of the completion and not added again', () => {
    const completion_tokens_details = { reasoning_tokens: 15 };
    expect(meter([event({ choices: [], usage: { ...usage, completion_tokens_details } })]).usage).toEqual(exactUsage);
  });

  it('the last one wins, and null afterwards takes nothing back', () => {
    const first = event({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 1 } });
    expect(meter([first, event({ choices: [], usage }), event({ choices: [], usage: null })]).usage).toEqual(
      exactUsage,
    );
  });

  it.each([
    ['negative', { prompt_tokens: -1 }],
    ['fractional', { completion_tokens: 1.5 }],
    ['text', { prompt_tokens: '100' }],
    ['absurd', { prompt_tokens: 1e13 }],
    ['not a number', { completion_tokens: null }],
    ['more cached than there was', { prompt_tokens_details: { cached_tokens: 101 } }],
    ['negative cached', { cached_tokens: -1 }],
    ['cached as text', { prompt_tokens_details: { cached_tokens: '64' } }],
  ])('a figure that is %s makes it unknown, not zero', (_name, wrong) => {
    expect(meter([event({ choices: [], usage: { ...usage, ...wrong } })]).usage).toBeNull();
  });

  it('no usage at all is unknown', () => {
    expect(meter([delta({ content: 'Hi' }), finish]).usage).toBeNull();
    expect(meter([event({ choices: [], usage: {} })]).usage).toBeNull();
  });
});

describe('output', () => {
  it('is unknown where an event is broken, and so is nothing less', () => {
    const broken = 'data: {"choices":[{"index":0,"delta":{"content":"and mo\n\n';
    expect(meter([delta({ content: 'Hi' }), broken, finish]).output).toBeNull();
    expect(meter([delta({ content: 'Hi' }), 'data: ping\n\n', ': note\n\n', finish]).output).not.toBeNull();
    // A stream that was cut within its last event was read up to there.
    expect(meter([delta({ content: 'Hi' }), broken.trimEnd()]).output).not.toBeNull();
  });

  const sampleTexts = fc.constantFrom(...Object.values(TOKEN_SAMPLES));

  it.each(Object.entries(TOKEN_SAMPLES))(
    'the range of a streamed answer of %s contains the true count',
    (_name, text) => {
      const pieces = [
        delta({ role: 'assistant', content: '' }),
        ...[...text].map((letter) => delta({ content: letter })),
        finish,
      ];
      const { output, isComplete } = meter(pieces);
      expect(output?.low).toBeLessThanOrEqual(countExactly(text));
      expect(output?.high).toBeGreaterThanOrEqual(countExactly(text));
      expect(isComplete).toBe(true);
    },
  );

  it('is the same wherever content and bytes are cut, streamed or whole', () => {
    fc.assert(
      fc.property(
        sampleTexts,
        fc.array(fc.integer({ min: 1, max: 60 })),
        fc.integer({ min: 1, max: 200 }),
        (text, sizes, step) => {
          const parts: string[] = [];
          let at = 0;
          for (const size of sizes) {
            parts.push(text.slice(at, at + size));
            at += size;
          }
          const stream = [...parts, text.slice(at)].map((content) => delta({ content })).join('') + finish;
          const bytes: string[] = [];
          for (let start = 0; start < stream.length; start += step) bytes.push(stream.slice(start, start + step));
          const whole = JSON.stringify({ choices: [{ message: { content: text }, finish_reason: 'stop' }] });
          expect(meter(bytes).output).toEqual(meter([whole]).output);
        },
      ),
    );
  });

  it.each([
    ['content', { content: TOKEN_SAMPLES.english }],
    ['content in parts', { content: [{ type: 'text', text: TOKEN_SAMPLES.english }] }],
    ['reasoning_content', { reasoning_content: TOKEN_SAMPLES.english }],
    ['reasoning', { reasoning: TOKEN_SAMPLES.english }],
    ['both names of reasoning', { reasoning: TOKEN_SAMPLES.english, reasoning_content: TOKEN_SAMPLES.english }],
    ['a refusal', { refusal: TOKEN_SAMPLES.english }],
    ['the arguments of a tool call', { tool_calls: [{ index: 0, function: { arguments: TOKEN_SAMPLES.english } }] }],
    ['the arguments of a function call', { function_call: { arguments: TOKEN_SAMPLES.english } }],
  ])('%s counts once', (_name, fields) => {
    const expected = meter([delta({ content: TOKEN_SAMPLES.english })]).output;
    expect(meter([delta(fields)]).output).toEqual(expected);
    expect(meter([JSON.stringify({ choices: [{ message: fields }] })]).output).toEqual(expected);
  });

  it('answers and reasoning that come interleaved are texts of their own', () => {
    const turns = ['un', 'believ', 'able'].flatMap((content) => [
      delta({ content }, 0),
      delta({ content }, 1),
      delta({ reasoning: content }, 0),
    ]);
    const alone = meter(['un', 'believ', 'able'].map((content) => delta({ content }))).output;
    expect(meter(turns).output?.likely).toBe((alone?.likely ?? 0) * 3);
  });

  it('a thousand answers share counters, and each text is counted once', () => {
    const many = Array.from({ length: 1000 }, (_unused, index) => delta({ content: ' word' }, index));
    const { output } = meter([...many, delta({ content: ' word' }, 3)]);
    expect(output?.low).toBeLessThanOrEqual(1001);
    expect(output?.high).toBeGreaterThanOrEqual(1001);
    expect(output?.likely).toBeLessThan(1500);
  });
});

describe('completeness', () => {
  it.each([
    ['[DONE]', [delta({ content: 'Hi' }), event('[DONE]')], true],
    ['a finish reason', [delta({ content: 'Hi' }), finish], true],
    ['[DONE] without its line end', [delta({ content: 'Hi' }), 'data: [DONE]'], true],
    ['neither', [delta({ content: 'Hi' })], false],
    ['half an event', [delta({ content: 'Hi' }), finish.slice(0, -20)], false],
    ['nothing', [], false],
    ['a whole JSON answer', ['{"choices":[]}'], true],
    ['half a JSON answer', ['{"choices":['], false],
    ['HTML', ['<!doctype html><p>Bad gateway'], false],
  ])('%s', (_name, pieces, isComplete) => {
    expect(meter(pieces).isComplete).toBe(isComplete);
  });

  it('an answer that could not be read has an unknown output, not none', () => {
    expect(meter(['{"choices":[{"message":{"content":"Hi']).output).toBeNull();
    expect(meter(['{"choices":[]}']).output).toEqual({ low: 0, likely: 0, high: 0 });
  });
});

describe('content types that lie', () => {
  const answer = JSON.stringify({ choices: [{ message: { content: 'Hello there' }, finish_reason: 'stop' }], usage });

  it('JSON sent as a stream and a stream sent as JSON are read as what they are', () => {
    expect(meter([answer], 'text/event-stream')).toEqual(meter([answer], 'application/json'));
    expect(meter(['\n ', '\ufeff', answer], 'text/event-stream')).toEqual(meter([answer], 'application/json'));
    const stream = [
      '\n',
      ': keep-alive\n\n',
      delta({ content: 'Hello there' }),
      event({ choices: [], usage }),
      event('[DONE]'),
    ];
    expect(meter(stream, 'application/json')).toMatchObject({ usage: exactUsage, isComplete: true, errorText: null });
    expect(meter(stream, '')).toEqual(meter(stream, 'text/event-stream'));
  });

  it('a value that the page parsed itself is read like its text', () => {
    const open = openaiChat.openMeter(headOf('application/json'), null);
    open.pushJson(JSON.parse(answer));
    expect(open.end()).toEqual(meter([answer]));
  });
});

describe('errors inside a good answer', () => {
  it.each([
    [
      'an object',
      { error: { code: 402, message: 'Insufficient credits' } },
      '{"error":{"code":402,"message":"Insufficient credits"}}',
    ],
    ['a string', { error: 'Insufficient account balance' }, '{"error":"Insufficient account balance"}'],
    [
      'beside a choice',
      { choices: [{ delta: { content: 'x' }, finish_reason: 'error' }], error: { code: 1 } },
      '{"error":{"code":1}}',
    ],
    ['bare code and message', { code: 30001, message: 'balance', data: null }, '{"code":30001,"message":"balance"}'],
  ])('%s is kept, and nothing of the answer beside it', (_name, chunk, errorText) => {
    expect(meter([delta({ content: 'Hi' }), event(chunk)]).errorText).toBe(errorText);
    expect(meter([JSON.stringify(chunk)], 'text/event-stream').errorText).toBe(errorText);
  });

  it.each([
    ['null', { error: null, choices: [] }],
    ['false', { error: false }],
    ['a code that says fine', { code: 0, message: 'ok', data: null }],
    ['200 as a code', { code: '200', message: 'success', data: null }],
    ['a message with data', { code: 1, message: 'x', data: [] }],
  ])('%s is no error', (_name, chunk) => {
    expect(meter([event(chunk)]).errorText).toBeNull();
  });

  it('is bounded, and survives being nested too deeply to be written', () => {
    expect(meter([event({ error: { message: 'x'.repeat(200_000) } })]).errorText).toHaveLength(65_536);
    const deep = `{"error":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(meter([deep]).errorText).toMatch(/^\{"error":/);
  });
});

describe('hostile answers', () => {
  it('any text gives a reading', () => {
    const chunk = fc.oneof(
      jsonText.map((text) => event(text)),
      jsonText,
      fc.string({ unit: 'binary' }),
      fc.constant(finish),
    );
    fc.assert(
      fc.property(fc.array(chunk), (pieces) => {
        const reading = meter(pieces);
        expect(reading.output === null || reading.output.low <= reading.output.high).toBe(true);
      }),
    );
  });

  it('a value with traps, and a prototype that was tampered with, are not believed', () => {
    const open = openaiChat.openMeter(headOf('application/json'), null);
    open.pushJson(
      new Proxy(
        {},
        {
          getOwnPropertyDescriptor() {
            throw new Error('trap');
          },
        },
      ),
    );
    expect(open.end()).toMatchObject({ usage: null, errorText: null });
    expect(meter([event('{"__proto__":{"usage":{"prompt_tokens":1,"completion_tokens":1}}}')]).usage).toBeNull();
  });

  it('an event above a megabyte is passed over, the usage after it is read', () => {
    const long = delta({ content: 'x'.repeat(1_100_000) });
    expect(meter([long, event({ choices: [], usage }), event('[DONE]')])).toMatchObject({
      usage: exactUsage,
      isComplete: true,
    });
  });

  it('an answer above 16 MB is unknown', () => {
    const open = openaiChat.openMeter(headOf('application/json'), null);
    open.push('{"x":"');
    for (let part = 0; part < 17; part++) open.push('y'.repeat(1024 * 1024));
    open.push('"}');
    expect(open.end()).toEqual({ usage: null, cost: null, output: null, errorText: null, isComplete: false });
  });
});
