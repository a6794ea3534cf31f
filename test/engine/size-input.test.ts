import { describe, expect, it } from 'vitest';
import { kindRatios } from '../../lib/domain/kind-ratios.ts';
import { type CountHabit, learnCount } from '../../lib/domain/learn-vocabulary.ts';
import { sizeInput } from '../../lib/engine/size-input.ts';
import { chatDraft } from '../domain/samples.ts';

const exactly = (tokens: number) => ({ low: tokens, likely: tokens, high: tokens });

describe('pictures and sound', () => {
  const draft = chatDraft({
    model: 'gpt-4o',
    inputTokens: exactly(100),
    media: [
      { kind: 'image', width: 1024, height: 1024, detail: 'high', times: 2 },
      { kind: 'audio', milliseconds: 10_000, times: 1 },
      { kind: 'document', pages: 1, times: 1 },
    ],
  });

  it('are in the input as the model counts them, and apart for prices that bill them so', () => {
    const { inputTokens, apart, media } = sizeInput(draft);
    expect(apart).toEqual([
      { meter: 'image-input-tokens', tokens: exactly(1530) },
      { meter: 'audio-input-tokens', tokens: { low: 95, likely: 100, high: 111 } },
    ]);
    expect(inputTokens?.likely).toBe(100 + 1530 + 100 + (765 + 700));
    expect(media).toBeUndefined();
  });

  it('are sized for each model anew, and once', () => {
    const claude = sizeInput({ ...draft, model: 'claude-haiku-4-5' });
    expect(claude.apart?.[0]?.tokens.likely).toBe(2 * 1369);
    expect(sizeInput(sizeInput(draft))).toEqual(sizeInput(draft));
  });

  it('are nothing where there are none', () => {
    const { apart, inputTokens } = sizeInput(chatDraft({ model: 'gpt-4o', inputTokens: exactly(100) }));
    expect([apart, inputTokens]).toEqual([undefined, exactly(100)]);
  });
});

describe('texts', () => {
  const kinds = [800, 60, 40, 100, 0, 0];
  const texts = (more: object = {}) =>
    chatDraft({ model: 'gpt-4o', inputTokens: { low: 950, likely: 1020, high: 1100 }, kinds, ...more });

  it.each([
    ['gpt-4o', {}, { low: 950, likely: 1020, high: 1100 }, 'counted'],
    ['gpt-4o', { isExact: true, inputTokens: exactly(1020) }, exactly(1020), 'exact'],
    // English prose has 1.45 times the tokens since Opus 4.7, by counts that others had from the provider.
    ['claude-opus-4-7', {}, { low: 1083, likely: 1424, high: 2112 }, 'prior'],
    ['gemini-2.5-pro', {}, { low: 869, likely: 1167, high: 1488 }, 'prior'],
    // What was counted by another vocabulary is no exact count of its own.
    [
      'claude-opus-4-7',
      { isExact: true, inputTokens: exactly(1020) },
      { low: 1162, likely: 1424, high: 1958 },
      'prior',
    ],
    ['nobody-knows', {}, { low: 637, likely: 1056, high: 1845 }, 'prior'],
    ['nobody-knows', { kinds: undefined }, { low: 646, likely: 1071, high: 1870 }, 'prior'],
  ] as const)('count as %s counts (%o)', (model, more, inputTokens, kind) => {
    const sized = sizeInput(texts({ model, ...more }));
    expect(sized).toMatchObject({ inputTokens, inputBasis: { kind } });
    expect(sized.isExact).toBe(kind === 'exact' ? true : undefined);
  });

  it('count as the provider says that all its models do', () => {
    const sized = sizeInput(texts({ model: 'nobody-knows' }), { stated: 'o200k' });
    expect(sized).toMatchObject({
      inputTokens: { low: 950, likely: 1020, high: 1100 },
      inputBasis: { kind: 'counted' },
    });
  });

  it('count as calls of the account were billed, more closely with each', () => {
    const billed = 20 + 1.6 * 1000 + 40;
    const prior = kindRatios('claude-opus-4-7');
    const learned: (CountHabit | null)[] = [null];
    for (let call = 0; call < 40; call++)
      learned.push(learnCount(learned.at(-1) ?? null, { kinds, around: 20, billed: billed + (call % 3) }, prior));
    const sizedBy = (calls: number) =>
      sizeInput(texts({ model: 'claude-opus-4-7' }), { habit: learned[calls] ?? null });
    expect([0, 2, 3, 40].map((calls) => sizedBy(calls).inputBasis)).toEqual([
      { kind: 'prior' },
      { kind: 'prior' },
      { kind: 'calibrated', calls: 3 },
      { kind: 'calibrated', calls: 40 },
    ]);
    const { low = 0, likely = 0, high = 0 } = sizedBy(40).inputTokens ?? {};
    expect(Math.abs(likely - billed) / billed).toBeLessThan(0.03);
    expect(low <= billed && billed <= high && (high - low) / billed < 0.4).toBe(true);
  });
});
