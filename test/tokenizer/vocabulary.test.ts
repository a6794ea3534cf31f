import { describe, expect, it } from 'vitest';
import { packVocabulary } from '../../companion/estimate/pack-vocabulary.ts';
import { addToHash, openVocabulary } from '../../lib/tokenizer/vocabulary.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const lines = (tokens: readonly string[]): string => tokens.map((token, rank) => `${base64(token)} ${rank}\n`).join('');
const TOKENS = ['a', 'b', 'ab', '汉', 'x'.repeat(255)];
const packed = packVocabulary(lines(TOKENS));

function find(text: string): number {
  const bytes = Buffer.from(`-${text}-`);
  const hash = Buffer.from(text).reduce((sum, byte) => addToHash(sum, byte), 0);
  return openVocabulary(packed).find(bytes, 1, bytes.length - 1, hash);
}

describe('a packed vocabulary', () => {
  it.each(TOKENS.map((token, rank) => [token.slice(0, 4), token, rank] as const))(
    'knows "%s"',
    (_name, token, rank) => {
      expect(find(token)).toBe(rank);
      expect(Buffer.from(openVocabulary(packed).bytesOf(rank)).toString()).toBe(token);
    },
  );

  it('knows no other', () => {
    expect(['', 'c', 'ba', 'abc', '汉汉', 'x'.repeat(254)].map(find)).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  it('finds ASCII in a text without turning it into bytes', () => {
    const vocabulary = openVocabulary(packed);
    expect([
      vocabulary.findAscii('-ab-', 1, 3),
      vocabulary.findAscii('汉', 0, 1),
      vocabulary.findAscii('c', 0, 1),
    ]).toEqual([2, -1, -1]);
  });

  it('is read wherever in a block it lies', () => {
    const block = Buffer.concat([Buffer.from('before'), packed, Buffer.from('behind')]);
    expect(openVocabulary(block.subarray(6, 6 + packed.length)).size).toBe(TOKENS.length);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['cut in its head', packed.slice(0, 3)],
    ['cut in its lengths', packed.slice(0, 6)],
    ['cut in its tokens', packed.slice(0, -1)],
    ['too long', new Uint8Array([...packed, 0])],
  ])('is refused where it is %s', (_name, bytes) => {
    expect(() => openVocabulary(bytes)).toThrow(RangeError);
  });
});

describe('packing one', () => {
  it.each([
    ['a rank is left out', `${base64('a')} 0\n${base64('b')} 2\n`, /Line 2/],
    ['a token is empty', ` 0\n`, /Line 1/],
    ['a token is too long for its length to fit', lines(['x'.repeat(256)]), /Line 1/],
    ['there is none', '', /Line 1/],
  ])('is refused where %s', (_name, text, message) => {
    expect(() => packVocabulary(text)).toThrow(message);
  });
});
