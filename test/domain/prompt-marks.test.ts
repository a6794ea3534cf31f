import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPromptCache, foundTokens } from '../../lib/domain/prompt-cache.ts';
import {
  countRepeats,
  findCachedTokens,
  findKeptTokens,
  findLostTokens,
  sharedParts,
  turnsOf,
} from '../../lib/domain/prompt-marks.ts';
import { CACHE, marksOf, sentAt } from './prompt-samples.ts';
import { NOW } from './samples.ts';

const MINUTE = 60_000;
const at = { id: 'own', now: NOW };

describe('the same request again', () => {
  it('counts those of the last ten minutes, this one included, and says since when', () => {
    const sent = [
      sentAt('Ab', NOW - 11 * MINUTE),
      sentAt('Ab', NOW - 4 * MINUTE),
      sentAt('Ab', NOW - MINUTE),
      sentAt('Ac', NOW),
    ];
    expect(countRepeats(marksOf('Ab'), sent, at)).toEqual({ count: 3, sinceMs: 4 * MINUTE });
    expect(countRepeats(marksOf('Ad'), sent, at)).toEqual({ count: 1, sinceMs: 0 });
  });

  it('does not count what brought no answer: an SDK sends that again by itself', () => {
    const calls = [
      { id: 'first', at: NOW - 3000, hasFailed: true },
      { id: 'second', at: NOW - 2000, hasFailed: true },
    ];
    expect(countRepeats(marksOf('Ab'), [sentAt('Ab', NOW, { calls })], at).count).toBe(1);
  });

  it('does not count itself when it is told twice', () => {
    const calls = [{ id: 'own', at: NOW, hasFailed: false }];
    expect(countRepeats(marksOf('Ab'), [sentAt('Ab', NOW, { calls })], at).count).toBe(1);
  });

  it('takes another body for another request, though it has the same prompt', () => {
    expect(countRepeats(marksOf('Ab', { whole: 'hotter' }), [sentAt('Ab', NOW)], at).count).toBe(1);
  });
});

describe('what was sent before', () => {
  const found = (text: string, sent: Parameters<typeof findCachedTokens>[1], cache = CACHE): number => {
    const own = marksOf(text, { marked: 2 });
    return findCachedTokens(own, sent, { ...at, cache, tokens: own.chars.reduce((sum, count) => sum + count, 0) });
  };

  it('is found again: all of an earlier prompt, or the beginning of it', () => {
    expect(found('Abc', [sentAt('Ab', NOW)])).toBe(1100);
    expect(found('Abc', [sentAt('Ad', NOW)])).toBe(1000);
    expect(found('Abc', [sentAt('Ad', NOW), sentAt('Ab', NOW)])).toBe(1100);
    expect(found('Abc', [sentAt('Bbc', NOW)])).toBe(0);
  });

  it('is never all of a prompt: the answer begins from its last token', () => {
    expect(found('Abc', [sentAt('Abc', NOW)])).toBe(1190);
  });

  it('is forgotten after the lifetime, which each use begins anew', () => {
    expect(found('Abc', [sentAt('Ab', NOW - 6 * MINUTE)])).toBe(0);
    const calls = [NOW - 6 * MINUTE, NOW - 4 * MINUTE].map((time) => ({ id: `${time}`, at: time, hasFailed: false }));
    expect(found('Abc', [sentAt('Ab', NOW, { calls })])).toBe(1100);
  });

  it('is not found where the call with it failed, or is too short, or no rule is known', () => {
    expect(found('Abc', [sentAt('Ab', NOW, { calls: [{ id: 'x', at: NOW, hasFailed: true }] })])).toBe(0);
    expect(found('abc', [sentAt('ad', NOW)], { ...CACHE, tokensMin: 101 })).toBe(0);
    expect(findPromptCache([{ ...CACHE, model: /^new/ }], 'old-1')).toBeNull();
    expect(findPromptCache([], 'new-1')).toBeNull();
  });

  it('is found in whole prompts only, where the provider keeps those; or in what two of them shared', () => {
    const whole = { ...CACHE, finds: 'prompt' } as const;
    expect(found('Abc', [sentAt('Ad', NOW)], whole)).toBe(0);
    expect(found('Abc', [sentAt('Ab', NOW)], whole)).toBe(1100);
    const shared = { ...CACHE, finds: 'prompt-or-shared' } as const;
    expect(found('Abc', [sentAt('Ad', NOW)], shared)).toBe(0);
    expect(found('Abc', [sentAt('Ad', NOW), sentAt('Ae', NOW)], shared)).toBe(1000);
  });

  it('is found up to what both requests marked, where nothing else is kept', () => {
    const marked = { ...CACHE, finds: 'marked' } as const;
    expect(found('Abc', [sentAt('Ab', NOW)], marked)).toBe(0);
    expect(found('Abc', [sentAt('Abc', NOW, { marked: 1 })], marked)).toBe(1000);
    expect(found('Abc', [sentAt('Abc', NOW, { marked: 3 })], marked)).toBe(1100);
    expect(findKeptTokens(marksOf('Abc', { marked: 2 }), { tokens: 1200, cache: marked })).toBe(1100);
    expect(findKeptTokens(marksOf('Abc', { marked: 2 }), { tokens: 1200, cache: CACHE })).toBe(0);
  });

  const prompts = fc.string({ unit: fc.constantFrom('A', 'b', '3', 'D'), minLength: 1, maxLength: 8 });
  const rows = fc.array(fc.tuple(prompts, fc.integer({ min: -20 * MINUTE, max: MINUTE })), { maxLength: 6 });

  it('is nothing, or at least the minimum, in whole steps, and less than the prompt', () => {
    fc.assert(
      fc.property(prompts, rows, fc.integer({ min: 1, max: 500 }), (text, sent, stepTokens) => {
        const own = marksOf(text);
        const tokens = own.chars.reduce((sum, count) => sum + count, 0);
        const before = sent.map(([other, ago]) => sentAt(other, NOW + ago));
        const cached = findCachedTokens(own, before, { ...at, tokens, cache: { ...CACHE, stepTokens } });
        expect(cached).toBeLessThan(tokens);
        expect(cached % stepTokens).toBe(0);
      }),
    );
  });

  it('never gets less with one prompt more, and is the same in any order', () => {
    fc.assert(
      fc.property(prompts, rows, prompts, (text, sent, more) => {
        const before = sent.map(([other, ago]) => sentAt(other, NOW + ago));
        expect(found(text, [...before, sentAt(more, NOW)])).toBeGreaterThanOrEqual(found(text, before));
        expect(found(text, before.toReversed())).toBe(found(text, before));
      }),
    );
  });

  it('is shared from the first part on, and as much one way as the other', () => {
    fc.assert(
      fc.property(prompts, prompts, (one, other) => {
        const shared = sharedParts(marksOf(one), marksOf(other));
        expect(one.slice(0, shared)).toBe(other.slice(0, shared));
        expect(sharedParts(marksOf(other), marksOf(one))).toBe(shared);
      }),
    );
  });

  it('is counted in the steps that the provider counts in', () => {
    const openai = { ...CACHE, tokensMin: 1024, stepTokens: 128 };
    expect([1023, 1024, 1151, 1152, 2006].map((tokens) => foundTokens(openai, tokens, 5000))).toEqual([
      0, 1024, 1024, 1152, 1920,
    ]);
  });
});

