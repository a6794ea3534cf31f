import { parentPort } from 'node:worker_threads';
import { counterOf } from '../../lib/engine/exact-counters.ts';
import { openCounters } from './open-counters.ts';
import { type AskedCounter, answerCounters } from './read-beside.ts';

/* The thread of `openCountBeside`: counts long texts, one request after the other. */

const counters = openCounters();
parentPort?.on('message', ({ id, asked }: { readonly id: number; readonly asked: readonly AskedCounter[] }) => {
  parentPort?.postMessage({ id, answered: answerCounters(asked, (family) => counterOf(family, counters)(null)) });
});
