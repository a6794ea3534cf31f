import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geminiGenerate } from '../../lib/wires/gemini-generate.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { jsonText } from '../domain/json-texts.ts';
import { headOf } from './head.ts';
import { sizedTokens } from './sized-tokens.ts';

const draftOf = (body: unknown) => geminiGenerate.readRequest(JSON.stringify(body), null);
const REQUEST = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
const LONG = 'so it is '.repeat(50);

describe('reading a request', () => {
  it('gives its sizes and nothing of its text', () => {
    const generationConfig = { maxOutputTokens: 500, candidateCount: 2 };
    expect(draftOf({ ...REQUEST, generationConfig })).toMatchObject({
      wire: 'gemini-generate',
      model: null,
      outputTokensMax: 500,
      answers: 2,
      revisable: ['output-max'],
    });
    expect(JSON.stringify(draftOf({ contents: [{ parts: [{ text: 'canary' }] }] }))).not.toContain('canary');
    expect(draftOf({ ...REQUEST, generation_config: { max_output_tokens: 7 } })?.outputTokensMax).toBe(7);
    expect(draftOf({ ...REQUEST, generationConfig: { maxOutputTokens: 0, candidateCount: 1e9 } })).toMatchObject({
      outputTokensMax: null,
      answers: 128,
    });
  });

  it.each(['', '{}', '[]', '{"contents":"Hi"}', '{"contents":{}}', '{"messages":[]}'])('%j is none', (body) => {
    expect(geminiGenerate.readRequest(body, null)).toBeNull();
  });

  it.each<[string, object]>([
    ['a system instruction', { systemInstruction: { parts: [{ text: LONG }] } }],
    ['one in the other spelling', { system_instruction: { parts: [{ text: LONG }] } }],
    ['another turn', { contents: [...REQUEST.contents, { role: 'model', parts: [{ text: LONG }] }] }],
    ['functions', { tools: [{ functionDeclarations: [{ name: 'look', description: LONG }] }] }],
    ['what a function gave', { contents: [{ parts: [{ functionResponse: { response: { text: LONG } } }] }] }],
    ['the form of the answer', { generationConfig: { responseSchema: { description: LONG } } }],
    ['a picture', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: 'x' } }] }] }],
    ['what is cached', { cachedContent: 'cachedContents/1' }],
  ])('counts %s', (_name, more) => {
    const likely = (body: object): number => sizedTokens(draftOf({ ...REQUEST, ...body }));
    expect(likely(more)).toBeGreaterThan(likely({}) + 25);
  });
});

describe('another bound', () => {
  const revise = (text: string) => geminiGenerate.revise(text, { kind: 'output-max', outputTokensMax: 9 }, null)?.body;
  const contents = '"contents":[{"parts":[{"text":"1.0e2"}]}]';

  it.each([
    [
      `{${contents},"generationConfig":{ "maxOutputTokens" : 500,"topP":1.0}}`,
      `{${contents},"generationConfig":{ "maxOutputTokens" : 9,"topP":1.0}}`,
    ],
    [
      `{${contents},"generationConfig":{"max_output_tokens":5}}`,
      `{${contents},"generationConfig":{"max_output_tokens":9}}`,
    ],
    [
      `{${contents},"generation_config":{"max_output_tokens":5}}`,
      `{${contents},"generation_config":{"max_output_tokens":9}}`,
    ],
    [
      `{${contents},"generationConfig":{"topP":1.0}}`,
      `{${contents},"generationConfig":{"maxOutputTokens":9,"topP":1.0}}`,
    ],
    [`{${contents},"generation_config":{}}`, `{${contents},"generation_config":{"maxOutputTokens":9}}`],
    [`{${contents}}`, `{"generationConfig":{"maxOutputTokens":9},${contents}}`],
  ])('of %s changes nothing else', (text, revised) => {
    expect(revise(text)).toBe(revised);
    expect(geminiGenerate.readRequest(revised, null)?.outputTokensMax).toBe(9);
  });

  it('is none where there is no place for it, and another model is another address', () => {
    expect(revise(`{${contents},"generationConfig":null}`)).toBeUndefined();
    expect(revise('{"contents":[]}')).toBeUndefined();
    expect(geminiGenerate.revise(`{${contents},"model":"a"}`, { kind: 'model', model: 'b' }, null)).toBeNull();
  });
});

function meter(...pieces: readonly string[]): MeterReading {
  const open = geminiGenerate.openMeter(headOf('application/json'), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

const chunk = (text: string, more: object = {}, candidate: object = {}) => ({
  candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...candidate }],
  modelVersion: 'gemini-3-flash-preview',
  ...more,
});

