import { noteWork, unavailable, WAITING_MAX } from './fair-queue.ts';

/** Gives turns: so many at once, first come, first served. */
export type TakeTurn = <T>(job: (deadline: number) => Promise<T>, isFirst?: boolean) => Promise<T>;

/** One who waits, or has waited. */
interface Waiting {
  readonly begin: () => void;
  state: 'waits' | 'begun' | 'over';
}

/**
 * Turns at a database of several connections. `isFirst`: before all who wait without. Who waits while others get their work done
 * goes on waiting; where nobody does for `waitMsMax`, it is told so.
 */
export function openTurns(atOnce: number, waitMsMax: number): TakeTurn {
  const first: Waiting[] = [];
  const others: Waiting[] = [];
  const work = noteWork();
  let busy = 0;
  const next = (): void => {
    while (busy < atOnce) {
      const one = first.shift() ?? others.shift();
      if (one === undefined) return;
      if (one.state === 'waits') one.begin();
    }
  };
  return <T>(job: (deadline: number) => Promise<T>, isFirst = false): Promise<T> => {
    if (first.length + others.length >= WAITING_MAX) return Promise.reject(unavailable(waitMsMax));
    const askedAt = performance.now();
    return new Promise<T>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const begin = (): void => {
        one.state = 'begun';
        clearTimeout(timer);
        busy++;
        const end = (): void => {
          busy--;
          next();
        };
        const turn = job(work.since(askedAt) + waitMsMax);
        turn.then(work.done, work.failed).finally(end);
        turn.then(resolve, reject);
      };
      const one: Waiting = { begin, state: 'waits' };
      const look = (): void => {
        const left = work.since(askedAt) + waitMsMax - performance.now();
        if (left > 0) timer = setTimeout(look, left);
        else {
          one.state = 'over';
          reject(unavailable(waitMsMax));
        }
      };
      (isFirst ? first : others).push(one);
      next();
      if (one.state === 'waits') timer = setTimeout(look, waitMsMax);
    });
  };
}
