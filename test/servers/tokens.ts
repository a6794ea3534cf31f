import { countTokens as countExactly, decode, encode } from 'gpt-tokenizer/encoding/o200k_base';

// Spellings like "<|endoftext|>" are counted as the characters they are: by default the library throws on them.
const asPlainText = { disallowedSpecial: new Set<string>() };

/** Tokens of a text in o200k_base. Enough for the tests' texts: unbroken runs of many thousand letters are slow. */
export function countTokens(text: string): number {
  return countExactly(text, asPlainText);
}

/** The first so many tokens of a text; it ends with a whole character. */
export function takeTokens(text: string, tokens: number): string {
  return decode(encode(text, asPlainText).slice(0, tokens)).replace(/\uFFFD+$/, '');
}

/** The text in pieces of so many tokens, each of whole characters; joined they are the text again. */
export function splitByTokens(text: string, tokensEach: number): readonly string[] {
  const tokens = encode(text, asPlainText);
  const pieces: string[] = [];
  for (let start = 0; start < tokens.length; ) {
    let end = Math.min(start + tokensEach, tokens.length);
    while (end < tokens.length && decode(tokens.slice(start, end)).endsWith('\uFFFD')) end += 1;
    pieces.push(decode(tokens.slice(start, end)));
    start = end;
  }
  return pieces;
}
