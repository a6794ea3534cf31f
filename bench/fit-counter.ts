import { writeFileSync } from 'node:fs';
import { HASHES, openPieces } from '../lib/domain/token-pieces.ts';
import { openRandom } from '../test/forecast/random.ts';
import { openOurs } from '../test/tokenizer/encodings.ts';
import { fitPrices, type Sample } from './fit-counter/fit.ts';
import { type FitText, makeTexts, readLines, readPackages } from './fit-counter/texts.ts';
import { LEVELS, writePrices } from './fit-counter/write-prices.ts';
import { quantile } from './page/statistics.ts';

/*
 * `npm run bench -- fit-counter [FILE.jsonl …] [--write]`: fits what the page's counter counts by (lib/domain/token-prices.ts) to
 * exact counts, and says how far it is off on what was left out. Files of installed packages and generated text are always
 * there; a file of lines `{kind, src, name, text}` adds others. The prices in force were fitted with such a file of prose,
 * chat, documentation and code of public repositories (named in docs/estimates.md).
 */

const ROUNDS = 160;
const SLICE_MIN = 200;
const SLICE_MAX = 20_000;

interface Slice extends Sample {
  readonly kind: string;
  readonly isHeldOut: boolean;
}

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const slices = cutSlices([...readPackages(), ...makeTexts(), ...files.flatMap(readLines)]);
const weights = fitPrices(
  slices.filter(({ weight }) => weight > 0),
  ROUNDS,
  LEVELS,
);
console.log(`fitted to ${slices.filter(({ weight }) => weight > 0).length} slices`);
for (const line of reportHeldOut(weights)) console.log(line);
if (process.argv.includes('--write')) {
  const text = writePrices(weights.subarray(0, HASHES), weights.subarray(HASHES));
  writeFileSync(new URL('../lib/domain/token-prices.ts', import.meta.url), text);
}

/** Kinds count by the root of how much there is of them, prose and code of people more, noise less. */
function cutSlices(texts: readonly FitText[]): readonly Slice[] {
  const exact = openOurs('o200k_base');
  const random = openRandom(5);
  const cut = texts.flatMap(({ kind, text, isHeldOut }) => {
    const pieces: Omit<Slice, 'weight'>[] = [];
    for (let at = 0; at < text.length - SLICE_MIN; ) {
      const length = Math.round(SLICE_MIN * (SLICE_MAX / SLICE_MIN) ** random.next());
      const slice = text.slice(at, at + length).toWellFormed();
      at += length;
      if (slice.length >= SLICE_MIN) pieces.push({ kind, isHeldOut, text: slice, tokens: exact.count(slice) });
    }
    return pieces;
  });
  const counts = new Map<string, number>();
  for (const { kind } of cut) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return cut.map((slice) => {
    const weight = (weightOf(slice.kind) / Math.sqrt(counts.get(slice.kind) ?? 1)) * Math.min(1, slice.tokens / 500);
    return { ...slice, weight: slice.isHeldOut ? 0 : weight };
  });
}

function weightOf(kind: string): number {
  if (/^(hex|numbers|table)/.test(kind)) return 0.3;
  if (/^(page|packed|css|yaml|toml|tldr|csv)/.test(kind)) return 0.6;
  if (/^(prose|answers|news)/.test(kind)) return 4;
  return /^(code|markdown|readme|json|base64|book|generated|prompts-en|xyl-en)|-ru$/.test(kind) ? 2 : 1;
}

function reportHeldOut(prices: Float64Array): readonly string[] {
  const byKind = new Map<string, number[]>();
  for (const { kind, isHeldOut, text, tokens } of slices) {
    if (!isHeldOut) continue;
    const error = count(text, prices) / tokens - 1;
    for (const name of [kind, 'all']) byKind.set(name, [...(byKind.get(name) ?? []), error]);
  }
  return [...byKind].sort().map(([kind, errors]) => {
    const sizes = errors.map(Math.abs);
    const figures = [quantile(sizes, 0.5), quantile(sizes, 0.95), quantile(errors, 0.5)];
    return `  ${kind.padEnd(20)}${String(errors.length).padStart(6)}${figures.map((share) => `${(share * 100).toFixed(1)} %`.padStart(9)).join('')}`;
  });
}

function count(text: string, prices: Float64Array): number {
  let tokens = 0;
  let price = 0;
  const pieces = openPieces({
    add: (feature, amount) => {
      price += (prices[feature] ?? 0) * amount;
    },
    end: (_kind, tokensMin) => {
      tokens += Math.max(tokensMin, price);
      price = 0;
    },
  });
  pieces.push(text);
  pieces.cut();
  return tokens;
}
