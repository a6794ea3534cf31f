/** A range of tokens of a vocabulary for one of o200k_base, for what people write and programs send. */
export interface TokenRatio {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** What a model counts by, as far as its name says. */
export interface Vocabulary {
  /** Models of one family count alike. */
  readonly family: string;
  readonly ratio: TokenRatio;
  /** Whether it may think without showing it: output is then comparable only where the answer states how much. */
  readonly mayHide: boolean;
}

interface Row {
  readonly family: string;
  readonly names: RegExp;
  /** Low, likely, high. */
  readonly ratio: readonly [number, number, number];
}

/**
 * Measured on 2026-11-21 with the vocabularies that makers and others have published, on prose in ten languages, code, JSON,
 * diffs and logs (median of each kind; rarer scripts, Arabic and Hindi, are beyond the high end of some). Claude's is not
 * public: 1.05–1.43 by what the community has, 1.01–1.47 by counts others had from the provider since Opus 4.7. For Kimi and
 * GLM only Chinese was ever compared (0.70 for Kimi, 0.74 for Qwen).
 */
const ROWS: readonly Row[] = [
  { family: 'cl100k', names: /^gpt-(3\.5|4(?![o.\d]))|^text-embedding-(3|ada)/, ratio: [0.97, 1.02, 1.65] },
  { family: 'o200k', names: /^(gpt-|chatgpt|o[1-9]\b)/, ratio: [1, 1, 1] },
  { family: 'claude', names: /^claude/, ratio: [0.98, 1.2, 1.65] },
  { family: 'gemini', names: /^(gemini|gemma)/, ratio: [0.88, 1.1, 1.3] },
  { family: 'deepseek', names: /^deepseek/, ratio: [0.83, 1.02, 1.15] },
  { family: 'qwen', names: /^(qwen|qwq|qvq)/, ratio: [0.74, 1, 1.25] },
  { family: 'kimi', names: /^(kimi|moonshot)/, ratio: [0.68, 0.95, 1.2] },
  { family: 'llama', names: /^(meta-)?llama/, ratio: [0.93, 1.01, 1.3] },
  {
    family: 'mistral',
    names: /^(mistral|ministral|magistral|codestral|devstral|mixtral|pixtral)/,
    ratio: [0.97, 1.05, 1.35],
  },
];

/** Of models whose vocabulary nobody has compared: as wide as the others are together. */
const OTHER: TokenRatio = { low: 0.68, likely: 1.05, high: 1.7 };

const MAY_HIDE =
  /^(o[1-9]\b|gpt-[5-9]|gpt-oss|gemini-(2\.5|[3-9])|grok-([4-9]|3-mini)|kimi-k2-think|qwq|deepseek-r)|reason|think/;

/** A model's name without what sellers put before it (`openai/gpt-4o`), in small letters: one name for all of them. */
export function modelKey(model: string): string {
  return (model.toLowerCase().split('/').at(-1) ?? '').trim();
}

/** What a model counts by. `stated`: its provider says that it is o200k_base, whatever the model is called. */
export function vocabularyOf(model: string, stated: 'o200k' | null = null): Vocabulary {
  const name = modelKey(model);
  const row = ROWS.find(({ names }) => names.test(name));
  const mayHide = MAY_HIDE.test(name);
  if (stated !== null) return { family: stated, ratio: { low: 1, likely: 1, high: 1 }, mayHide };
  if (row === undefined) return { family: 'other', ratio: OTHER, mayHide };
  const [low, likely, high] = row.ratio;
  return { family: row.family, ratio: { low, likely, high }, mayHide };
}
