import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AdviceQuestion } from '../companion/advice/advice-work.ts';
import { askAdvice } from '../companion/advice/ask-advice.ts';
import { varied } from './advice/varied.ts';
import { fillRecords } from './export/fill-records.ts';

/*
 * `npm run bench -- advice [calls]`: how long each question takes over a year's calls of several models and sizes, and how long the
 * loop of whoever asks stands still meanwhile. Memory is what this process had at most, with the thread that answers.
 */

const calls = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 1_000_000);
console.error(`Filling a ledger with ${calls.toLocaleString('en')} calls …`);
const folder = await fillRecords(calls, varied);
const QUESTIONS: Readonly<Record<string, AdviceQuestion>> = {
  savings: { kind: 'savings', from: 0, worth: { days: 365, dollarNano: {} } },
  'what-if, another model': {
    kind: 'what-if',
    question: { change: { model: 'gpt-4.1-mini' }, cache: null, of: null },
  },
  billing: {
    kind: 'billing',
    question: { days: 365, candidates: ['openai', 'openrouter'], groups: {}, packages: [], commitments: [] },
  },
};
const results: Record<string, Record<string, string>> = {};
try {
  for (const [name, question] of Object.entries(QUESTIONS)) results[name] = await measure(question);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ node: process.version, calls, ...results }));
  else {
    console.log(`Node ${process.version}; ${calls.toLocaleString('en')} calls`);
    console.table(results);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(question: AdviceQuestion): Promise<Record<string, string>> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  let [last, gap, peak] = [startedAt, 0, 0];
  const beat = setInterval(() => {
    gap = Math.max(gap, performance.now() - last);
    last = performance.now();
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  await askAdvice({
    source: { kind: 'file', path: join(folder, 'ledger.sqlite') },
    ledger: 'main',
    span: { start: 0, end: Date.now() + 86_400_000 },
    book: { sites: {}, own: {}, accounts: {}, keyGroups: {} },
    sites: { descriptions: [], relays: [] },
    question,
  });
  clearInterval(beat);
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: ((performance.now() - startedAt) / 1000).toFixed(1),
    'seconds of a processor': ((user + system) / 1e6).toFixed(1),
    'longest gap, ms': gap.toFixed(0),
    'at most, MB': (peak / 2 ** 20).toFixed(0),
  };
}
