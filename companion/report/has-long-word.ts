const WORD_CHARS_MAX = 20;

/** Whether a text has a word that no column is wide enough for: it may be broken anywhere, which amounts and short words may not. */
export function hasLongWord(text: string): boolean {
  return text.split(/\s/).some((word) => word.length > WORD_CHARS_MAX);
}
