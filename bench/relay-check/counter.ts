import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTokens as countExactly } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens } from '../../lib/domain/count-tokens.ts';
import { en } from '../../lib/domain/texts/en.ts';
import { zh } from '../../lib/domain/texts/zh.ts';

/** How o200k_base stands to our counter on one kind of text: the 5th, 50th and 95th of a hundred windows. */
export interface CounterError {
  readonly kind: string;
  readonly windows: number;
  readonly quantiles: readonly [number, number, number];
}

const root = join(import.meta.dirname, '../..');
const WINDOW_CHARS = 2000;
/** Shorter rests are left out. */
const WINDOW_CHARS_MIN = 500;

/** Measures it on the texts that every checkout has. */
export function measureCounter(): readonly CounterError[] {
  const read = (pattern: string): readonly string[] =>
    globSync(pattern, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  return [
    measure('English, Markdown', read('{*.md,docs/**/*.md}')),
    measure('English, short sentences', [Object.values(en).join('\n')]),
    measure('TypeScript', read('lib/{engine,webext,bridge,wires,page}/*.ts')),
    measure('JSON', read('lib/providers/recordings/*.json')),
    measure('Chinese', [Object.values(zh).join('\n')]),
  ];
}

function measure(kind: string, texts: readonly string[]): CounterError {
  const ratios = texts.flatMap(cut).map((text) => countExactly(text, asText) / countTokens(text).likely);
  const sorted = ratios.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return { kind, windows: sorted.length, quantiles: [at(0.05), at(0.5), at(0.95)] };
}

/** What looks like a special token is text. */
const asText = { disallowedSpecial: new Set<string>() };

function cut(text: string): readonly string[] {
  const windows: string[] = [];
  for (let at = 0; at < text.length; at += WINDOW_CHARS) windows.push(text.slice(at, at + WINDOW_CHARS));
  return windows.filter(({ length }) => length >= WINDOW_CHARS_MIN);
}