describe('a beginning that changes each time', () => {
  const lost = (text: string, sent: Parameters<typeof findLostTokens>[1]): number =>
    findLostTokens(marksOf(text), sent, { ...at, cache: CACHE, tokens: 2000 });

  it('costs what comes again behind it', () => {
    expect(lost('3Ab', [sentAt('1Ac', NOW - 2 * MINUTE), sentAt('2Ad', NOW - MINUTE)])).toBe(1780);
  });

  it('is no such thing when it changed once, or not this time, or long ago', () => {
    expect(lost('3Ab', [sentAt('2Ad', NOW - MINUTE)])).toBe(0);
    expect(lost('3Ab', [sentAt('2Ac', NOW - 2 * MINUTE), sentAt('2Ad', NOW - MINUTE)])).toBe(0);
    expect(lost('2Ab', [sentAt('1Ac', NOW - 2 * MINUTE), sentAt('2Ad', NOW - MINUTE)])).toBe(0);
    expect(lost('3Ab', [sentAt('1Ac', NOW - 20 * MINUTE), sentAt('2Ad', NOW - MINUTE)])).toBe(0);
  });

  it('is short, and most of the prompt comes again', () => {
    expect(lost('CAb', [sentAt('BAc', NOW - 2 * MINUTE), sentAt('DAd', NOW - MINUTE)])).toBe(0);
    expect(lost('3Abbbb', [sentAt('1Bbccc', NOW - 2 * MINUTE), sentAt('2Cddd', NOW - MINUTE)])).toBe(0);
  });
});

it('a conversation is one turn longer than the longest that it carries along', () => {
  const first = sentAt('Ab', NOW, { turns: { count: 1, firstTokens: 40 } });
  const second = sentAt('Abcd', NOW, { turns: { count: 2, firstTokens: 40 } });
  expect(turnsOf(marksOf('Abcdef'), [first, second], 900)).toEqual({ count: 3, firstTokens: 40 });
  expect(turnsOf(marksOf('Bb'), [first, second], 900)).toEqual({ count: 1, firstTokens: 900 });
  // The same once more is no turn.
  expect(turnsOf(marksOf('Ab'), [first, second], 900)).toEqual({ count: 1, firstTokens: 900 });
});
