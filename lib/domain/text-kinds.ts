/**
 * What tokens are made of: Latin letters (with what a word takes along: a space, a sign), digits, blanks and line ends,
 * signs (of any script, symbols), Chinese characters with kana and Hangul, letters of other scripts and emoji. Vocabularies
 * differ most between these.
 */
export const TEXT_KINDS = ['latin', 'digits', 'blanks', 'signs', 'cjk', 'other'] as const;

/** Likely o200k_base tokens by kind, in the order of {@link TEXT_KINDS}; not rounded, each 0 or more. */
export type TextKinds = readonly number[];

/** No tokens of any kind. */
export const NO_KINDS: TextKinds = [0, 0, 0, 0, 0, 0];

/** The sum of two texts, kind by kind. */
export function addKinds(a: TextKinds, b: TextKinds): TextKinds {
  return a.map((tokens, kind) => tokens + (b[kind] ?? 0));
}
