import type { Levels } from './fit.ts';

/** What the counter can read (`unpack` in `count-tokens`): chains of letters and whole pieces, two a character. */
export const LEVELS: readonly [chains: Levels, wholes: Levels] = [
  { max: 4, step: 0.03 },
  { max: 3, step: 0.06 },
];

const LINE_CHARACTERS = 112;

/** The text of `lib/domain/token-prices.ts`, from tokens by feature. */
export function writePrices(plain: Float64Array, chains: Float64Array, wholes: Float64Array): string {
  const hundredths = [...plain].map((tokens) => String(Math.round(tokens * 100) || 0));
  let list = '';
  for (let at = 0; at < hundredths.length; at += 24) list += `  ${hundredths.slice(at, at + 24).join(', ')},\n`;
  return `/**
 * What each feature of \`token-pieces\` is worth in tokens, fitted to exact o200k_base counts by \`bench/fit-counter.ts\`, which
 * writes this file; how far it is off is in docs/estimates.md.
 */

/** Hundredths of a token by feature, up to the hashed ones. */
// biome-ignore format: a table.
export const PLAIN_PRICES: readonly number[] = [
${list}];

/** Of chains of letters, two a character: see \`unpack\` in \`count-tokens\`. */
export const CHAIN_PRICES =
${pack(chains, LEVELS[0])};

/** Of whole pieces, likewise. */
export const WHOLE_PRICES =
${pack(wholes, LEVELS[1])};
`;
}

function pack(prices: Float64Array, levels: Levels): string {
  let packed = '';
  for (let at = 0; at < prices.length; at += 2) {
    const [one, other] = [levelOf(prices[at] ?? 0, levels), levelOf(prices[at + 1] ?? 0, levels)];
    packed += String.fromCharCode(40 + one * (2 * levels.max + 1) + other);
  }
  const lines = packed.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
  return lines.map((line) => `  '${line.replaceAll('\\', '\\\\')}'`).join(' +\n');
}

function levelOf(tokens: number, { max, step }: Levels): number {
  return max + Math.sign(tokens) * Math.round(Math.sqrt(Math.abs(tokens) / step));
}
