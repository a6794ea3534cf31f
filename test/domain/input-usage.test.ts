import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { findFits } from '../../lib/domain/find-fits.ts';
import { inputUsage } from '../../lib/domain/input-usage.ts';
import { needsAsListed, needsAsStated } from '../../lib/domain/need-as-stated.ts';
import { reserveNano } from '../../lib/domain/reserve.ts';
import { chatDraft, chatPrice, countRanges, ONE } from './samples.ts';

const exactly = (tokens: number) => ({ low: tokens, likely: tokens, high: tokens });
/** 1,000 tokens of text, 1,920 of sound (a minute at Gemini), 258 of a picture. */
const draft = chatDraft({
  inputTokens: exactly(3178),
  outputTokensMax: 0,
  apart: [
    { meter: 'image-input-tokens', tokens: exactly(258) },
    { meter: 'audio-input-tokens', tokens: exactly(1920) },
  ],
});
/** Gemini 2.5 Flash: $0.30 a million, $1.00 of sound, $0.03 and $0.10 cached. https://ai.google.dev/gemini-api/docs/pricing */
const price = chatPrice({
  rates: {
    'input-tokens': 300_000n,
    'cached-input-tokens': 30_000n,
    'output-tokens': 2_500_000n,
    'audio-input-tokens': 1_000_000n,
    'cached-audio-input-tokens': 100_000n,
  },
});

describe('pictures and sound', () => {
  it('have the rates of their own that the price has, and else that of text', () => {
    expect(inputUsage(draft, price, 3178, 'likely')).toEqual({ 'input-tokens': 1258, 'audio-input-tokens': 1920 });
    const drawn = chatPrice({ rates: { ...price.rates, 'image-input-tokens': 450_000n } });
    expect(inputUsage(draft, drawn, 3178, 'likely')).toEqual({
      'input-tokens': 1000,
      'audio-input-tokens': 1920,
      'image-input-tokens': 258,
    });
    expect(inputUsage(draft, price, 3178, 'low')).toEqual({
      'cached-input-tokens': 1258,
      'cached-audio-input-tokens': 1920,
    });
  });

  it('cost what the provider says of a minute: 1,920 tokens at $1.00 a million', () => {
    const minute = chatDraft({
      inputTokens: exactly(1920),
      outputTokensMax: 0,
      apart: [{ meter: 'audio-input-tokens', tokens: exactly(1920) }],
    });
    expect(estimateCall(minute, price, null)).toMatchObject({
      likelyNano: 1_920_000n,
      highNano: 1_920_000n,
      reserveNano: 1_920_000n,
      basis: { beside: { pictures: 0, sound: 1920 } },
      parts: [
        { meter: 'input-tokens', count: 0 },
        { meter: 'audio-input-tokens', role: 'likely', count: 1920, nano: 1_920_000n },
        { meter: 'output-tokens', count: 0 },
        { meter: 'input-tokens', role: 'reserve', count: 0 },
        { meter: 'audio-input-tokens', role: 'reserve', count: 1920, nano: 1_920_000n },
        { meter: 'output-tokens', count: 0 },
      ],
    });
  });

  it('are a guess where the list has no rate of sound, and no more than that', () => {
    const silent = chatPrice({ rates: { 'input-tokens': 300_000n, 'output-tokens': 2_500_000n } });
    expect(estimateCall(draft, silent, null)).toMatchObject({ isGuess: true, likelyNano: 953_400n });
    expect(estimateCall(draft, silent, null)).not.toHaveProperty('mostNano');
    expect(estimateCall({ ...draft, apart: draft.apart?.slice(0, 1) ?? [] }, silent, null)).not.toHaveProperty(
      'isGuess',
    );
  });

  it('are in points only where points have a rate of theirs', () => {
    const points = {
      pointsPerUnit: 500_000n,
      parts: 1_000_000n,
      pointsMin: 0n,
      rates: { 'input-tokens': 150_000n, 'output-tokens': 1_250_000n },
    } as unknown as NonNullable<typeof price.points>;
    expect(inputUsage(draft, { ...price, points }, 3178, 'likely')).toEqual({ 'input-tokens': 3178 });
  });

  it('are settled by the same rates where the answer does not say what it billed', () => {
    const outcome = { kind: 'answer', usage: null, cost: null, output: exactly(0) } as const;
    expect(costOf(outcome, { ...draft, outputTokensMax: 10 }, price, true).cost).toMatchObject({
      likelyNano: 2_297_400n,
      highNano: 2_297_400n,
      lowNano: 229_740n,
    });
  });
});

