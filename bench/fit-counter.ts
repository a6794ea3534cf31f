import { writeFileSync } from 'node:fs';
import { CHAINS, WHOLES } from '../lib/domain/token-pieces.ts';
import { openOurs } from '../test/tokenizer/encodings.ts';
import { fitPrices, pricePieces, sumSlice, type Weighted } from './fit-counter/fit.ts';
import { readSlices, type Slice } from './fit-counter/slices.ts';
import { makeTexts, readLines, readPackages } from './fit-counter/texts.ts';
import { LEVELS, writePrices } from './fit-counter/write-prices.ts';
import { quantile } from './page/statistics.ts';

/*
 * `npm run bench -- fit-counter [FILE.jsonl …] [--write]`: fits what the page's counter counts by (lib/domain/token-prices.ts) to
 * exact counts, and says how far it is off on what was left out. Files of installed packages and generated text are always
 * there; files of lines `{kind, src, name, text, held?}` add others. The prices in force were fitted with such files of prose,
 * chat, documentation and code of public repositories (named in docs/estimates.md).
 */

const ROUNDS = 300;
/** Slices of so many tokens, or more, count in full. */
const TOKENS_FULL = 500;
/** Longer slices count for more, but less than they are longer. */
const CHARACTERS_USUAL = 4000;

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const { slices, pieces } = readSlices(
  [...readPackages(), ...makeTexts(), ...files.flatMap(readLines)],
  openOurs('o200k_base'),
);
const samples = weigh(slices.filter(({ isHeldOut }) => !isHeldOut));
console.log(`fitting to ${samples.length} slices, ${pieces.tokens.length} different pieces`);
const prices = fitPrices(samples, pieces, { rounds: ROUNDS, levels: LEVELS });
for (const line of reportHeldOut(pricePieces(pieces, prices))) console.log(line);
if (process.argv.includes('--write')) {
  const parts = [prices.subarray(0, CHAINS), prices.subarray(CHAINS, WHOLES), prices.subarray(WHOLES)] as const;
  writeFileSync(new URL('../lib/domain/token-prices.ts', import.meta.url), writePrices(...parts));
}

/** Kinds count by the root of how much there is of them, prose and code of people more, noise less. */
function weigh(fitted: readonly Slice[]): readonly Weighted[] {
  const sizes = new Map<string, number>();
  for (const { kind, characters } of fitted) sizes.set(kind, (sizes.get(kind) ?? 0) + characters);
  const weights = fitted.map(({ kind, characters, tokens }) => {
    const size = characters / Math.max(1, characters / CHARACTERS_USUAL) ** 0.3;
    return ((weightOf(kind) * size) / Math.sqrt(sizes.get(kind) ?? 1)) * Math.min(1, tokens / TOKENS_FULL);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return fitted.map((slice, at) => ({ slice, weight: (weights[at] ?? 0) / sum }));
}

function weightOf(kind: string): number {
  if (/^(hex|numbers|table)/.test(kind)) return 0.3;
  if (/^(page|packed|css|yaml|toml|tldr|csv)/.test(kind)) return 0.6;
  if (/^prose-(pt|it|ar|hi|pl|tr|vi|id|uk|th)/.test(kind)) return 0.8;
  if (/^(prose|book|docs|weekly)-(ja|ko|zh)/.test(kind)) return 4;
  if (/^(prose|answers|news)/.test(kind)) return 3;
  return /^(code|markdown|readme|json|base64|book|docs|generated|prompts)/.test(kind) ? 2 : 1;
}

function reportHeldOut(tokens: Float64Array): readonly string[] {
  const byKind = new Map<string, { error: number; said: number; right: number }[]>();
  for (const slice of slices) {
    if (!slice.isHeldOut) continue;
    const said = sumSlice(slice, tokens);
    const row = { error: Math.abs(said / slice.tokens - 1), said, right: slice.tokens };
    for (const name of [slice.kind, 'all']) byKind.set(name, [...(byKind.get(name) ?? []), row]);
  }
  return [...byKind].sort().map(([kind, rows]) => {
    const errors = rows.map(({ error }) => error);
    const bias = sum(rows.map(({ said }) => said)) / sum(rows.map(({ right }) => right)) - 1;
    const figures = [quantile(errors, 0.5), quantile(errors, 0.95), bias];
    return `  ${kind.padEnd(20)}${String(rows.length).padStart(6)}${figures.map((share) => `${(share * 100).toFixed(1)} %`.padStart(9)).join('')}`;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
