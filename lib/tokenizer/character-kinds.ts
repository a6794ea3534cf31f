/**
 * What a character is to the splitters: Unicode's general category as far as they ask for it. Looked up in tables of 256
 * characters that are made when the first of them is met, because a `\p{…}` expression per character is ten times slower
 * and one for the whole text can overflow its stack on a long run.
 */

/** Anything that is none of the others: signs, symbols, controls, half characters. */
export const SIGN = 0;
/** White space but line ends, by Unicode's property and not by JavaScript's `\s`: U+0085 is, U+FEFF is not. */
export const BLANK = 1;
/** Carriage return and line feed, and no other line end. */
export const LINE_END = 2;
/** Numbers of any script. */
export const NUMBER = 3;
/** Upper and title case letters. */
export const UPPER = 4;
/** Lower case letters. */
export const LOWER = 5;
/** Letters without case. */
export const LETTER = 6;
/** Marks that belong to the character before. */
export const MARK = 7;

const PAGE = 256;
const pages: (Uint8Array | undefined)[] = [];

const TESTS: readonly (readonly [number, RegExp])[] = [
  [LINE_END, /^[\r\n]$/],
  [BLANK, /^\p{White_Space}$/u],
  [NUMBER, /^\p{N}$/u],
  [UPPER, /^[\p{Lu}\p{Lt}]$/u],
  [LOWER, /^\p{Ll}$/u],
  [LETTER, /^[\p{Lm}\p{Lo}]$/u],
  [MARK, /^\p{M}$/u],
];

/**
 * Letters, marks and numbers that Unicode 17 brought and the splitters of tiktoken 1.0.22 do not know (its Unicode is 16):
 * found by comparing every code point. What comes later is not known to them either, and rare enough.
 */
const NEWER: readonly (readonly [number, number])[] = [
  [0x88f, 0x88f],
  [0xc5c, 0xc5c],
  [0xcdc, 0xcdc],
  [0x1acf, 0x1add],
  [0x1ae0, 0x1aeb],
  [0xa7ce, 0xa7cf],
  [0xa7d2, 0xa7d2],
  [0xa7d4, 0xa7d4],
  [0xa7f1, 0xa7f1],
  [0x10940, 0x10959],
  [0x10ec5, 0x10ec7],
  [0x10efa, 0x10efb],
  [0x11b60, 0x11b67],
  [0x11db0, 0x11ddb],
  [0x11de0, 0x11de9],
  [0x16ea0, 0x16eb8],
  [0x16ebb, 0x16ed3],
  [0x16ff2, 0x16ff6],
  [0x187f8, 0x187ff],
  [0x18d09, 0x18d1e],
  [0x18d80, 0x18df2],
  [0x1e6c0, 0x1e6de],
  [0x1e6e0, 0x1e6f5],
  [0x1e6fe, 0x1e6ff],
  [0x2b73a, 0x2b73f],
  [0x2cea2, 0x2cead],
  [0x323b0, 0x33479],
];

/** The kind of a code point. Half of a surrogate pair is a {@link SIGN}, as the U+FFFD is that stands for it in UTF-8. */
export function kindOf(codePoint: number): number {
  const page = pages[codePoint >> 8] ?? makePage(codePoint >> 8);
  return page[codePoint & 255] ?? SIGN;
}

function makePage(number: number): Uint8Array {
  const page = Uint8Array.from({ length: PAGE }, (_none, index) => testKind(number * PAGE + index));
  pages[number] = page;
  return page;
}

function testKind(codePoint: number): number {
  if (NEWER.some(([first, last]) => codePoint >= first && codePoint <= last)) return SIGN;
  const character = String.fromCodePoint(codePoint);
  return TESTS.find(([, pattern]) => pattern.test(character))?.[0] ?? SIGN;
}
