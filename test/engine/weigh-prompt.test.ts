import { describe, expect, it } from 'vitest';
import type { Count, Draft } from '../../lib/domain/call.ts';
import { explainBasis } from '../../lib/domain/explain-basis.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import type { SentPrompt } from '../../lib/domain/prompt-marks.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { type KnownPrompts, type Weighed, weighPrompt } from '../../lib/engine/weigh-prompt.ts';
import { findPrices } from '../../lib/prices/find-prices.ts';
import { anthropic } from '../../lib/providers/anthropic.ts';
import { deepseek } from '../../lib/providers/deepseek.ts';
import { openai } from '../../lib/providers/openai.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { marksOf, sentAt } from '../domain/prompt-samples.ts';
import { chatDraft, NOW } from '../domain/samples.ts';

const MINUTE = 60_000;
const exactly = (tokens: number): Count => ({ low: tokens, likely: tokens, high: tokens });
/** What the answer will be long is not what is looked at. */
const lengthsOf = (tokens: number) => ({
  p10: tokens,
  p50: tokens,
  p90: tokens,
  p95: tokens,
  calls: 50,
  of: 'model' as const,
});

function weigh(
  provider: Provider,
  model: string,
  tokens: number,
  known: KnownPrompts | undefined,
  change: Partial<Weighed> = {},
) {
  const draft: Draft = chatDraft({ model, inputTokens: exactly(tokens) });
  const [price = null] = findPrices(provider, draft);
  const weighed = weighPrompt({
    ...{ draft, price, lengths: lengthsOf(300), caches: provider.promptCaches, known, now: NOW },
    ...change,
  });
  return { ...weighed, price: price as Price };
}

function calling(text: string, sent: readonly SentPrompt[], change = {}, askAbove: number | null = null): KnownPrompts {
  return { kind: 'call', id: 'own', marks: marksOf(text, change), sent, askAbove };
}

/** The figure's part of an input of `tokens`; the answer is the same in both. */
function nearness(provider: Provider, model: string, billed: Parameters<typeof priceUsage>[0], known: KnownPrompts) {
  const tokens = (billed['input-tokens'] ?? 0) + (billed['cached-input-tokens'] ?? 0);
  const { price, estimate } = weigh(provider, model, tokens, known);
  const without = weigh(provider, model, tokens, undefined).estimate;
  const cost = priceUsage({ ...billed, 'output-tokens': 300 }, price) ?? 0n;
  const off = (nano: bigint | undefined): number => Math.abs(Number((nano ?? 0n) - cost)) / Number(cost);
  return { with: off(estimate?.likelyNano), without: off(without?.likelyNano), estimate, cost };
}

