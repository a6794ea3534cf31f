import { countTokens as countWithGptTokenizer } from 'gpt-tokenizer/encoding/o200k_base';
import { Tiktoken as JsTiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { get_encoding } from 'tiktoken';
import { openOurs } from '../../test/tokenizer/encodings.ts';
import { median } from '../page/statistics.ts';
import { HARD } from './corpora.ts';

/** Milliseconds by library; null: not tried, because the next smaller text took too long already. */
export interface CountTimes {
  readonly text: string;
  readonly characters: number;
  readonly tokens: number;
  /** Libraries whose count is another. */
  readonly differing: readonly string[];
  readonly ms: Readonly<Record<string, number | null>>;
}

const PLAIN = { disallowedSpecial: new Set<string>() };
const SIZES = [1000, 10_000, 100_000, 1_000_000];
const ROUNDS = 3;
/** What took longer, and so much longer than ours, is not tried with ten times as much: a quadratic merge takes a hundred times. */
const PATIENCE_MS = 30;
const PATIENCE_TIMES = 5;

/** Counts of the same texts by every library, by turns, in this process. */
export function timeTokenizers(texts: Readonly<Record<string, string>>): readonly CountTimes[] {
  const ours = openOurs('o200k_base');
  const wasm = get_encoding('o200k_base');
  const js = new JsTiktoken(o200k);
  const count: Readonly<Record<string, (text: string) => number>> = {
    ours: ours.count,
    'gpt-tokenizer': (text) => countWithGptTokenizer(text, PLAIN),
    tiktoken: (text) => wasm.encode_ordinary(text).length,
    'js-tiktoken': (text) => js.encode(text, [], []).length,
  };
  const natural = Object.entries(texts).map(([name, text]) => [name, (size: number) => text.slice(0, size)] as const);
  return [...natural, ...Object.entries(HARD)].flatMap(([name, make]) => timeText(name, make, count));
}

function timeText(
  text: string,
  make: (size: number) => string,
  count: Readonly<Record<string, (text: string) => number>>,
): CountTimes[] {
  const slow = new Set<string>();
  const rows: CountTimes[] = [];
  let longest = 0;
  for (const size of SIZES) {
    const sample = make(size).toWellFormed();
    // There is no more of it.
    if (sample.length <= longest) break;
    longest = sample.length;
    rows.push(timeSample(text, sample, count, slow));
  }
  return rows;
}

function timeSample(
  text: string,
  sample: string,
  count: Readonly<Record<string, (text: string) => number>>,
  slow: Set<string>,
): CountTimes {
  const times = new Map<string, number[]>();
  const counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [library, run] of Object.entries(count)) {
      if (slow.has(library)) continue;
      const start = performance.now();
      counts.set(library, run(sample));
      const ms = performance.now() - start;
      times.set(library, [...(times.get(library) ?? []), ms]);
    }
  }
  const ms = Object.fromEntries(
    Object.keys(count).map((library) => [library, median(times.get(library) ?? []) || null]),
  );
  for (const [library, value] of Object.entries(ms)) {
    if (value !== null && value > PATIENCE_MS && value > (ms.ours ?? 0) * PATIENCE_TIMES) slow.add(library);
  }
  const tokens = counts.get('ours') ?? 0;
  return {
    text,
    characters: sample.length,
    tokens,
    differing: [...counts].filter(([, other]) => other !== tokens).map(([library]) => library),
    ms,
  };
}
