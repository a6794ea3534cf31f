import type { Worker } from 'node:worker_threads';
import { LedgerError } from '../ledger/sql.ts';
import { startThread } from '../start-thread.ts';
import type { AdviceAnswers, AdviceQuestion, AdviceWork } from './advice-work.ts';
import type { AdviceWord } from './advice-worker.ts';

/** Memory of the worker: sums, a page of rows, the lists of prices and its code. */
const WORKER_MB_MAX = 192;
/** So many at a time: each is a thread with memory of its own. */
const QUESTIONS_MAX = 2;
/** Nobody waits longer, ms: a million calls take a minute or two. */
export const ADVICE_MS_MAX = 5 * 60_000;
let running = 0;

/** Whether one more may be asked. */
export function mayAskAdvice(): boolean {
  return running < QUESTIONS_MAX;
}

/** Looks at calls in a thread of its own, so that those under way do not wait for it. @throws LedgerError */
export async function askAdvice<Kind extends AdviceQuestion['kind']>(
  work: AdviceWork & { readonly question: { readonly kind: Kind } },
): Promise<AdviceAnswers[Kind]> {
  running += 1;
  const worker = startThread(new URL('./advice-worker.ts', import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MB_MAX, maxYoungGenerationSizeMb: 16 },
  });
  const timer = setTimeout(() => void worker.terminate(), ADVICE_MS_MAX);
  try {
    const word = await hear(worker);
    if (word.kind === 'answer') return word.answer as AdviceAnswers[Kind];
    throw new LedgerError('ledger-failed', `the ledger could not be read on (${word.code})`);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
    running -= 1;
  }
}

function hear(worker: Worker): Promise<AdviceWord> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new LedgerError('ledger-failed', 'the thread that reads it has ended')));
  });
}
