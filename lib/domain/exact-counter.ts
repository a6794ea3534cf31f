import type { TokenCounter } from './count-tokens.ts';

/** How many tokens a text is, by one vocabulary. */
export type CountText = (text: string) => number;

/** A counter over an encoding's `count`. What is pushed up to a cut is one text: pieces are kept until then. */
export function openExactCounter(count: CountText): TokenCounter {
  let pieces: string[] = [];
  let tokens = 0;
  const cut = (): void => {
    if (pieces.length === 0) return;
    tokens += count(pieces.length === 1 ? (pieces[0] ?? '') : pieces.join(''));
    pieces = [];
  };
  return {
    isExact: true,
    cut,
    push: (text) => {
      if (text !== '') pieces.push(text);
    },
    total() {
      cut();
      return { low: tokens, likely: tokens, high: tokens };
    },
  };
}

/** Shorter texts are counted sooner than found, characters. */
const REMEMBERED_CHARS_MIN = 1000;

/** The same count, by which a long text that comes again is counted once: for as long as one request is looked at. */
export function rememberCounts(count: CountText): CountText {
  const counts = new Map<string, number>();
  return (text) => {
    if (text.length < REMEMBERED_CHARS_MIN) return count(text);
    const known = counts.get(text) ?? count(text);
    counts.set(text, known);
    return known;
  };
}
