import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../lib/wires/openai-chat.ts';
import { openaiEmbeddings } from '../../lib/wires/openai-embeddings.ts';
import { openaiResponses } from '../../lib/wires/openai-responses.ts';
import type { Wire } from '../../lib/wires/wire.ts';
import { headOf } from './head.ts';

/** Usage objects as they were published, what they count, and the day they were read. */
const PUBLISHED = [
  {
    name: 'reasoning beside the completion, as xAI has it',
    // https://github.com/UKGovernmentBEIS/inspect_ai/issues/5528, 2026-11-21: total is prompt + completion + reasoning; the
    // figures are ours
    usage: {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      prompt_tokens_details: { text_tokens: 32, audio_tokens: 0, image_tokens: 0, cached_tokens: 6 },
      completion_tokens_details: { reasoning_tokens: 94, audio_tokens: 0 },
      num_sources_used: 0,
    },
    counted: { 'input-tokens': 26, 'cached-input-tokens': 6, 'output-tokens': 103 },
  },
  {
    name: 'reasoning beside the completion, as a gateway took it over from Gemini',
    // https://github.com/router-for-me/CLIProxyAPI/issues/5733, 2026-11-21
    usage: {
      completion_tokens: 0,
      total_tokens: 81,
      prompt_tokens: 21,
      completion_tokens_details: { reasoning_tokens: 60 },
    },
    counted: { 'input-tokens': 21, 'cached-input-tokens': 0, 'output-tokens': 60 },
  },
  {
    name: 'more than anybody explains',
    // https://github.com/mozilla-ai/any-llm/issues/1290, 2026-11-21
    usage: { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 },
    counted: null,
  },
  {
    name: 'OpenRouter, reasoning within the completion',
    // a logged answer in a public repository, read 2026-11-21
    usage: {
      prompt_tokens: 26_930,
      completion_tokens: 6451,
      total_tokens: 33_381,
      cost: 0.092374,
      is_byok: false,
      prompt_tokens_details: { cached_tokens: 128, cache_write_tokens: 0, audio_tokens: 0, video_tokens: 0 },
      cost_details: { upstream_inference_cost: 0.092374 },
      completion_tokens_details: { reasoning_tokens: 4886, image_tokens: 0, audio_tokens: 0 },
    },
    counted: { 'input-tokens': 26_802, 'cached-input-tokens': 128, 'output-tokens': 6451 },
    cost: '0.092374',
  },
  {
    name: 'Perplexity, deep research',
    // a logged answer in a public repository, read 2026-11-21
    usage: {
      prompt_tokens: 33,
      completion_tokens: 11_395,
      total_tokens: 11_428,
      citation_tokens: 19_028,
      num_search_queries: 21,
      reasoning_tokens: 193_947,
      cost: {
        input_tokens_cost: 0.0,
        output_tokens_cost: 0.091,
        citation_tokens_cost: 0.038,
        reasoning_tokens_cost: 0.582,
        search_queries_cost: 0.105,
        total_cost: 0.816,
      },
    },
    counted: { 'input-tokens': 33, 'cached-input-tokens': 0, 'output-tokens': 11_395 },
    cost: '0.816',
  },
  {
    name: 'Mistral',
    // a logged answer in a public repository, read 2026-11-21
    usage: {
      completion_tokens: 7,
      prompt_audio_seconds: 0,
      num_cached_tokens: 0,
      prompt_tokens: 13,
      prompt_tokens_details: { cached_tokens: 0 },
      total_tokens: 20,
    },
    counted: { 'input-tokens': 13, 'cached-input-tokens': 0, 'output-tokens': 7 },
  },
  {
    name: 'Mistral, with sound that is billed by its length',
    // logged answers in public repositories, read 2026-11-21
    usage: {
      prompt_audio_seconds: 12,
      prompt_tokens: 3,
      total_tokens: 419,
      completion_tokens: 41,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 375 },
    },
    counted: { 'input-tokens': 3, milliseconds: 12_000, 'output-tokens': 41 },
  },
  {
    name: 'Mistral, with sound that was cached',
    usage: {
      prompt_audio_seconds: 5,
      prompt_tokens: 5,
      total_tokens: 404,
      completion_tokens: 24,
      prompt_tokens_details: { cached_tokens: 368 },
    },
    counted: { 'input-tokens': 5, milliseconds: 5000, 'output-tokens': 24 },
  },
] as const;