describe('what an answer billed', () => {
  const billed = (usageMetadata: object, more: object = {}) =>
    meter(JSON.stringify({ ...chunk('Hi', { usageMetadata }), ...more })).usage;

  it('thoughts are output beside the answer', () => {
    // Firebase’s documentation of server prompt templates (gemini-3-flash-preview), read 2026-11-21
    const usage = {
      promptTokenCount: 34,
      candidatesTokenCount: 418,
      totalTokenCount: 890,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: 34 }],
      thoughtsTokenCount: 438,
    };
    expect(billed(usage)).toEqual({ 'input-tokens': 34, 'cached-input-tokens': 0, 'output-tokens': 856 });
  });

  it('of an answer that was all thought', () => {
    // https://github.com/router-for-me/CLIProxyAPI/issues/5733, read 2026-11-21
    expect(billed({ promptTokenCount: 21, thoughtsTokenCount: 60, totalTokenCount: 81 })).toEqual({
      'input-tokens': 21,
      'cached-input-tokens': 0,
      'output-tokens': 60,
    });
  });

  // What is in what: https://googleapis.github.io/js-genai/release_docs/classes/types.GenerateContentResponseUsageMetadata.html,
  // read 2026-11-21; the figures are ours.
  it('what was cached is part of the prompt, what tools brought in is not', () => {
    const usage = {
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      toolUsePromptTokenCount: 5,
      candidatesTokenCount: 20,
    };
    expect(billed(usage)).toEqual({ 'input-tokens': 65, 'cached-input-tokens': 40, 'output-tokens': 20 });
  });

  it('sound, and pictures that were made, are counted by themselves', () => {
    const usage = {
      promptTokenCount: 120,
      candidatesTokenCount: 1700,
      promptTokensDetails: [
        { modality: 'AUDIO', tokenCount: 100 },
        { modality: 'TEXT', tokenCount: 20 },
      ],
      candidatesTokensDetails: [
        { modality: 'IMAGE', tokenCount: 1600 },
        { modality: 'AUDIO', tokenCount: 25 },
        { modality: 'TEXT', tokenCount: 75 },
      ],
    };
    expect(billed(usage)).toEqual({
      'input-tokens': 20,
      'cached-input-tokens': 0,
      'output-tokens': 75,
      'audio-input-tokens': 100,
      'audio-output-tokens': 25,
      'image-output-tokens': 1600,
    });
    const cacheTokensDetails = [{ modality: 'AUDIO', tokenCount: 10 }];
    expect(billed({ ...usage, cachedContentTokenCount: 10, cacheTokensDetails })).toBeNull();
  });

  // https://discuss.ai.google.dev/t/168136 (empty queries are not billed) and the release note of TokenMeter 0.13.0 (one fee
  // for an answer of 2.5, one for each query of 3), read 2026-11-21
  it.each([
    ['gemini-3-flash-preview', ['', 'a', '', 'b', 'a'], 2],
    ['gemini-2.5-flash', ['a', 'b'], 1],
    ['gemini-2.5-flash', [''], undefined],
    ['gemini-3-flash-preview', [], undefined],
  ])('searches of %s: %j are %s', (modelVersion, webSearchQueries, searches) => {
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5 };
    const answer = { ...chunk('Hi', { usageMetadata, modelVersion }, { groundingMetadata: { webSearchQueries } }) };
    expect(meter(JSON.stringify(answer)).usage?.searches).toBe(searches);
  });

  it.each<[string, object]>([
    ['negative', { promptTokenCount: -1 }],
    ['fractional', { candidatesTokenCount: 1.5 }],
    ['text', { thoughtsTokenCount: '7' }],
    ['more than there was', { cachedContentTokenCount: 101 }],
    ['of no modality’s count', { promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 'x' }] }],
    ['without a prompt', { promptTokenCount: undefined }],
  ])('a figure that is %s makes it unknown', (_name, wrong) => {
    expect(billed({ promptTokenCount: 100, candidatesTokenCount: 20, ...wrong })).toBeNull();
    expect(billed({ promptTokenCount: 100, candidatesTokenCount: 20 })).not.toBeNull();
  });

  it('the count of tokens that is asked for by itself bills nothing', () => {
    expect(meter('{"totalTokens":42,"cachedContentTokenCount":4}')).toMatchObject({ usage: null, cost: null });
  });
});

