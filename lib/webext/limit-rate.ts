const WINDOW_MS = 60_000;
/** Keys remembered; more than this at once are a flood of their own, and start afresh. */
const KEYS_MAX = 1000;

/** Counts what each key (a document, a tab) does; false above so many a minute. The count starts again every minute. */
export function limitRate<K>(perMinuteMax: number, now: () => number): (key: K) => boolean {
  let counts = new Map<K, number>();
  let windowStart = Number.NEGATIVE_INFINITY;
  return (key) => {
    if (now() - windowStart > WINDOW_MS || counts.size > KEYS_MAX) {
      windowStart = now();
      counts = new Map();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= perMinuteMax;
  };
}
