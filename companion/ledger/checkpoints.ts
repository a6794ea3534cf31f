import { Worker } from 'node:worker_threads';

/** Looked after so often, ms. */
const EVERY_MS = 1000;
/** Moved when it has grown by so much, bytes, or after this time, ms. */
const BYTES_MIN = 32 * 1024 * 1024;
const REST_MS = 30_000;

/** For tests. */
interface CheckpointOptions {
  readonly everyMs?: number;
  readonly bytesMin?: number;
  readonly restMs?: number;
}

/**
 * Keeps the log of an open database file short, in a thread of its own. Without it, or where it fails (`onTrouble` is told), the
 * writer does so itself when the log is long.
 */
export function startCheckpoints(
  path: string,
  onTrouble: (error: unknown) => void,
  { everyMs = EVERY_MS, bytesMin = BYTES_MIN, restMs = REST_MS }: CheckpointOptions = {},
): { readonly stop: () => Promise<void> } {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
    workerData: { path, everyMs, bytesMin, restMs },
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
  });
  worker.on('error', onTrouble);
  worker.unref();
  return { stop: async () => void (await worker.terminate()) };
}
