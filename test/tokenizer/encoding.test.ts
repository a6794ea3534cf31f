import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { describe, expect, it } from 'vitest';
import { PIECE_CHARACTERS_MAX } from '../../lib/tokenizer/encoding.ts';
import { TOKEN_SAMPLES } from '../domain/token-samples.ts';
import { openOurs } from './encodings.ts';

const utf8 = new TextDecoder();

/** What splitters stumble over: marks, letters without case, contractions in every case, blanks and line ends of all kinds. */
const STONES = [
  ...[
    "'s",
    "'S",
    "'ſ",
    "'RE",
    "'ll",
    "'lL",
    "'",
    "''d",
    ' ',
    '  ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\u0085',
    '\ufeff',
    '\u00a0',
  ],
  ...[
    '\u2003',
    '\u200b',
    '\u2028',
    '\u0000',
    '1',
    '12',
    '1234',
    '١',
    'Ⅷ',
    '½',
    '!',
    '/',
    '//',
    '=',
    '==',
    '{"',
    '"}',
    '-',
  ],
  ...[
    'a',
    'B',
    'The',
    ' the',
    'AB',
    'aB',
    'ÀÉ',
    'é',
    'e\u0301',
    '\u0301',
    '\u0300\u0301',
    'ʰ',
    'ǅ',
    'ß',
    'ſ',
    'İ',
    'ı',
    '\u212a',
  ],
  ...['汉', '字', '漢字', 'カ', 'ー', '한국', 'привет', 'ПРИВЕТ', 'नमस्ते', 'สวัสดี', 'العربية', '😀', '👩‍👩‍👧', '🇩🇪'],
  ...[
    '\ud800',
    '\udc00',
    '𝒳',
    '𐐀',
    '𐐨',
    '𠀀',
    '\u{16ea0}',
    '\u{323b0}',
    '<|endoftext|>',
    'hasOwnProperty',
    '__proto__',
  ],
];
const stony = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...STONES) }, fc.string({ unit: 'binary', maxLength: 3 })))
  .map((parts) => parts.join(''));

describe.each(['o200k_base', 'cl100k_base'] as const)('%s', (name) => {
  const ours = openOurs(name);
  const reference = get_encoding(name);
  const expected = (text: string): number[] => [...reference.encode_ordinary(text)];

  it.each(Object.entries(TOKEN_SAMPLES))('gives the tokens that tiktoken gives: %s', (_kind, text) => {
    expect(ours.encode(text)).toEqual(expected(text));
    expect(ours.count(text)).toBe(expected(text).length);
  });

  it.each(['package-lock.json', 'ARCHITECTURE.md', 'lib/prices/base-prices.json', 'node_modules/react/LICENSE'])(
    'gives the tokens that tiktoken gives: %s',
    (path) => {
      const text = readFileSync(path, 'utf8');
      expect(ours.encode(text)).toEqual(expected(text));
      expect(ours.count(text)).toBe(expected(text).length);
    },
  );

  it('gives the tokens that tiktoken gives for whatever is stony', () => {
    fc.assert(
      fc.property(stony, (text) => {
        expect(ours.encode(text)).toEqual(expected(text));
        expect(ours.count(text)).toBe(expected(text).length);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['a', ' ', '=', '汉', '😀', 'acgt', '\u0301', "'s", 'aB'])('gives the same for long runs of "%s"', (unit) => {
    for (const length of [90, 97, 300, 2500]) {
      const text = unit.repeat(length);
      expect(ours.encode(text)).toEqual(expected(text));
      expect(ours.count(text)).toBe(expected(text).length);
    }
  });

  it('leads back to the text, half characters aside', () => {
    fc.assert(
      fc.property(stony, (text) => {
        expect(utf8.decode(ours.decode(ours.encode(text))).replace(/^\ufeff/, '')).toBe(
          text.toWellFormed().replace(/^\ufeff/, ''),
        );
      }),
    );
  });

  it('counts a piece longer than any that is kept whole, in parts', () => {
    const text = 'a'.repeat(PIECE_CHARACTERS_MAX + 8);
    expect(ours.count(text)).toBe(ours.count('a'.repeat(PIECE_CHARACTERS_MAX)) + ours.count('a'.repeat(8)));
  });

  it('knows no token of a number beyond its own', () => {
    expect(() => ours.decode([10 ** 6])).toThrow(RangeError);
  });
});