describe('what was sent before', () => {
  it('brings the figure nearer to what was billed: 2,006 in, 1,920 of them cached, as the guide shows it', () => {
    // https://developers.openai.com/api/docs/guides/prompt-caching, "Monitor cache performance", 2026-11-22.
    const billed = { 'input-tokens': 86, 'cached-input-tokens': 1920 };
    const known = calling('Ab', [sentAt('Ab', NOW - MINUTE, { tokens: 2006 })]);
    const near = nearness(openai, 'gpt-4o', billed, known);
    expect(near.with).toBe(0);
    expect(near.without).toBeGreaterThan(0.2);
  });

  it('brings it nearer in a conversation whose provider bills by its rule: what was asked before, in steps of 64', () => {
    const billed = { 'input-tokens': 1480 - 1216, 'cached-input-tokens': 1216 };
    const known = calling('ABcd', [sentAt('AB', NOW - 20 * MINUTE, { tokens: 1230 })]);
    const near = nearness(deepseek, 'deepseek-flash', billed, known);
    expect(near.with).toBeLessThan(0.01);
    expect(near.without).toBeGreaterThan(0.5);
  });

  it('is said where the sum is shown', () => {
    const { estimate } = weigh(openai, 'gpt-4o', 2006, calling('Ab', [sentAt('Ab', NOW, { tokens: 2006 })]));
    const lines = estimate === null ? [] : explainBasis(estimate);
    const said = (language: 'en' | 'zh') => lines.map((line) => renderText(line, language));
    expect(said('en')).toContain('Of these, 1,920 in were sent before: likely cached, at the cached price.');
    expect(said('zh')).toContain('输入中有 1920 tokens 之前发过：很可能按缓存价计费。');
    const plain = weigh(openai, 'gpt-4o', 2006, undefined).estimate;
    expect((plain === null ? [] : explainBasis(plain)).map(({ key }) => key)).not.toContain('basis.cached');
  });

  it('changes the likely figure only: at the high end nothing is cached', () => {
    const known = calling('Ab', [sentAt('Ab', NOW, { tokens: 2006 })]);
    const [told, plain] = [weigh(openai, 'gpt-4o', 2006, known), weigh(openai, 'gpt-4o', 2006, undefined)];
    expect(told.estimate?.highNano).toBe(plain.estimate?.highNano);
    expect(told.estimate?.lowNano).toBe(plain.estimate?.lowNano);
    expect(told.estimate?.reserveNano).toBe(plain.estimate?.reserveNano);
    expect((told.estimate?.likelyNano ?? 0n) < (plain.estimate?.likelyNano ?? 0n)).toBe(true);
    expect(
      told.estimate?.parts.filter(({ role }) => role === 'likely').map(({ meter, count }) => [meter, count]),
    ).toEqual([
      ['input-tokens', 86],
      ['cached-input-tokens', 1920],
      ['output-tokens', 300],
    ]);
  });

  it('changes nothing without a cached rate, without a rule, after the lifetime, and in several requests at once', () => {
    const known = calling('Ab', [sentAt('Ab', NOW, { tokens: 2006 })]);
    const { price, estimate: plain } = weigh(openai, 'gpt-4o', 2006, undefined);
    const { 'cached-input-tokens': _, ...rates } = price.rates;
    const bare = { ...price, rates };
    expect(weigh(openai, 'gpt-4o', 2006, known, { price: bare }).estimate?.likelyNano).toBe(plain?.likelyNano);
    expect(weigh(openai, 'gpt-4o', 2006, known, { caches: undefined }).estimate).toEqual(plain);
    expect(weigh(openai, 'gpt-4o', 2006, known, { now: NOW + 6 * MINUTE }).estimate).toEqual(plain);
    const draft = chatDraft({ model: 'gpt-4o', inputTokens: exactly(2006), each: exactly(200) });
    expect(weigh(openai, 'gpt-4o', 2006, known, { draft }).estimate).toEqual(
      weigh(openai, 'gpt-4o', 2006, undefined, { draft }).estimate,
    );
  });

  it('keeps what it is asked to keep for an hour at the price of that, and finds it again within one', () => {
    const [tokens, model] = [5000, 'claude-sonnet-4-5'];
    const meters = (result: ReturnType<typeof weigh>) =>
      result.estimate?.parts
        .filter(({ role, meter }) => role === 'likely' && meter !== 'output-tokens')
        .map(({ meter, count }) => [meter, count]);
    const hour = { marked: 1, hour: 1 };
    const first = weigh(anthropic, model, tokens, calling('AB', [], hour));
    expect(meters(first)).toEqual([
      ['input-tokens', 2500],
      ['cache-write-1h-tokens', 2500],
    ]);
    // $6 a million for an hour, $3.75 for five minutes, $3 else.
    const brief = weigh(anthropic, model, tokens, calling('AB', [], { marked: 1 }));
    expect((first.estimate?.likelyNano ?? 0n) - (brief.estimate?.likelyNano ?? 0n)).toBe(5_625_000n);
    expect((first.estimate?.highNano ?? 0n) - (brief.estimate?.highNano ?? 0n)).toBe(11_250_000n);
    const sent = sentAt('AC', NOW - 50 * MINUTE, { ...hour, tokens });
    expect(meters(weigh(anthropic, model, tokens, calling('AB', [sent], hour)))).toEqual([
      ['input-tokens', 2500],
      ['cached-input-tokens', 2500],
    ]);
    const forgotten = sentAt('AC', NOW - 50 * MINUTE, { marked: 1, tokens });
    expect(meters(weigh(anthropic, model, tokens, calling('AB', [forgotten], hour)))).toEqual(meters(first));
    const longAgo = sentAt('AC', NOW - 61 * MINUTE, { ...hour, tokens });
    expect(meters(weigh(anthropic, model, tokens, calling('AB', [longAgo], hour)))).toEqual(meters(first));
    // What stands for an hour stands first; the rest is for five minutes.
    expect(meters(weigh(anthropic, model, 9000, calling('ABC', [], { marked: 2, hour: 1 })))).toEqual([
      ['input-tokens', 3000],
      ['cache-write-1h-tokens', 3000],
      ['cache-write-tokens', 3000],
    ]);
  });

  it('counts where it is marked only, at a provider that keeps nothing else; keeping costs more, first', () => {
    const tokens = 5000;
    const model = 'claude-sonnet-4-5';
    const unmarked = calling('AB', [sentAt('AC', NOW, { tokens })]);
    const plain = weigh(anthropic, model, tokens, undefined);
    expect(weigh(anthropic, model, tokens, unmarked).estimate).toEqual(plain.estimate);
    const first = weigh(anthropic, model, tokens, calling('AB', [], { marked: 1 }));
    const again = weigh(
      anthropic,
      model,
      tokens,
      calling('AB', [sentAt('AC', NOW, { marked: 1, tokens })], { marked: 1 }),
    );
    const meters = ({ estimate }: typeof first) =>
      estimate?.parts
        .filter(({ role, meter }) => role === 'likely' && meter !== 'output-tokens')
        .map(({ meter, count }) => [meter, count]);
    expect(meters(first)).toEqual([
      ['input-tokens', 2500],
      ['cache-write-tokens', 2500],
    ]);
    expect(meters(again)).toEqual([
      ['input-tokens', 2500],
      ['cached-input-tokens', 2500],
    ]);
    for (const { estimate } of [first, again]) {
      expect((estimate?.lowNano ?? 1n) <= (estimate?.likelyNano ?? 0n)).toBe(true);
      expect((estimate?.likelyNano ?? 1n) <= (estimate?.highNano ?? 0n)).toBe(true);
    }
    // Asked to be kept, all of it may cost a quarter more.
    expect((first.estimate?.highNano ?? 0n) > (plain.estimate?.highNano ?? 0n)).toBe(true);
  });
});

