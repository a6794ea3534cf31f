import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { median } from '../page/statistics.ts';
import { HARD, NATURAL } from './corpora.ts';

/** What a library took; `ms` null: it was ended after {@link PATIENCE_MS}, or not tried after that happened with less text. */
export interface LibraryTime {
  readonly ms: number | null;
  /** Where it was ended, or took longest: characters and ms of the last size it was tried with. */
  readonly last: { readonly characters: number; readonly ms: number } | null;
}

export interface CountTimes {
  readonly text: string;
  readonly isNatural: boolean;
  readonly characters: number;
  readonly tokens: number;
  /** Libraries whose count is another. */
  readonly differing: readonly string[];
  readonly times: Readonly<Record<string, LibraryTime>>;
}

export const LIBRARIES = ['ours', 'gpt-tokenizer', 'tiktoken', 'js-tiktoken'] as const;
/** A library that took so long with one text is not given ten times as much of it. A quadratic one would take a hundred times. */
export const PATIENCE_MS = 2000;
const SIZES = [1000, 10_000, 100_000, 1_000_000];
const ROUNDS = 3;
const OPENED_MS_MAX = 60_000;

/** Counts of the same texts by every library, by turns, each in a thread of its own. */
export async function timeTokenizers(texts: Readonly<Record<string, string>>): Promise<readonly CountTimes[]> {
  const threads = new Map<string, Worker>();
  const rows: CountTimes[] = [];
  for (const [text, make] of Object.entries({ ...naturalOf(texts), ...HARD })) {
    process.stderr.write(`counting ${text}\n`);
    const last = new Map<string, LibraryTime['last']>();
    for (const size of SIZES) {
      const sample = make(size).toWellFormed();
      rows.push({ text, isNatural: NATURAL.includes(text), ...(await timeSample(sample, threads, last)) });
    }
  }
  for (const thread of threads.values()) await thread.terminate();
  return rows;
}

function naturalOf(texts: Readonly<Record<string, string>>): Record<string, (size: number) => string> {
  return Object.fromEntries(
    NATURAL.map((name) => {
      const text = texts[name] ?? '';
      return [name, (size: number) => text.repeat(Math.ceil(size / text.length)).slice(0, size)];
    }),
  );
}

async function timeSample(
  sample: string,
  threads: Map<string, Worker>,
  last: Map<string, LibraryTime['last']>,
): Promise<Omit<CountTimes, 'text' | 'isNatural'>> {
  const given = new Map<string, number[]>();
  const counts = new Map<string, number>();
  const out = new Set(LIBRARIES.filter((library) => (last.get(library)?.ms ?? 0) >= PATIENCE_MS / 10));
  for (let round = 0; round < ROUNDS; round++) {
    for (const library of LIBRARIES) {
      if (out.has(library)) continue;
      const thread = threads.get(library) ?? (await openThread(library));
      threads.set(library, thread);
      const answer = await ask(thread, sample);
      last.set(library, { characters: sample.length, ms: answer?.ms ?? PATIENCE_MS });
      if (answer === null) {
        threads.delete(library);
        given.delete(library);
        out.add(library);
      } else {
        given.set(library, [...(given.get(library) ?? []), answer.ms]);
        counts.set(library, answer.tokens);
      }
    }
  }
  const tokens = counts.get('ours') ?? 0;
  const times = LIBRARIES.map((library) => {
    const ms = given.has(library) ? median(given.get(library) ?? []) : null;
    return [library, { ms, last: last.get(library) ?? null }] as const;
  });
  const differing = [...counts].filter(([, other]) => other !== tokens).map(([library]) => library);
  return { characters: sample.length, tokens, differing, times: Object.fromEntries(times) };
}

async function openThread(library: string): Promise<Worker> {
  const thread = new Worker(new URL('./count-worker.ts', import.meta.url), { workerData: library });
  await once(thread, 'message', { signal: AbortSignal.timeout(OPENED_MS_MAX) });
  return thread;
}

/** What the thread says; null: nothing in time, and it is ended. */
async function ask(thread: Worker, text: string): Promise<{ readonly ms: number; readonly tokens: number } | null> {
  thread.postMessage(text);
  try {
    const [answer] = await once(thread, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer;
  } catch {
    await thread.terminate();
    return null;
  }
}
