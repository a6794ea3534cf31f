import fc from 'fast-check';
import { countTokens as countPlainly } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { countPromptTokens } from '../../../companion/sandbox/chat-request.ts';
import { countTokens, countTokensPatiently, splitByTokens } from '../../../companion/sandbox/tokens.ts';

const asPlainText = { disallowedSpecial: new Set<string>() };

describe('counting tokens', () => {
  test.each([
    ['', 0],
    ['hello world', 2],
    ['How do I begin?', 5],
    ['怎样开始？', 3],
  ])('%j has %i tokens', (text, tokens) => expect(countTokens(text)).toBe(tokens));

  test('equals the library on any text without long runs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(countTokens(text)).toBe(countPlainly(text, asPlainText));
      }),
    );
  });

  test('spellings of special tokens are plain text', () => {
    expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
  });

  test('a run of 100,000 letters is counted in pieces, with the library’s count of a piece', () => {
    const piece = countPlainly('a'.repeat(512), asPlainText);
    expect(countTokens('a'.repeat(51_200))).toBe(piece * 100);
  });

  test('a run of astral characters is never cut inside a character', () => {
    const pieces = splitByTokens('😀'.repeat(700), 50);
    expect(pieces.join('')).toBe('😀'.repeat(700));
  });

  test('a text of megabytes has the same count in slices', async () => {
    const text = 'The quick brown fox jumps over the lazy dog, again and again. '.repeat(20_000);
    expect(await countTokensPatiently(text)).toBe(countTokens(text));
  });

  test('pieces of n tokens join to the text again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        expect(splitByTokens(text, size).join('')).toBe(text);
      }),
    );
  });
});

describe('a conversation', () => {
  test('costs 3 tokens a message, its role and content, and 3 for the reply', async () => {
    const message = { role: 'user', name: null, text: 'How do I begin?' };
    expect(await countPromptTokens([message])).toBe(3 + 1 + 5 + 3);
    expect(await countPromptTokens([message, message])).toBe(2 * (3 + 1 + 5) + 3);
  });

  test('a name costs its tokens and one more', async () => {
    expect(await countPromptTokens([{ role: 'user', name: 'hello', text: '' }])).toBe(3 + 1 + 1 + 1 + 3);
  });
});