function read(wire: Wire, usage: unknown, headers = {}) {
  const meter = wire.openMeter(headOf('application/json', headers), null);
  meter.push(JSON.stringify({ choices: [{ message: {}, finish_reason: 'stop' }], output: [], usage }));
  return meter.end();
}

describe('what a chat answer billed', () => {
  it.each(PUBLISHED)('$name', ({ usage, counted, ...stated }) => {
    const reading = read(openaiChat, usage);
    expect(reading.usage).toEqual(counted);
    expect(reading.cost).toBe('cost' in stated ? stated.cost : null);
  });

  // Both names at once: https://github.com/BerriAI/litellm/issues/15945 and
  // https://docs.litellm.ai/docs/completion/prompt_caching, read 2026-11-21; the figures are ours.
  it.each([
    ['beside the details', { cache_creation_input_tokens: 700 }, {}],
    ['among them, by LiteLLM’s name', {}, { cache_creation_tokens: 700 }],
    ['in both places at once', { cache_creation_input_tokens: 700 }, { cache_creation_tokens: 700 }],
    ['in one of two places', { cache_creation_input_tokens: 700 }, { cache_write_tokens: 0 }],
  ])('what was written to the cache may stand %s, and counts once', (_name, beside, among) => {
    const details = { cached_tokens: 200, ...among };
    const usage = { prompt_tokens: 1000, completion_tokens: 5, ...beside, prompt_tokens_details: details };
    const counted = { 'input-tokens': 100, 'cached-input-tokens': 200, 'cache-write-tokens': 700, 'output-tokens': 5 };
    expect(read(openaiChat, usage).usage).toEqual(counted);
  });

  it('text beside sound that is billed by its length may come from the cache', () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 5, prompt_audio_seconds: 2, cached_tokens: 900 };
    const counted = { 'input-tokens': 100, 'cached-input-tokens': 900, milliseconds: 2000, 'output-tokens': 5 };
    expect(read(openaiChat, usage).usage).toEqual(counted);
  });

  const plain = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

  it.each([
    // https://docs.aimlapi.com, every page of a chat model, read 2026-11-21
    ['AI/ML API', { meta: { usage: { credits_used: 120_000, usd_spent: 0.06 } } }, '0.06'],
    // https://docs.venice.ai/api-reference (swagger.yaml), read 2026-11-21
    ['Venice', { cost: { diem: 0, usd: 0.00042 } }, '0.00042'],
    ['nobody', { cost: { usd: -1 }, meta: { usage: { usd_spent: 'much' } } }, null],
  ])('its cost in dollars stands beside the usage at %s', (_provider, beside, cost) => {
    const meter = openaiChat.openMeter(headOf('application/json'), null);
    meter.push(JSON.stringify({ choices: [{ message: {}, finish_reason: 'stop' }], usage: plain, ...beside }));
    expect(meter.end()).toMatchObject({ cost, ...(cost !== null && { costUnit: 'USD' }) });
  });

  it.each([
    ['OpenAI', { prompt_tokens_details: { cache_write_tokens: 30, cached_tokens: 10 } }],
    ['DashScope', { prompt_tokens_details: { cache_creation_input_tokens: 30, cached_tokens: 10 } }],
  ])('what is written to the cache is part of the prompt (%s)', (_name, details) => {
    expect(read(openaiChat, { ...plain, ...details }).usage).toEqual({
      'input-tokens': 60,
      'cached-input-tokens': 10,
      'output-tokens': 20,
      'cache-write-tokens': 30,
    });
  });

  it('sound and pictures are counted by themselves: they have prices of their own', () => {
    const details = {
      prompt_tokens_details: { audio_tokens: 70, cached_tokens: 0 },
      completion_tokens_details: { audio_tokens: 12, image_tokens: 3, text_tokens: 5 },
    };
    expect(read(openaiChat, { ...plain, ...details }).usage).toEqual({
      'input-tokens': 30,
      'cached-input-tokens': 0,
      'output-tokens': 5,
      'audio-input-tokens': 70,
      'audio-output-tokens': 12,
      'image-output-tokens': 3,
    });
  });

  it.each([
    [
      'sound that is cached, and how much nobody says',
      { prompt_tokens_details: { audio_tokens: 90, cached_tokens: 20 } },
    ],
    ['more sound than answer', { completion_tokens_details: { audio_tokens: 21 } }],
    ['sound that is no figure', { prompt_tokens_details: { audio_tokens: '7' } }],
    [
      'reasoning that is not the difference',
      { total_tokens: 150, completion_tokens_details: { reasoning_tokens: 15 } },
    ],
    ['an absurd length', { prompt_audio_seconds: -1 }],
  ])('%s makes it unknown', (_name, wrong) => {
    expect(read(openaiChat, { ...plain, ...wrong }).usage).toBeNull();
  });

  it.each([{ total_tokens: 119 }, { total_tokens: null }, { total_tokens: '150' }, { prompt_audio_seconds: {} }])(
    'a sum that says less, or nothing, says nothing: %j',
    (odd) => {
      const counted = { 'input-tokens': 100, 'cached-input-tokens': 0, 'output-tokens': 20 };
      expect(read(openaiChat, { ...plain, ...odd }).usage).toEqual(counted);
    },
  );
});

