import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { LedgerError } from '../ledger/sql.ts';
import { startThread } from '../start-thread.ts';
import type { ExportEnd } from './export-query.ts';
import type { ExportWord, ExportWork } from './export-worker.ts';

/** An export whose first rows were found. */
export interface RunningExport {
  /** How many rows there will be at most; null: nobody counted. */
  readonly total: number | null;
  /** UTF-8, whole lines; each is written over once the next is asked for. Ending it early ends the work. @throws LedgerError */
  readonly pieces: AsyncGenerator<Uint8Array, ExportEnd>;
  /** To be called however it ends: what is not read on would stay open. */
  readonly stop: () => Promise<void>;
}

/** Memory of the worker: a page of rows, and what it makes of them; its code takes most of it. */
const WORKER_MB_MAX = 32;
/** What the rows of a few pages come to: what dies young costs nothing. */
const YOUNG_MB_MAX = 16;
/** A piece is about so large: fewer of them cost less to hand over. */
const PIECE_BYTES = 256 * 1024;
/** So many at a time: each is a thread with memory of its own. */
const EXPORTS_MAX = 2;
let running = 0;

/** Whether one more may be started. */
export function mayExport(): boolean {
  return running < EXPORTS_MAX;
}

/** Reads and writes in a thread of its own, so that calls do not wait for it. @throws LedgerError */
export async function startExport(work: ExportWork): Promise<RunningExport> {
  running += 1;
  const worker = startThread(new URL('./export-worker.ts', import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MB_MAX, maxYoungGenerationSizeMb: YOUNG_MB_MAX },
  });
  let isOver = false;
  const stop = async (): Promise<void> => {
    if (!isOver) running -= 1;
    isOver = true;
    await worker.terminate();
  };
  try {
    const first = await hear(worker);
    if (first.kind !== 'total') throw new Error(`[export] the worker began with ${first.kind}`);
    return { total: first.total, pieces: readPieces(worker), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same memory goes to and fro: new memory for each piece would be tidied up late, tens of megabytes later. */
async function* readPieces(worker: Worker): AsyncGenerator<Uint8Array, ExportEnd> {
  let memory = new ArrayBuffer(PIECE_BYTES);
  for (;;) {
    const heard = hear(worker);
    worker.postMessage(memory, [memory]);
    const word = await heard;
    if (word.kind === 'end') return word.end;
    if (word.kind !== 'piece') throw new Error(`[export] the worker went on with ${word.kind}`);
    yield word.bytes;
    memory = word.bytes.buffer;
  }
}

async function hear(worker: Worker): Promise<ExportWord> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  worker.once('exit', leave);
  const [word] = await (once(worker, 'message', { signal: gone.signal }) as Promise<[ExportWord]>).finally(() =>
    worker.off('exit', leave),
  );
  if (word.kind === 'failed') throw new LedgerError('ledger-failed', `the ledger could not be read on (${word.code})`);
  return word;
}
