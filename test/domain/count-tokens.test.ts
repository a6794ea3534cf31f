import fc from 'fast-check';
import { countTokens as countExactly } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { countTokens, openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { addCounts, NO_TOKENS } from '../../lib/domain/counts.ts';
import { addKinds, TEXT_KINDS } from '../../lib/domain/text-kinds.ts';
import { TOKEN_SAMPLES } from './token-samples.ts';

const exact = (text: string): number => countExactly(text, { disallowedSpecial: new Set() });

describe('countTokens against the o200k_base vocabulary', () => {
  it.each(Object.entries(TOKEN_SAMPLES))('the range of %s contains the true count', (_name, text) => {
    const { low, likely, high } = countTokens(text);
    expect(low).toBeLessThanOrEqual(exact(text));
    expect(high).toBeGreaterThanOrEqual(exact(text));
    expect([low, likely, high]).toEqual([low, likely, high].toSorted((a, b) => a - b));
    expect([low, likely, high].every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
  });

  it('the range contains the true count of at least 99 % of the windows of the samples', () => {
    const windows = Object.values(TOKEN_SAMPLES).flatMap((text) => cutWindows(text));
    expect(windows.length).toBeGreaterThan(1000);
    const outside = windows.filter((text) => {
      const { low, high } = countTokens(text);
      return exact(text) < low || exact(text) > high;
    });
    expect(outside.length / windows.length).toBeLessThanOrEqual(0.01);
  });

  it('the likely count is within 8 % at the median of the longer samples', () => {
    const errors = Object.values(TOKEN_SAMPLES)
      .filter((text) => text.length >= 100)
      .map((text) => Math.abs(countTokens(text).likely / exact(text) - 1))
      .toSorted((a, b) => a - b);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.08);
  });

  it('the range of long prose is at most a quarter to each side', () => {
    for (const name of ['english', 'german', 'french', 'chinese', 'japanese', 'korean']) {
      const { low, likely, high } = countTokens(`${TOKEN_SAMPLES[name]}\n`.repeat(20));
      expect(high - likely, name).toBeLessThanOrEqual(likely * 0.25);
      expect(likely - low, name).toBeLessThanOrEqual(likely * 0.25);
    }
  });
});

describe('tokens by kind of text', () => {
  it('are about the likely count, and of the kinds that the text is made of', () => {
    for (const [name, text] of Object.entries(TOKEN_SAMPLES)) {
      const counter = openTokenCounter();
      counter.push(text);
      const sum = counter.kinds().reduce((total, tokens) => total + tokens, 0);
      const { likely } = counter.total();
      expect(Math.abs(sum - likely), name).toBeLessThan(1 + likely * 0.1);
    }
  });

  it.each([
    ['the word and another one', 'latin'],
    ['0123 4567 89', 'digits'],
    ['\n\n\n   \n', 'blanks'],
    ['{}();=>[]', 'signs'],
    ['账户余额不足에러コード', 'cjk'],
    ['Если на счёте', 'other'],
  ])('%j is mostly %s', (text, kind) => {
    const counter = openTokenCounter();
    counter.push(text);
    const kinds = counter.kinds();
    expect(TEXT_KINDS[kinds.indexOf(Math.max(...kinds))]).toBe(kind);
    expect(addKinds(kinds, kinds)).toEqual(kinds.map((tokens) => tokens * 2));
  });
});

describe('countTokens', () => {
  it('nothing is exactly nothing, anything is at least one token', () => {
    expect(countTokens('')).toEqual(NO_TOKENS);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const { low, likely, high } = countTokens(text);
        expect(low >= 1 && low <= likely && likely <= high && Number.isSafeInteger(high)).toBe(true);
      }),
    );
  });

  it('where a text is cut into pieces makes no difference, not even inside a surrogate pair', () => {
    const text = fc.oneof(fc.constantFrom(...Object.values(TOKEN_SAMPLES)), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (whole, sizes) => {
        const counter = openTokenCounter();
        let at = 0;
        for (const size of sizes) {
          counter.push(whole.slice(at, at + size));
          at += size;
        }
        counter.push(whole.slice(at));
        expect(counter.total()).toEqual(countTokens(whole));
      }),
    );
  });

  it('a cut ends a word; a total does so too and can go on', () => {
    const counter = openTokenCounter();
    counter.push('extra');
    counter.cut();
    counter.push('ordinary');
    const twoWords = counter.total();
    expect(twoWords.likely).toBeGreaterThanOrEqual(2);
    expect(counter.total()).toEqual(twoWords);
    counter.push(' and more');
    expect(counter.total().likely).toBeGreaterThan(twoWords.likely);
  });

  it('millions of one letter, sign, blank or lone surrogate give finite ranges', () => {
    for (const unit of ['a', 'T', 'th', '=', ' ', '\n', '9', '水', '\ud800', '\udc00', '\u{1f600}', '\0', 'é']) {
      const { low, likely, high } = countTokens(unit.repeat(1_000_000));
      expect(low >= 1 && low <= likely && likely <= high && Number.isSafeInteger(high)).toBe(true);
    }
  });

  it('both halves of an emoji cost the same', () => {
    const { likely } = countTokens('\u{1f600}'.repeat(500));
    expect(likely).toBe(countTokens('\ud83d'.repeat(1000)).likely);
  });

  it('counts add up part by part', () => {
    expect(addCounts({ low: 1, likely: 2, high: 3 }, { low: 10, likely: 20, high: 30 })).toEqual({
      low: 11,
      likely: 22,
      high: 33,
    });
  });
});

/** Overlapping windows of several lengths, cut between words where there are any. */
function cutWindows(text: string): string[] {
  const windows: string[] = [];
  for (const length of [8, 25, 60, 150, 400]) {
    for (let start = 0; start + length / 2 < text.length; start += Math.ceil(length / 4)) {
      windows.push(text.slice(start, start + length).toWellFormed());
    }
  }
  return windows;
}
