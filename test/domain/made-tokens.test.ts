import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftMade } from '../../lib/domain/call.ts';
import { explainSum } from '../../lib/domain/explain-sum.ts';
import { madeTokens } from '../../lib/domain/made-tokens.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { gatherFacts } from '../../lib/engine/call-facts.ts';
import { sizeInput } from '../../lib/engine/size-input.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { geminiGenerate } from '../../lib/wires/gemini-generate.ts';
import { openaiImages } from '../../lib/wires/openai-images.ts';
import { NOW } from './samples.ts';

const factsFor = (id: string, draft: Parameters<typeof gatherFacts>[0]['draft'] | null) => {
  const provider = findProvider(id);
  if (provider === null || draft === null) throw new Error('no such provider, or no request');
  return gatherFacts({ provider, draft, context: { account: null }, origin: 'https://a.example', now: NOW });
};
const openai = (body: object) =>
  factsFor('openai', openaiImages.readRequest(JSON.stringify({ prompt: 'a cat', ...body }), null));
const gemini = (model: string, config: object) => {
  const body = { contents: [{ parts: [{ text: 'a cat' }] }], generationConfig: config };
  const draft = geminiGenerate.readRequest(JSON.stringify(body), null);
  return factsFor('google-gemini', draft && { ...draft, model });
};

/** https://platform.openai.com/docs/guides/image-generation#cost-and-latency and its prices of a picture, as published. */
describe('a picture of gpt-image-1 costs what the provider says', () => {
  it.each([
    ['low', '1024x1024', 272, '0.01088'],
    ['low', '1024x1536', 408, '0.01632'],
    ['medium', '1024x1024', 1056, '0.04224'],
    ['medium', '1536x1024', 1568, '0.06272'],
    ['high', '1024x1024', 4160, '0.1664'],
    ['high', '1024x1536', 6240, '0.2496'],
  ])('%s, %s: %d tokens, $%s', (quality, size, tokens, dollars) => {
    const { estimate } = openai({ model: 'gpt-image-1', quality, size });
    const made = estimate?.parts.find(({ meter, role }) => meter === 'image-output-tokens' && role === 'likely');
    expect(made).toMatchObject({ count: tokens });
    expect(Number(made?.nano) / 1e9).toBeCloseTo(Number(dollars), 9);
    expect(estimate?.basis).toMatchObject({ made: { low: tokens, likely: tokens, high: tokens } });
  });

  /** https://developers.openai.com/api/docs/models/gpt-image-1-mini, read 2026-11-22 */
  it.each([
    ['low', '1024x1024', 0.005],
    ['medium', '1024x1536', 0.015],
    ['high', '1536x1024', 0.052],
  ])('and one of gpt-image-1-mini, %s, %s: $%d', (quality, size, dollars) => {
    const { estimate } = openai({ model: 'gpt-image-1-mini', quality, size });
    const made = estimate?.parts.find(({ meter, role }) => meter === 'image-output-tokens' && role === 'likely');
    expect(Number(made?.nano) / 1e9).toBeCloseTo(dollars, 3);
  });

  it('as often as there are pictures, with those that are shown before', () => {
    const { estimate } = openai({ model: 'gpt-image-1', quality: 'low', size: '1024x1024', n: 3, partial_images: 2 });
    expect(estimate?.basis?.made).toEqual({ low: 816, likely: 1416, high: 1416 });
  });

  it('between the smallest and the largest where the request leaves it open', () => {
    const { estimate } = openai({ model: 'gpt-image-1' });
    expect(estimate?.basis?.made).toEqual({ low: 272, likely: 1056, high: 6240 });
    expect(estimate && estimate.highNano === estimate.mostNano).toBe(true);
  });

  it('has a row of its own in the sum, in both languages', () => {
    const facts = openai({ model: 'gpt-image-1', quality: 'high', size: '1024x1024' });
    const lines = (language: 'en' | 'zh') => explainSum(facts).map((line) => renderText(line, language));
    expect(lines('en')).toContain('Answer, pictures: 4,160 tokens, / 1,000,000 × $40 = $0.1664');
    expect(lines('en').join('\n')).toContain('4,160 out (size and quality of the pictures asked for)');
    expect(lines('zh').join('\n')).toMatch(/4160|4,160/);
    expect(lines('zh').join('\n')).toContain('依据所要图片的尺寸与质量');
  });
});

/** https://ai.google.dev/gemini-api/docs/pricing: prices of a picture, as published. */
describe('a picture of Gemini costs what the provider says', () => {
  it.each([
    ['gemini-2.5-flash-image', {}, 0.039],
    ['gemini-3-pro-image-preview', { imageConfig: { imageSize: '2K' } }, 0.134],
    ['gemini-3-pro-image-preview', { imageConfig: { imageSize: '4K' } }, 0.24],
    ['gemini-3.1-flash-image-preview', { responseModalities: ['IMAGE'] }, 0.067],
    ['gemini-3.1-flash-image-preview', { imageConfig: { imageSize: '4K' } }, 0.151],
  ])('%s, %j: $%d', (model, config, dollars) => {
    const { estimate } = gemini(model, config);
    const made = estimate?.parts.find(({ meter, role }) => meter === 'image-output-tokens' && role === 'likely');
    expect(Number(made?.nano) / 1e9).toBeCloseTo(dollars, 3);
  });

  it('and a model of text makes none', () => {
    const { estimate } = gemini('gemini-2.5-flash', {});
    expect(estimate?.parts.map(({ meter }) => meter)).not.toContain('image-output-tokens');
  });
});

it('a model that nobody has published a rule of makes pictures of some size, never of none', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('gpt-image-1', 'gpt-image-2', 'chatgpt-image-latest', 'gpt-4.1', 'nobody', '', null),
      fc.record({
        size: fc.constantFrom('1024x1024', '0x0', '99999x1', 'auto', '', '4k', '__proto__'),
        quality: fc.constantFrom('low', 'medium', 'high', 'hd', 'constructor', ''),
        partials: fc.nat(10),
        times: fc.integer({ min: 1, max: 128 }),
      }),
      (model, asked) => {
        const made: DraftMade = { kind: 'image', ...asked };
        const { low, likely, high } = madeTokens(made, model);
        expect(low > 0 && low <= likely && likely <= high && Number.isSafeInteger(high)).toBe(true);
        const sized = sizeInput({ ...DRAFT, model, makes: [made] });
        expect(sized.made?.[0]?.tokens).toEqual({ low, likely, high });
      },
    ),
  );
});

const DRAFT = {
  wire: 'openai-images',
  inputTokens: { low: 1, likely: 1, high: 1 },
  outputTokensMax: 0,
  answers: 1,
  units: null,
  isStream: false,
  revisable: [],
} as const;
