import { toASCII } from 'node:punycode';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLabel, hasLookAlike } from '../../lib/described/look-alike.ts';

/** As a browser has it. */
const asciiOf = (host: string): string => new URL(`https://${host}/`).hostname;

describe('the letters of a host', () => {
  it.each([
    'аpple.example',
    'раураӏ.example',
    'οpenai.example',
    'dеepseek.com',
    'ореn.example',
    'googIе.example',
    'ɑpi.example',
  ])('that pass for others are refused: %s', (host) => expect(hasLookAlike(asciiOf(host))).toBe(true));

  it.each([
    'acme.example',
    'bücher.example',
    '通义千问.中国',
    'яндекс.рф',
    'ελλάδα.gr',
    '日本語とapi.example',
    '한국.kr',
    'xn.example',
  ])('of one script, or of those that are written together, may be: %s', (host) =>
    expect(hasLookAlike(asciiOf(host))).toBe(false),
  );

  it.each(['xn--', 'xn--a_b', 'xn--99999999', 'xn--0'])('that no name can be are refused: %s', (label) =>
    expect(hasLookAlike(`${label}.example`)).toBe(true),
  );

  it('are read as they were written, whatever they are', () => {
    const label = fc.array(fc.integer({ min: 0x80, max: 0xd7ff }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(label, (points) => {
        const letters = String.fromCodePoint(...points);
        expect(decodeLabel(toASCII(letters).slice(4))).toBe(letters);
      }),
    );
  });
});
