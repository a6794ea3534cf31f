/** What the counter can read: two of 9 levels a character, each its distance from the middle one, squared, times 0.03 tokens. */
export const LEVELS = { max: 4, step: 0.03 };

const LINE_CHARACTERS = 118;

/** The text of `lib/domain/token-prices.ts`, from tokens by feature. */
export function writePrices(plain: Float64Array, hashed: Float64Array): string {
  const hundredths = [...plain].map((tokens) => String(Math.round(tokens * 100) || 0));
  let list = '';
  for (let at = 0; at < hundredths.length; at += 24) list += `  ${hundredths.slice(at, at + 24).join(', ')},\n`;
  let packed = '';
  for (let at = 0; at < hashed.length; at += 2) {
    packed += String.fromCharCode(40 + levelOf(hashed[at] ?? 0) * 9 + levelOf(hashed[at + 1] ?? 0));
  }
  const lines = packed.match(new RegExp(`.{1,${LINE_CHARACTERS - 6}}`, 'g')) ?? [];
  return `/**
 * What each feature of \`token-pieces\` is worth in tokens, fitted to exact o200k_base counts by \`bench/fit-counter.ts\`, which
 * writes this file; how far it is off is in docs/estimates.md.
 */

/** Hundredths of a token by feature, up to the hashed ones. */
// biome-ignore format: a table.
export const PLAIN_PRICES: readonly number[] = [
${list}];

/** Of the hashed features, two a character: see \`unpack\` in \`count-tokens\`. */
export const HASH_PRICES =
${lines.map((line) => `  '${line.replaceAll('\\', '\\\\')}'`).join(' +\n')};
`;
}

function levelOf(tokens: number): number {
  return 4 + Math.sign(tokens) * Math.round(Math.sqrt(Math.abs(tokens) / LEVELS.step));
}