describe('a cost that is stated', () => {
  // Of an answer of grok-4.3 (35,520 tokens in, 192 cached, 851 out; logged in a public repository, read 2026-11-21) at its
  // prices (1.25, 0.20 and 2.50 dollars a million): a tick is 10⁻¹⁰ dollars.
  it.each([
    [{ cost_in_usd_ticks: 465_659_000 }, '0.0465659000'],
    [{ cost_in_usd_ticks: 0 }, '0.0000000000'],
    [{ cost_in_usd_ticks: 42 }, '0.0000000042'],
    [{ cost: 0 }, '0'],
    [{ cost: 6.7e-6 }, '0.0000067'],
    [{ cost: { total_cost: 6e-5 } }, '0.00006'],
    [{ estimated_cost: 0.0012 }, '0.0012'],
    [{ cost: null }, null],
    [{ cost: -1 }, null],
    [{ cost: {} }, null],
    [{ cost_in_usd_ticks: 1.5 }, null],
  ])('%j is one of %s dollars, whatever the wire', (stated, cost) => {
    const usage = { prompt_tokens: 10, completion_tokens: 2, input_tokens: 10, output_tokens: 2, ...stated };
    for (const wire of [openaiChat, openaiResponses, openaiEmbeddings]) {
      const { cost: found, costUnit } = read(wire, usage);
      expect([found, costUnit]).toEqual([cost, cost === null ? undefined : 'USD']);
    }
  });

  it('a gateway’s own figure goes before the one it passes on', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 2, cost: 0.5 };
    const of = (header: string) => read(openaiChat, usage, { 'x-litellm-response-cost': header }).cost;
    expect([of('2.85e-05'), of('None')]).toEqual(['0.0000285', '0.5']);
  });

  it('what a gateway says before a stream began is not what it cost', () => {
    // BerriAI/litellm says nothing or 0 there, and since September 2026 (#39069) states it with the usage.
    const of = (usage: object) => {
      const meter = openaiChat.openMeter(headOf('text/event-stream', { 'x-litellm-response-cost': '0.0' }), null);
      meter.push(
        `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 2, ...usage } })}\n\n`,
      );
      meter.push('data: [DONE]\n\n');
      return meter.end().cost;
    };
    expect([of({}), of({ cost: 0.000295 })]).toEqual([null, '0.000295']);
  });
});
