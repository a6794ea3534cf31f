import type { Count } from './call.ts';
import { fitWithin, type Sides, squaresOver, squaresWithin } from './image-grid.ts';
import { openaiImageTokens } from './openai-image-tokens.ts';

/**
 * A picture takes from one token (a patch of 32 pixels) to 48,000 (gpt-4o-mini, 8 tiles); 765 is one of 1,024 pixels a side at
 * gpt-4o. For models whose rule nobody has published.
 */
export const ANY_IMAGE: Count = { low: 1, likely: 765, high: 50_000 };

/**
 * What one picture costs in tokens of a model, which is named in small letters and without its seller. `sides` null: its size is
 * not known; then it is as wide as the model's own rule allows. Null: no rule of such a model is known.
 */
export function imageTokens(model: string, sides: Sides | null, detail: string | undefined): Count | null {
  const rule = RULES.find(({ names }) => names.test(model));
  return rule === undefined ? openaiImageTokens(model, sides, detail) : rule.count(model, sides, detail);
}

interface Rule {
  readonly names: RegExp;
  readonly count: (model: string, sides: Sides | null, detail: string | undefined) => Count;
}

const RULES: readonly Rule[] = [
  { names: /^claude/, count: claudeTokens },
  { names: /^gemini/, count: geminiTokens },
  { names: /^(qwen|qwq|qvq)/, count: qwenTokens },
  { names: /^(pixtral|mistral|magistral|ministral)/, count: mistralTokens },
  { names: /^grok/, count: grokTokens },
];

