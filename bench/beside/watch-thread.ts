import { setTimeout as wait } from 'node:timers/promises';

const EVERY_MS = 1;

/** How long this thread was busy, ms of a processor. */
export interface Busy {
  /** From one turn of the event loop to the next, at most. */
  readonly longestMs: number;
  readonly busyMs: number;
}

/** Watches the thread that calls it until it is stopped. */
export function watchThread(): { readonly stop: () => Promise<Busy> } {
  const startedAt = busyNow();
  let [last, longestMs] = [startedAt, 0];
  const beat = (): void => {
    const now = busyNow();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  };
  const beating = setInterval(beat, EVERY_MS);
  return {
    async stop() {
      await wait(2 * EVERY_MS);
      clearInterval(beating);
      beat();
      return { longestMs, busyMs: last - startedAt };
    },
  };
}

function busyNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