const drafts = fc
  .tuple(countRanges, countRanges, countRanges, fc.integer({ min: 1, max: 100_000 }))
  .map(([texts, sound, pictures, outputTokensMax]): Draft => {
    const all = [texts, sound, pictures];
    const sum = (end: 'low' | 'likely' | 'high') => all.reduce((total, one) => total + one[end], 0);
    return chatDraft({
      inputTokens: { low: sum('low'), likely: sum('likely'), high: sum('high') },
      outputTokensMax,
      apart: [
        { meter: 'audio-input-tokens', tokens: sound },
        { meter: 'image-input-tokens', tokens: pictures },
      ],
    });
  });
const dear = chatPrice({ rates: { ...price.rates, 'image-input-tokens': 450_000n } });

describe('for any sizes', () => {
  it('no token is lost or counted twice, and those that are known are as they are known', () => {
    fc.assert(
      fc.property(drafts, fc.nat(4_000_000_000), (any, tokens) => {
        const usage = inputUsage(any, dear, tokens, 'likely');
        const sum = Object.values(usage).reduce((total, count) => total + count, 0);
        expect(sum).toBe(tokens);
        for (const end of ['low', 'likely', 'high'] as const) {
          const at = inputUsage(any, dear, any.inputTokens?.[end] ?? 0, 'likely');
          const ties = new Set(Object.values(any.inputTokens ?? {})).size < 3;
          if (!ties) expect(at['audio-input-tokens'] ?? 0).toBe(any.apart?.[0]?.tokens[end]);
        }
      }),
    );
  });

  it('more tokens are never cheaper, figures are in order, and what is offered fits', () => {
    fc.assert(
      fc.property(drafts, fc.nat(1_000_000), fc.bigInt(1n, 10n * ONE), (any, more, room) => {
        const tokens = any.inputTokens?.likely ?? 0;
        const [less, larger] = [tokens, tokens + more].map((count) => reserveNano(any, dear, count) ?? -1n);
        // Two parts are cut to whole tokens: one may move from the one to the other.
        expect((larger ?? 0n) + 2n >= (less ?? 0n)).toBe(true);
        const estimate = estimateCall(any, dear, null);
        const { lowNano = 1n, likelyNano = 0n, highNano = 0n, reserveLowNano, reserveNano: reserved } = estimate ?? {};
        expect(lowNano <= likelyNano && likelyNano <= highNano).toBe(true);
        expect((reserveLowNano ?? 1n) <= (reserved ?? 0n)).toBe(true);
        const fit = findFits(any, dear, room, []).outputTokensMax;
        if (fit === null) return;
        const need = needsAsListed.highest({ ...any, outputTokensMax: fit }, dear) ?? room + 1n;
        expect(need <= room).toBe(true);
      }),
    );
  });

  it('a sum that the provider states is met by its own count', () => {
    const needs = needsAsStated(
      { ...draft, outputTokensMax: 1000 },
      price,
      reserveNano({ ...draft, outputTokensMax: 1000 }, price, 3400) ?? 0n,
    );
    const again = needs?.highest({ ...draft, outputTokensMax: 500 }, price) ?? 0n;
    const own = reserveNano({ ...draft, outputTokensMax: 500 }, price, 3400) ?? 0n;
    expect(again >= own && again <= own + 2000n).toBe(true);
  });
});
