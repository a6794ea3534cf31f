import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../ledger/open-reader.ts';
import { learnSites } from '../sites/sites.ts';
import type { AdviceAnswers, AdviceWork } from './advice-work.ts';
import { answerQuestion } from './answer-question.ts';

/** What it says, once. */
export type AdviceWord =
  | { readonly kind: 'answer'; readonly answer: AdviceAnswers[keyof AdviceAnswers] }
  | { readonly kind: 'failed'; readonly code: string };

const port = parentPort;
if (port !== null) {
  const work = workerData as AdviceWork;
  const say = (word: AdviceWord): void => port.postMessage(word);
  try {
    learnSites(work.sites);
    const reader = await openReader(work.source);
    try {
      say({ kind: 'answer', answer: await answerQuestion(reader, work) });
    } finally {
      await reader.close();
    }
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    say({ kind: 'failed', code });
  }
}