/** The version a name has (`claude-opus-4-7`, `gemini-3.1-pro`); 0: it has none. */
function versionOf(model: string): number {
  const [, major, minor = '0'] = /(?<![\d.])(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(model) ?? [];
  return major === undefined ? 0 : Number(`${major}.${minor}`);
}

/** Beside a picture with a longer side than this stands a note that it was made smaller, of so many tokens. */
const NOTED_FROM = 2000;
const NOTE = { old: 32, new: 40 } as const;

/**
 * Patches of 28 pixels; larger ones are made smaller: to 1,568 pixels and patches up to Claude 4.6 and in Haiku 4.5, to 2,576
 * pixels and 4,784 patches from Opus 4.7 on (https://platform.claude.com/docs/en/build-with-claude/vision; width × height / 750,
 * as its older versions say, is close to that), to 2,000 pixels in 5.5 by the counts that the provider gave of ten sizes:
 * https://huggingface.co/datasets/JOHNISKING/image-token-cost, and
 * https://jackin.tailrocks.com/research/token-optimization/42-multimodal-token-economics/; all read 2026-11-22.
 */
function claudeTokens(model: string, sides: Sides | null): Count {
  const version = versionOf(model);
  const isNew = version >= 5 || /fable|mythos/.test(model) || (version >= 4.7 && version < 5);
  const most = isNew ? 4784 : 1568;
  const longest = version >= 5.5 ? 2000 : isNew ? 2576 : 1568;
  const note = isNew ? NOTE.new : NOTE.old;
  if (sides === null) return { low: 1, likely: 1369, high: most + note };
  const likely = squaresWithin(fitWithin(sides, longest), 28, most);
  const high = squaresWithin(fitWithin(sides, isNew ? 2576 : 1568), 28, most);
  const byArea = Math.round((sides.width * sides.height) / 750);
  return {
    low: Math.min(likely, byArea),
    likely: likely + (Math.max(sides.width, sides.height) > NOTED_FROM ? note : 0),
    high: Math.max(likely, high, Math.min(most, byArea)) + note,
  };
}

/** Tokens that a level of closeness takes at most, in Gemini 3; without one it is `high`. */
const GEMINI_LEVELS: readonly (readonly [RegExp, number])[] = [
  [/ultra_?high$/, 2240],
  [/low$/, 280],
  [/medium$/, 560],
];
const GEMINI_MOST = 1120;

/**
 * Gemini 3 takes up to so many tokens as it is to look closely, whatever the size (https://ai.google.dev/gemini-api/docs/media-resolution;
 * counts of ten sizes: https://huggingface.co/datasets/JOHNISKING/image-token-cost, 1,065 to 1,101 with a short question). Before it
 * 258 for one of 384 pixels at most a side, and 258 for each tile of others: of two thirds of the short side, 256 to 768 pixels
 * (https://firebase.google.com/docs/ai-logic/input-file-requirements), or of 768 (https://ai.google.dev/gemini-api/docs/tokens).
 * All read 2026-11-22.
 */
function geminiTokens(model: string, sides: Sides | null, detail = ''): Count {
  const version = versionOf(model);
  if (version >= 3) {
    const most = GEMINI_LEVELS.find(([names]) => names.test(detail))?.[1] ?? GEMINI_MOST;
    return { low: Math.floor(most * 0.9), likely: Math.round(most * 0.97), high: most };
  }
  // With half the tokens of a tile or a quarter, as versions differ.
  if (/low$/.test(detail)) return { low: 64, likely: 64, high: 258 };
  if (sides === null) return { low: 258, likely: 1032, high: 24 * 258 };
  if (Math.max(sides.width, sides.height) <= 384) return { low: 258, likely: 258, high: 258 };
  const side = Math.min(768, Math.max(256, Math.floor(Math.min(sides.width, sides.height) / 1.5)));
  const [cropped, fixed] = [squaresOver(sides, side) * 258, squaresOver(sides, 768) * 258];
  return { low: 258, likely: fixed, high: Math.max(cropped, fixed) };
}

/**
 * A token for 28 by 28 pixels, for 32 by 32 from Qwen3 on, and two around them; a provider makes large ones smaller, to 1,280,
 * 2,560 or 16,384 tokens as it is set. https://github.com/QwenLM/Qwen3-VL and
 * https://huggingface.co/Qwen/Qwen2-VL-7B-Instruct/discussions/47, read 2026-11-22
 */
function qwenTokens(model: string, sides: Sides | null): Count {
  const isOld = /(vl-(max|plus|ocr)|qvq|qwen-?2)/.test(model) && !/qwen-?3/.test(model);
  const side = isOld ? 28 : 32;
  const usual = isOld ? 1280 : 2560;
  if (sides === null) return { low: 4, likely: 1026, high: 16_386 };
  const across = Math.max(1, Math.round(sides.width / side));
  const whole = across * Math.max(1, Math.round(sides.height / side));
  return {
    low: Math.max(4, Math.floor(Math.min(whole, usual) * 0.95)),
    likely: Math.max(4, Math.min(whole, usual)) + 2,
    high: Math.max(4, Math.min(whole, 16_384)) + 2,
  };
}

/**
 * Pixtral: patches of 16 pixels of at most 1,024 a side; others: of 14, four of them one token, of at most 1,540 a side, which may be
 * set otherwise; one more token at the end of each row. https://mistralai.github.io/mistral-common/usage/images and
 * http://www.webkkk.net/scaleway/docs-content/pull/4424/files, read 2026-11-22
 */
function mistralTokens(model: string, sides: Sides | null): Count {
  const [side, longest] = model.startsWith('pixtral') ? [16, 1024] : [28, 1540];
  const most = (longest / side) ** 2 + longest / side;
  if (sides === null) return { low: 1, likely: Math.round(most / 2), high: Math.ceil(most) };
  const patches = squaresOver(fitWithin(sides, longest), side);
  const rows = Math.ceil(fitWithin(sides, longest).height / side);
  return { low: Math.floor(patches * 0.75), likely: patches + rows, high: Math.ceil((patches + rows) * 1.25) };
}

/**
 * 256 for each tile of 448 pixels, six at most, and 256 for the whole, by a comparison that others made:
 * https://awesomeagents.ai/guides/ai-vision-image-resolution-limits, read 2026-11-22
 */
function grokTokens(_model: string, sides: Sides | null): Count {
  if (sides === null) return { low: 256, likely: 1280, high: 1792 };
  const all = 256 * (1 + Math.min(6, squaresOver(sides, 448)));
  return { low: 256, likely: all, high: 1792 };
}
