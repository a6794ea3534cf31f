import { readFileSync } from 'node:fs';
import { explainRow } from '../../companion/explain/explain-row.ts';
import { type ErrorRow, readRow } from '../../companion/explain/read-row.ts';
import { readPage } from '../../lib/domain/refusals/read-page.ts';
import { unwrapError } from '../../lib/domain/refusals/unwrap-error.ts';
import { compiled, LISTS, patternOf, type WordKind } from '../../lib/domain/refusals/words/kinds.ts';
import { type LabelledRow, type Score, scoreRows } from './score.ts';

/*
 * How much of a score is words that were written for the very body they are scored on: every provider's bodies are read once
 * more without the words that stand in no other provider's. Rules, fields and other languages stay as they are.
 */

interface Body {
  readonly id: string;
  readonly provider: string;
  readonly cause: string;
  readonly also: readonly string[];
  readonly row: ErrorRow;
  readonly text: string;
}

/** One alternative of one list: `a|b(c|d)` has two. */
interface Word {
  readonly kind: WordKind;
  readonly at: number;
  readonly source: string;
  readonly providers: ReadonlySet<string>;
}

/** The score of all files' bodies, each read without its provider's own words. */
export function scoreLeftOut(files: readonly string[]): Score {
  const bodies = files.flatMap(readBodies);
  const words = findWords(bodies);
  const rows = [...new Set(bodies.map(({ provider }) => provider))].flatMap((provider) => {
    const own = words.filter(({ providers }) => providers.size === 1 && providers.has(provider));
    return without(own, () => bodies.filter((body) => body.provider === provider).map(explain));
  });
  return scoreRows(rows);
}

function readBodies(file: string): readonly Body[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (line.trim() === '') return [];
    const value = JSON.parse(line);
    const row = readRow(value);
    const { codes, texts } = unwrapError(row.status, row.bodyText, readPage);
    const provider = String(value.provider ?? value.id.replace(/-\d+$/, '')).toLowerCase();
    return [
      {
        id: value.id,
        provider,
        cause: value.cause,
        also: value.also ?? [],
        row,
        text: [...codes, ...texts].join('\n'),
      },
    ];
  });
}

function findWords(bodies: readonly Body[]): readonly Word[] {
  return Object.entries(LISTS).flatMap(([kind, list]) =>
    list.flatMap((sources, at) =>
      alternativesOf(sources).map((source) => {
        const pattern = patternOf([source]);
        const having = bodies.filter(({ text }) => text.search(pattern) >= 0);
        return { kind: kind as WordKind, at, source, providers: new Set(having.map(({ provider }) => provider)) };
      }),
    ),
  );
}

/** What stands between the bars that are in no bracket. */
function alternativesOf(sources: string): readonly string[] {
  const found = [''];
  let depth = 0;
  for (const [sign] of sources.matchAll(/\\.|[^\\]/gs)) {
    if (/^[([]$/.test(sign)) depth++;
    if (/^[)\]]$/.test(sign)) depth--;
    if (sign === '|' && depth === 0) found.push('');
    else found.push((found.pop() ?? '') + sign);
  }
  return found;
}

function without<T>(words: readonly Word[], run: () => T): T {
  const kinds = new Set(words.map(({ kind }) => kind));
  for (const kind of kinds) {
    const left = LISTS[kind].map((sources, at) => {
      const gone = words.filter((word) => word.kind === kind && word.at === at).map(({ source }) => source);
      return (
        alternativesOf(sources)
          .filter((source) => !gone.includes(source))
          .join('|') || '(?!)'
      );
    });
    compiled.set(kind, patternOf(left));
  }
  const result = run();
  for (const kind of kinds) compiled.delete(kind);
  return result;
}

function explain({ id, cause, also, row }: Body): LabelledRow {
  return { id, cause, also, explained: explainRow(row, 'en'), first: null, ms: 0 };
}
