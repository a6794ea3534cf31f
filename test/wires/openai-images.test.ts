import { describe, expect, it } from 'vitest';
import { openaiImages } from '../../lib/wires/openai-images.ts';
import type { MeterReading } from '../../lib/wires/wire.ts';
import { headOf } from './head.ts';

const draftOf = (body: unknown) => openaiImages.readRequest(JSON.stringify(body), null);

function meter(...pieces: readonly string[]): MeterReading {
  const open = openaiImages.openMeter(headOf('application/json'), null);
  for (const piece of pieces) open.push(piece);
  return open.end();
}

describe('asking for pictures', () => {
  it.each([
    [{ model: 'dall-e-3', prompt: 'a cat' }, 1],
    [{ model: 'grok-imagine-image', prompt: 'a cat', n: 4 }, 4],
    [{ model: 'Kwai-Kolors/Kolors', prompt: 'a cat', batch_size: 2 }, 2],
    [{ prompt: 'a cat', n: 0 }, 1],
  ])('%j is billed by the picture: %d', (body, count) => {
    expect(draftOf(body)).toMatchObject({
      wire: 'openai-images',
      model: 'model' in body ? body.model : null,
      units: { meter: 'images', count },
      inputTokens: null,
      answers: 1,
      revisable: [],
    });
  });

  it.each(['gpt-image-1', 'openai/gpt-image-2', 'chatgpt-image-latest'])('%s is billed by tokens', (model) => {
    const draft = draftOf({ model, prompt: 'a cat in the rain', n: 2, stream: true });
    expect(draft).toMatchObject({ units: null, answers: 2, outputTokensMax: 0, isStream: true });
    expect(draft?.inputTokens?.likely).toBeGreaterThan(3);
    expect(JSON.stringify(draft)).not.toContain('rain');
  });

  it.each(['', '{}', '{"prompt":5}', '[]', 'name="prompt"'])('%j is none, and nothing is revised', (body) => {
    expect(openaiImages.readRequest(body, null)).toBeNull();
    expect(openaiImages.revise('{"prompt":"x","n":2}', { kind: 'batch', keep: 1 }, null)).toBeNull();
  });
});

describe('what an answer billed', () => {
  it('is text and pictures by themselves', () => {
    // A gateway’s documentation in a public repository (1024 × 1024, high), read 2026-11-21
    const usage = {
      input_tokens: 25,
      input_tokens_details: { text_tokens: 25, image_tokens: 0 },
      output_tokens: 4160,
      total_tokens: 4185,
    };
    expect(meter(JSON.stringify({ created: 1, data: [{ b64_json: 'iVBORw0KGgo' }], usage }))).toEqual({
      usage: { 'input-tokens': 25, 'cached-input-tokens': 0, 'output-tokens': 0, 'image-output-tokens': 4160 },
      cost: null,
      output: null,
      errorText: null,
      isComplete: true,
    });
    const edited = {
      ...usage,
      input_tokens_details: { text_tokens: 5, image_tokens: 20 },
      output_tokens_details: { text_tokens: 60, image_tokens: 4100 },
    };
    expect(meter(JSON.stringify({ usage: edited })).usage).toEqual({
      'input-tokens': 5,
      'cached-input-tokens': 0,
      'output-tokens': 60,
      'image-input-tokens': 20,
      'image-output-tokens': 4100,
    });
  });

  it('stands in the last event of a stream', () => {
    // As above: gpt-image-2, high, read 2026-11-21
    const completed = {
      type: 'image_generation.completed',
      b64_json: 'ZmluYWwtaW1hZ2U=',
      usage: { input_tokens: 46, output_tokens: 2459, output_tokens_details: { image_tokens: 2459 }, images: 1 },
    };
    const partial = { type: 'image_generation.partial_image', b64_json: 'cGFydGlhbA==', partial_image_index: 0 };
    const stream = [partial, completed].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    const counted = { 'input-tokens': 46, 'cached-input-tokens': 0, 'output-tokens': 0, 'image-output-tokens': 2459 };
    for (const pieces of [stream, stream.join('')]) {
      expect(meter(...pieces)).toMatchObject({ usage: counted, isComplete: true });
    }
    expect(meter(stream[0] ?? '')).toMatchObject({ usage: null, isComplete: false });
  });

  it('is a number of pictures, or a cost, where others say that', () => {
    // Volcengine Ark’s and xAI’s answers in public repositories, read 2026-11-21
    const usage = { generated_images: 1, output_tokens: 16_384, total_tokens: 16_384 };
    expect(meter(JSON.stringify({ data: [{ url: 'x' }], usage })).usage).toEqual({ images: 1 });
    const { cost, costUnit } = meter('{"data":[{}],"usage":{"cost_in_usd_ticks":200000000}}');
    expect([Number(cost), costUnit]).toEqual([0.02, 'USD']);
    expect(meter('{"data":[{"url":"x"}]}')).toMatchObject({ usage: null, cost: null });
  });

  it.each([
    [{ input_tokens: 1 }],
    [{ input_tokens: 1, output_tokens: -1 }],
    [{ input_tokens: 1, output_tokens: 5, output_tokens_details: { text_tokens: 6 } }],
    [{ input_tokens: 1, output_tokens: 5, input_tokens_details: { image_tokens: 2 } }],
  ])('%j is unknown', (usage) => {
    expect(meter(JSON.stringify({ usage })).usage).toBeNull();
  });
});
