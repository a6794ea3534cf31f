/**
 * Waits for `promise`, at most `timeoutMs`. Rejects with `[wait] <what> …` when the time is up, so that a hanging
 * browser names the step that hung. The promise itself is not cancelled.
 */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`[wait] ${what}: nothing after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}

const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 160;

/**
 * Pauses between questions, longer each time: what comes at once is seen at once, and what takes long is not asked a
 * hundred times. A question to a browser costs up to 10 ms of processor time.
 */
export function createPause(): () => Promise<void> {
  let ms = PAUSE_MIN_MS;
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    ms = Math.min(ms * 2, PAUSE_MAX_MS);
  };
}

/**
 * Asks `probe` again and again until it gives something truthy, and returns that. A probe that throws counts as "not
 * yet" (pages navigate under our feet); the last error and the last value are named when `timeoutMs` is over.
 */
export async function pollUntil<T>(
  timeoutMs: number,
  what: string,
  probe: () => Promise<T> | T,
): Promise<NonNullable<T>> {
  const deadlineMs = performance.now() + timeoutMs;
  const pause = createPause();
  let last = 'never answered';
  for (;;) {
    const leftMs = Math.max(1, deadlineMs - performance.now());
    let hasAnswered = false;
    const asked = Promise.resolve()
      .then(probe)
      .finally(() => {
        hasAnswered = true;
      });
    try {
      const value = await within(leftMs, what, asked);
      if (value) return value as NonNullable<T>;
      last = `last value ${JSON.stringify(value)}`;
    } catch (error) {
      if (hasAnswered) last = `last error: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() >= deadlineMs) throw new Error(`[wait] ${what}: not within ${timeoutMs} ms, ${last}`);
    await pause();
  }
}
