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

const POLL_MS = 25;

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
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
