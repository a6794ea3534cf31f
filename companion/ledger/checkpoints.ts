import { Worker } from 'node:worker_threads';

/** Looked after so often, ms, and only where there is something worth moving. */
const EVERY_MS = 1000;
const BYTES_MIN = 4 * 1024 * 1024;

/**
 * Keeps the log of an open database file short, in a thread of its own. Without it, or where it fails (`onTrouble` is told), the
 * writer does so itself when the log is long.
 */
export function startCheckpoints(
  path: string,
  onTrouble: (error: unknown) => void,
  { everyMs = EVERY_MS, bytesMin = BYTES_MIN }: { readonly everyMs?: number; readonly bytesMin?: number } = {},
): { readonly stop: () => Promise<void> } {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
    workerData: { path, everyMs, bytesMin },
    resourceLimits: { maxOldGenerationSizeMb: 32 },
  });
  worker.on('error', onTrouble);
  worker.unref();
  return { stop: async () => void (await worker.terminate()) };
}
