import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timeLargeBodies } from './refusals/large-bodies.ts';
import { scoreLeftOut } from './refusals/leave-out.ts';
import { readOptions } from './refusals/options.ts';
import { TARGETS, writeLeftOut, writeScore, writeTimes } from './refusals/report.ts';
import { explainFile, scoreRows } from './refusals/score.ts';

/*
 * `npm run bench -- refusals`: how often the cause of an error is understood. The corpora of the repository: the one
 * that was given, and four gatherings from other providers (docs/refusals.md); or any file by argument. Then all of them once
 * more, each provider's bodies without the words that only they have. A missed target is printed as missed and is no failure.
 */

const folder = new URL('../test/domain/refusals/', import.meta.url);
interface Corpus {
  readonly file: string;
  readonly target: (typeof TARGETS)[keyof typeof TARGETS];
}

const CORPORA: readonly Corpus[] = [
  { file: fileURLToPath(new URL('given.jsonl', folder)), target: TARGETS.given },
  { file: fileURLToPath(new URL('seen-elsewhere.jsonl', folder)), target: TARGETS.unseen },
  { file: fileURLToPath(new URL('seen-later.jsonl', folder)), target: TARGETS.unseen },
  { file: fileURLToPath(new URL('held-out.jsonl', folder)), target: TARGETS.unseen },
  { file: fileURLToPath(new URL('held-out-2.jsonl', folder)), target: TARGETS.unseen },
  { file: fileURLToPath(new URL('held-out-3.jsonl', folder)), target: TARGETS.unseen },
  { file: fileURLToPath(new URL('seen-last.jsonl', folder)), target: TARGETS.unseen },
];

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** File arguments are relative to where they were typed. */
function fromWhereTyped(file: string): Corpus {
  return { file: resolve(process.env.INIT_CWD ?? '.', file), target: TARGETS.unseen };
}

function main(args: readonly string[]): void {
  const { isJson, files } = readOptions(args);
  const corpora = files.length === 0 ? CORPORA : files.map(fromWhereTyped);
  const scores = corpora.map(({ file, target }) => ({
    name: basename(file),
    target,
    score: scoreRows(explainFile(file)),
  }));
  const leftOut = scoreLeftOut(corpora.map(({ file }) => file));
  const times = timeLargeBodies();
  if (isJson) {
    console.log(JSON.stringify({ scores, leftOut, largeBodiesMs: times }));
    return;
  }
  for (const { name, score, target } of scores) for (const line of writeScore(name, score, target)) console.log(line);
  for (const line of writeLeftOut(leftOut)) console.log(line);
  for (const line of writeTimes(times)) console.log(line);
}