describe('what is waste', () => {
  const waste = (known: KnownPrompts, tokens = 3000, change: Partial<Weighed> = {}) =>
    weigh(openai, 'gpt-4o', tokens, known, change).prompt?.waste;

  it('is the same request from the third time on, or above what the user said', () => {
    const sent = [sentAt('Ab', NOW - 4 * MINUTE)];
    const twice = [...sent, sentAt('Ab', NOW - MINUTE)];
    // Told to nobody yet, and kept with the call all the same.
    expect(waste(calling('Ab', sent))).toMatchObject({ repeats: null, repeat: 2, isTooMany: false });
    expect(waste(calling('Cd', sent))).not.toHaveProperty('repeat');
    expect(waste(calling('Ab', twice))).toMatchObject({ repeats: { count: 3 }, isTooMany: false });
    expect(waste(calling('Ab', twice, {}, 3))).toMatchObject({ isTooMany: false });
    expect(waste(calling('Ab', twice, {}, 2))).toMatchObject({ isTooMany: true });
    expect(waste(calling('Ab', sent, {}, 1))).toMatchObject({ repeats: { count: 2 }, isTooMany: true });
  });

  it('is known of unpriced calls, and of those that are not priced by tokens', () => {
    const twice = [sentAt('Ab', NOW - 4 * MINUTE), sentAt('Ab', NOW)];
    expect(waste(calling('Ab', twice), 3000, { price: null })).toMatchObject({ repeats: { count: 3 }, lost: null });
    const draft = chatDraft({ inputTokens: null });
    expect(waste(calling('Ab', twice), 0, { price: null, draft })).toMatchObject({ repeats: { count: 3 } });
  });

  it('is what a changing first line makes dearer: input instead of cached input, for what comes again', () => {
    const sent = [sentAt('1Ac', NOW - 2 * MINUTE), sentAt('2Ad', NOW - MINUTE)];
    // 1,000 of 1,120 characters come again: 2,678 of 3,000 tokens, 2,560 in steps; $1.25 a million less each.
    expect(waste(calling('3Ab', sent))?.lost).toEqual({ unit: 'USD', nano: 2560n * 1250n });
    expect(waste(calling('3Ab', sent), 1000)?.lost).toBeNull();
    expect(waste(calling('3Ab', sent), 3000, { caches: [] })?.lost).toBeNull();
  });

  it('is what a long conversation carries along, with what a new one would cost', () => {
    const last = sentAt('ABCD', NOW - 10 * MINUTE, { tokens: 8000, turns: { count: 4, firstTokens: 500 } });
    const next = { kind: 'next', carriedTokens: 8900, last, said: null } as const;
    const { prompt, estimate } = weigh(openai, 'gpt-4o', 9000, next, { lengths: lengthsOf(100) });
    const anew = weigh(openai, 'gpt-4o', 100, undefined, { lengths: lengthsOf(100) }).estimate;
    expect(prompt?.waste.carried).toEqual({ percent: 95, anew: { unit: 'USD', nano: anew?.likelyNano } });
    expect(estimate?.likelyNano).toBe(23_500_000n);
    const short = { ...next, last: { ...last, turns: { count: 2, firstTokens: 500 } } };
    expect(weigh(openai, 'gpt-4o', 9000, short).prompt?.waste.carried).toBeNull();
    const slow = { ...next, last: { ...last, turns: { count: 9, firstTokens: 5000 } } };
    expect(weigh(openai, 'gpt-4o', 9000, slow).prompt?.waste.carried).toBeNull();
    expect(weigh(openai, 'gpt-4o', 9000, { ...next, last: null }).prompt?.waste.carried).toBeNull();
  });

  it('is less where the provider still knows the conversation: that share is counted as cached', () => {
    const last = sentAt('ABCD', NOW - MINUTE, { tokens: 8000, turns: { count: 4, firstTokens: 500 } });
    const next = { kind: 'next', carriedTokens: 8900, last, said: null } as const;
    const { estimate } = weigh(openai, 'gpt-4o', 9000, next, { lengths: lengthsOf(100) });
    // 7,936 of 9,000 in whole steps at $1.25, the rest at $2.50; 100 out at $10.
    expect(estimate?.likelyNano).toBe(7936n * 1250n + 1064n * 2500n + 1_000_000n);
  });

  it('goes on being said while the next message is typed, for two minutes', () => {
    const said = { repeats: { count: 6, sinceMs: 1 }, isTooMany: true, lost: null, carried: null };
    const last = sentAt('Ab', NOW);
    const next = { kind: 'next', carriedTokens: 10, last, said } as const;
    expect(waste(next)).toMatchObject({ repeats: { count: 6 }, isTooMany: false });
    expect(waste(next, 3000, { now: NOW + 3 * MINUTE })).toMatchObject({ repeats: null });
  });
});
