const WINDOW_MS = 60_000;
/** Keys remembered; more than this at once are a flood of their own, and start afresh. */
const KEYS_MAX = 1000;

/**
 * Counts what each key (a document, a tab) does: the function returned is false above so many a minute. The count of all
 * keys starts again once a minute has passed. `nowMs` is any clock that never goes back.
 */
export function limitRate<K>(perMinuteMax: number): (key: K, nowMs: number) => boolean {
  let counts = new Map<K, number>();
  let windowStartMs = Number.NEGATIVE_INFINITY;
  return (key, nowMs) => {
    if (nowMs - windowStartMs > WINDOW_MS || counts.size > KEYS_MAX) {
      windowStartMs = nowMs;
      counts = new Map();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= perMinuteMax;
  };
}
