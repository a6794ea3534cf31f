import type { Worker } from 'node:worker_threads';
import { startThread } from '../start-thread.ts';
import type { Answered, CountBeside } from './read-beside.ts';

/** Counting leaves nothing behind: without a bound new objects would be given many times this. */
const YOUNG_MB = 8;

/** Counts long texts in a thread of its own, which is begun with the first of them: it has a vocabulary for itself. */
export function openCountBeside(): { readonly count: CountBeside; readonly stop: () => Promise<void> } {
  let worker: Worker | null = null;
  let asked = 0;
  const waiting = new Map<number, PromiseWithResolvers<readonly Answered[]>>();

  /** Whoever waits counts for himself; the next one has another thread. */
  const lose = (lost: Worker, error: Error): void => {
    if (lost !== worker) return;
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const open = (): Worker => {
    const opened = startThread(new URL('./count-worker.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    opened.on('message', ({ id, answered }: { readonly id: number; readonly answered: readonly Answered[] }) => {
      waiting.get(id)?.resolve(answered);
      waiting.delete(id);
    });
    opened.on('error', (error) => lose(opened, error as Error));
    opened.on('exit', () => lose(opened, new Error('[estimate] the counting thread has ended')));
    opened.unref();
    return opened;
  };

  return {
    count(counters) {
      worker ??= open();
      asked += 1;
      const answer = Promise.withResolvers<readonly Answered[]>();
      waiting.set(asked, answer);
      worker.postMessage({ id: asked, asked: counters });
      return answer.promise;
    },
    stop: async () => void (await worker?.terminate()),
  };
}
