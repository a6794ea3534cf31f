import { setImmediate } from 'node:timers/promises';
import { countTokens as countExactly, decode, encode } from 'gpt-tokenizer/encoding/o200k_base';

// Text like "<|endoftext|>" is counted as the characters it is: by default the library throws on it.
const asPlainText = { disallowedSpecial: new Set<string>() };

// The library's merge is quadratic in the length of an unbroken run (100,000 times "a" takes 5 s); cutting longer
// runs changes a count by less than 0.1 % and only there.
const runCharactersMax = 512;
const longRun = /[\p{L}\p{M}]{513,}|[^\s\p{L}\p{M}\p{N}]{513,}|\s{513,}/gu;

const sliceCharacters = 200_000;

/** Tokens of a text in o200k_base. Special-token spellings count as plain text. */
export function countTokens(text: string): number {
  return cutRuns(text).reduce((sum, part) => sum + countExactly(part, asPlainText), 0);
}

/** The same count for texts of many megabytes, giving way to other requests between slices. */
export async function countTokensPatiently(text: string): Promise<number> {
  let sum = 0;
  for (let start = 0; start < text.length; ) {
    const end = sliceEnd(text, start);
    sum += countTokens(text.slice(start, end));
    start = end;
    if (start < text.length) await setImmediate();
  }
  return sum;
}

/** The text as token ids of o200k_base. */
export function encodeTokens(text: string): number[] {
  return cutRuns(text).flatMap((part) => encode(part, asPlainText));
}

/** The text of token ids; a character cut in the middle ends in U+FFFD. */
export function decodeTokens(tokens: readonly number[]): string {
  return decode([...tokens]);
}

/**
 * The text cut into pieces of `tokensEach` tokens, each of whole characters.
 * Joined they are the text again.
 */
export function splitByTokens(text: string, tokensEach: number): string[] {
  const tokens = encodeTokens(text);
  const pieces: string[] = [];
  for (let start = 0; start < tokens.length; ) {
    let end = Math.min(start + tokensEach, tokens.length);
    let piece = decodeTokens(tokens.slice(start, end));
    while (piece.endsWith('\uFFFD') && end < tokens.length) {
      end += 1;
      piece = decodeTokens(tokens.slice(start, end));
    }
    pieces.push(piece);
    start = end;
  }
  return pieces;
}

function cutRuns(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const run of text.matchAll(longRun)) {
    const runEnd = run.index + run[0].length;
    for (let cut = run.index + runCharactersMax; cut < runEnd; cut += runCharactersMax) {
      if (isLowSurrogate(text, cut)) cut += 1;
      parts.push(text.slice(start, cut));
      start = cut;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

// A cut between a letter and a space never changes the count: the space belongs to the next word's token.
function sliceEnd(text: string, start: number): number {
  if (text.length - start <= sliceCharacters * 2) return text.length;
  const from = start + sliceCharacters;
  const space = text.slice(from, from + 2000).search(/(?<=\p{L}) (?=\p{L})/u);
  const end = space === -1 ? from : from + space;
  return isLowSurrogate(text, end) ? end + 1 : end;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
