import type { Count, DraftMade } from './call.ts';
import { modelKey } from './vocabulary.ts';

/**
 * Output tokens of the pictures that a call asks for, by the rule of the model's maker. Where nobody has published one, from the
 * smallest to the largest that any of them makes.
 */
export function madeTokens(made: DraftMade, model: string | null): Count {
  const name = modelKey(model ?? '');
  const one = /^(chat)?gpt-image/.test(name) ? openaiTokens(name, made) : geminiTokens(name, made);
  const { low, likely, high } = one ?? ANY_PICTURE;
  return { low: low * made.times, likely: likely * made.times, high: high * made.times };
}

/** Whether a model makes pictures of its own accord, though the request does not ask for one. */
export function makesPictures(model: string | null): boolean {
  return GEMINI.some(({ names }) => names.test(modelKey(model ?? '')));
}

const ANY_PICTURE: Count = { low: 64, likely: 1290, high: 25_000 };

/** Tokens by quality: of a square, of one that is higher than wide, and of one that is wider. */
const OPENAI = {
  low: [272, 408, 400],
  medium: [1056, 1584, 1568],
  high: [4160, 6240, 6208],
} as const;
/** gpt-image-1-mini: what its prices of a picture, told in thousandths of a dollar, lead to at $8 a million. */
const MINI = { low: [625, 750, 750], medium: [1375, 1875, 1875], high: [4500, 6500, 6500] } as const;
/** One billed answer said 272 for a low square, not the 625 that its price leads to: so much less it may be. */
const MINI_LESS = 3;
/** Each picture that is shown before the last one. */
const PARTIAL = 100;
/** From gpt-image-2 on pictures may have other sizes, up to about four times as many pixels, and nobody has published a rule. */
const LARGER = 4;

/**
 * By size and quality; what is left to the model is as wide as that makes it. As in
 * https://platform.openai.com/docs/guides/image-generation#cost-and-latency: they lead to what a picture of gpt-image-1 costs
 * ($0.011 to $0.25, https://fal.ai/models/fal-ai/gpt-image-1/text-to-image/llms.txt), and to one billed answer (4,160 for a large
 * square). Those of gpt-image-1-mini lead to more: https://developers.openai.com/api/docs/models/gpt-image-1-mini. Read 2026-11-22.
 */
function openaiTokens(name: string, { size = 'auto', quality = 'auto', partials = 0 }: DraftMade): Count {
  const rows = name.includes('mini') ? MINI : OPENAI;
  const known = quality === 'low' || quality === 'medium' || quality === 'high' ? rows[quality] : null;
  const sizes = known ? [known] : Object.values(rows);
  const [, width, height] = (/^(\d{2,5})x(\d{2,5})$/.exec(size) ?? []).map(Number);
  const place = width === undefined || height === undefined ? null : width === height ? 0 : width < height ? 1 : 2;
  const counts = sizes.flatMap((three) => (place === null ? three : [three[place] ?? three[0]]));
  const likely = (known ?? rows.medium)[place ?? 0];
  const isOther = !/^gpt-image-1(?!\d)/.test(name);
  const more = partials * PARTIAL;
  return {
    low: Math.floor(Math.min(...counts) / (isOther ? LARGER : name.includes('mini') ? MINI_LESS : 1)),
    likely: likely + more,
    high: Math.max(...counts) * (isOther ? LARGER : 1) + more,
  };
}

/**
 * Tokens of a picture by its size, 1K where the request does not say: $0.039 (2.5), $0.134 and $0.24 (3 pro), $0.067 (3.1) at the rates of
 * their lists, https://ai.google.dev/gemini-api/docs/pricing; the other sizes of 3.1 by others' lists, unverified. Read 2026-11-22.
 */
const GEMINI: readonly { readonly names: RegExp; readonly of: ReadonlyMap<string, number> }[] = [
  { names: /^gemini-2\.\d-flash-image/, of: new Map([['1k', 1290]]) },
  {
    names: /^gemini-3-pro-image/,
    of: new Map([
      ['1k', 1120],
      ['2k', 1120],
      ['4k', 2000],
    ]),
  },
  {
    names: /^gemini-3(\.\d)?-flash(-lite)?-image/,
    of: new Map([
      ['512', 747],
      ['1k', 1120],
      ['2k', 1680],
      ['4k', 2520],
    ]),
  },
];
/** How many pictures are in an answer the model decides: none where it only writes, and seldom more than a few. */
const PICTURES_MAX = 4;

function geminiTokens(name: string, { size = '1k' }: DraftMade): Count | null {
  const rule = GEMINI.find(({ names }) => names.test(name));
  if (rule === undefined) return null;
  const tokens = rule.of.get(size) ?? rule.of.get('1k') ?? 1120;
  return { low: 0, likely: tokens, high: Math.max(tokens, rule.of.has(size) ? 0 : 2520) * PICTURES_MAX };
}
