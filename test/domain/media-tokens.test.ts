import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftMedia } from '../../lib/domain/call.ts';
import { mediaTokens } from '../../lib/domain/media-tokens.ts';

const image = (width: number | null, height: number | null, detail?: string): DraftMedia => ({
  kind: 'image',
  width,
  height,
  times: 1,
  ...(detail && { detail }),
});
const likely = (model: string | null, media: DraftMedia) => mediaTokens(media, model).likely;

/** https://huggingface.co/datasets/JOHNISKING/image-token-cost, read 2026-11-22: counts of the providers, without the question. */
const MEASURED: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [256, 256, 100, 100, 77, 77, 77],
  [512, 512, 361, 361, 308, 308, 308],
  [768, 768, 784, 784, 692, 692, 692],
  [1024, 1024, 1369, 1369, 1229, 1229, 1229],
  [1280, 720, 1196, 1196, 1104, 1104, 1104],
  [1920, 1080, 2691, 1560, 2448, 2448, 2448],
  [2560, 1440, 2992, 1592, 4320, 2931, 4320],
  [3840, 2160, 2992, 1592, 9792, 2931, 9792],
  [4032, 3024, 3928, 1596, 14_364, 2942, 11_868],
];

describe('what a picture costs', () => {
  it.each(MEASURED)('%d × %d, as it was measured', (width, height, newClaude, oldClaude, auto, close, older) => {
    expect(likely('claude-opus-5-5', image(width, height))).toBe(newClaude);
    expect(likely('anthropic/claude-haiku-4.5', image(width, height))).toBe(oldClaude);
    expect(likely('gpt-6', image(width, height))).toBe(auto);
    expect(likely('gpt-6', image(width, height, 'high'))).toBe(close);
    expect(likely('openai/gpt-5.5', image(width, height, 'auto'))).toBe(older);
    const { low, high } = mediaTokens(image(width, height), 'gemini-3.1-pro-preview');
    expect(low <= 1055 && high >= 1101).toBe(true);
  });

  it.each([
    // https://platform.openai.com/docs/guides/images-vision#calculating-costs and what was billed of odd sizes.
    ['gpt-4o', 1024, 1024, 'high', 765],
    ['gpt-4o', 2048, 4096, 'high', 1105],
    ['gpt-4o', 2048, 4096, 'low', 85],
    ['gpt-4.1', 2049, 513, 'high', 1445],
    ['gpt-4.1', 2050, 513, 'high', 765],
    ['gpt-4o-2024-11-20', 128, 64, 'high', 255],
    ['gpt-4o-mini', 128, 64, 'high', 8500],
    ['gpt-4o-mini', 128, 64, 'low', 2833],
    ['o3', 128, 64, 'high', 225],
    ['gpt-5', 1024, 1024, 'high', 630],
    ['gpt-5-chat-latest', 1024, 1024, 'high', 630],
    ['computer-use-preview', 1024, 768, 'high', 581],
    ['gpt-4.1-mini', 1024, 1024, 'high', 1659],
    ['gpt-4.1-mini', 1800, 2400, 'high', 2353],
    ['gpt-4.1-nano', 32, 32, 'high', 3],
    ['o4-mini', 128, 64, 'high', 14],
    ['gemini-2.5-flash', 384, 384, '', 258],
    ['gemini-2.5-flash', 1024, 1024, '', 1032],
    ['gemini-3-pro', 99, 99, 'media_resolution_ultra_high', 2173],
    ['grok-4', 448, 448, '', 512],
    ['pixtral-large', 1024, 1024, '', 4160],
    ['qwen3-vl-plus', 1024, 1024, '', 1026],
  ] as const)('%s, %d × %d, %s: %d', (model, width, height, detail, tokens) => {
    expect(likely(model, image(width, height, detail))).toBe(tokens);
  });

  it('is as wide as the rule allows where its size is not known, and as any rule where the model is not', () => {
    expect(mediaTokens(image(null, null, 'high'), 'gpt-4o')).toEqual({ low: 85, likely: 765, high: 1445 });
    expect(mediaTokens(image(null, null, 'low'), 'gpt-4o')).toEqual({ low: 85, likely: 85, high: 85 });
    expect(mediaTokens(image(1024, 1024), 'some-model')).toEqual({ low: 1, likely: 765, high: 50_000 });
    expect(mediaTokens(image(1024, 1024), null).high).toBe(50_000);
  });
});

it.each<[string, string, DraftMedia, number]>([
  ['ten seconds', 'gemini-2.5-pro', { kind: 'audio', milliseconds: 10_000, times: 1 }, 320],
  ['ten seconds, twice', 'gpt-4o-audio-preview', { kind: 'audio', milliseconds: 10_000, times: 2 }, 200],
  ['ten seconds of video', 'gemini-2.5-pro', { kind: 'video', milliseconds: 10_000, times: 1 }, 2900],
  ['ten seconds of video', 'gemini-3-pro', { kind: 'video', milliseconds: 10_000, times: 1 }, 1020],
  ['twelve pages', 'gemini-2.5-pro', { kind: 'document', pages: 12, times: 1 }, 3096],
  ['twelve pages', 'gemini-3-pro', { kind: 'document', pages: 12, times: 1 }, 12 * 543],
])('%s at %s', (_what, model, media, tokens) => {
  expect(likely(model, media)).toBe(tokens);
});

it('is a range of whole numbers and never nothing', () => {
  const model = fc.constantFrom(
    'gpt-4o',
    'gpt-6',
    'gpt-4.1-mini',
    'claude-3-opus',
    'claude-fable-5',
    'gemini-1.5-pro',
    'gemini-3',
    'qwen-vl-max',
    'mistral-small',
    'grok-4',
    'x',
    null,
  );
  const size = fc.option(fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constant(0)));
  const detail = fc.constantFrom('low', 'high', 'auto', 'original', 'media_resolution_low', 'odd');
  const kind = fc.constantFrom('image', 'audio', 'video', 'document');
  fc.assert(
    fc.property(model, kind, size, size, detail, fc.integer({ min: 1, max: 99 }), (name, kind, a, b, detail, times) => {
      const { low, likely, high } = mediaTokens(
        { kind, width: a, height: b, milliseconds: a, pages: b, detail, times },
        name,
      );
      expect([low, likely, high].every(Number.isSafeInteger)).toBe(true);
      expect(low >= 0 && low <= likely && likely <= high && high > 0).toBe(true);
    }),
  );
});