describe('streams', () => {
  const chunks = [
    chunk('One ', { usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 } }),
    chunk('two ', { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12 } }),
    chunk(
      'three',
      { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 3, thoughtsTokenCount: 4 } },
      { finishReason: 'STOP' },
    ),
  ];
  const sse = chunks.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`).join('');
  // Its elements begin on new lines: googleapis writes `[{`, `,` and `]` by themselves.
  const list = `[${chunks.map((one) => JSON.stringify(one, null, 2)).join('\n,\r\n')}\n]`;
  const counted = { 'input-tokens': 10, 'cached-input-tokens': 0, 'output-tokens': 7 };

  it.each([
    ['MAX_TOKENS', true],
    ['STOP', undefined],
  ])('an answer that might not be longer is told by its reason: %s', (finishReason, isBounded) => {
    expect(meter(JSON.stringify(chunk('Hi', {}, { finishReason }))).isBounded).toBe(isBounded);
  });

  it('the last count is the one', () => {
    expect(meter(sse)).toMatchObject({ usage: counted, isComplete: true, errorText: null });
    expect(meter(list)).toEqual(meter(sse));
    expect(meter(sse).isUsageFinal).toBeUndefined();
  });

  it('say the same wherever they are split', () => {
    const whole = meter(sse);
    fc.assert(
      fc.property(fc.constantFrom(sse, list), fc.array(fc.nat(list.length)), (text, cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        expect(meter(...at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });

  it.each<[string, readonly (readonly string[])[]]>([
    ['only at the start', [['a', 'b', 'c'], [], []]],
    ['each where it was sent', [['a'], ['b'], ['c']]],
    ['each time all so far', [['a'], ['a', 'b'], ['a', 'b', 'c']]],
  ])('count searches once that are said %s', (_name, said) => {
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5 };
    const list = said.map((webSearchQueries) =>
      chunk('Hi', { usageMetadata }, webSearchQueries.length > 0 ? { groundingMetadata: { webSearchQueries } } : {}),
    );
    expect(meter(JSON.stringify(list)).usage?.searches).toBe(3);
    const older = list.map((one) => ({ ...one, modelVersion: 'gemini-2.5-flash' }));
    expect(meter(JSON.stringify(older)).usage?.searches).toBe(1);
  });

  it('that are cut off say what came, and are not whole', () => {
    const earlier = { 'input-tokens': 10, 'cached-input-tokens': 0, 'output-tokens': 2 };
    for (const text of [sse, list]) {
      const reading = meter(text.slice(0, text.lastIndexOf('"three"') + 3));
      expect(reading).toMatchObject({ usage: earlier, isUsageFinal: false, isComplete: false });
      expect(reading.output?.likely).toBeGreaterThan(0);
    }
    expect(meter(list.slice(0, 20))).toMatchObject({ usage: null, output: null, isComplete: false });
  });

  it('a refused question is a whole answer, and so is one that the page parsed itself', () => {
    const refused = '{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":9}}';
    expect(meter(`data: ${refused}\n\n`)).toMatchObject({
      usage: { 'input-tokens': 9, 'output-tokens': 0 },
      isComplete: true,
    });
    const open = geminiGenerate.openMeter(headOf(''), null);
    open.pushJson(JSON.parse(list));
    expect(open.end()).toEqual(meter(list));
  });

  it('an error within is kept, and nothing beside it', () => {
    const error = { error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } };
    for (const text of [`${sse}data: ${JSON.stringify(error)}\n\n`, JSON.stringify([...chunks, error])])
      expect(meter(text).errorText).toBe(JSON.stringify(error));
  });
});

describe('output', () => {
  it('is text, thoughts and calls', () => {
    const likely = (part: object) =>
      meter(JSON.stringify({ candidates: [{ content: { parts: [part] } }] })).output?.likely ?? 0;
    for (const part of [
      { text: LONG },
      { text: LONG, thought: true },
      { functionCall: { name: 'f', args: { a: LONG } } },
    ])
      expect(likely(part)).toBeGreaterThan(100);
  });

  it('is unknown where there is a picture or sound among it', () => {
    const part = { inlineData: { mimeType: 'image/png', data: 'x' } };
    expect(meter(JSON.stringify({ candidates: [{ content: { parts: [part] } }] })).output).toBeNull();
  });
});

it('any text gives a reading, and any body a draft or none', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          jsonText,
          jsonText.map((text) => `data: ${text}\n\n`),
          fc.string({ unit: 'binary' }),
        ),
      ),
      (pieces) => {
        const { output } = meter(...pieces);
        expect(output === null || output.low <= output.high).toBe(true);
        const text = pieces.join('');
        geminiGenerate.readRequest(text, null);
        geminiGenerate.revise(text, { kind: 'output-max', outputTokensMax: 5 }, null);
      },
    ),
  );
});
