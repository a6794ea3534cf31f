import { LedgerError, WAIT_MS_MAX } from './sql.ts';

/** First come, first served, one at a time; who waits too long is told so and is not served any more. */
export interface FairQueue {
  readonly add: <T>(job: (deadline: number) => Promise<T>) => Promise<T>;
  /** The same for what has to be done however long it waits. */
  readonly addSure: <T>(job: () => Promise<T>) => Promise<T>;
  /** When all that wait now have been served. */
  readonly idle: () => Promise<void>;
}

/** At most so many wait; more would not be served in time anyway. */
const WAITING_MAX = 20_000;

export function openQueue(waitMsMax = WAIT_MS_MAX): FairQueue {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const add = <T>(job: (deadline: number) => Promise<T>): Promise<T> => {
    if (waiting >= WAITING_MAX) return Promise.reject(unavailable(waitMsMax));
    const deadline = performance.now() + waitMsMax;
    waiting++;
    const turn = tail.then(() => {
      waiting--;
      if (performance.now() > deadline) throw unavailable(waitMsMax);
      return job(deadline);
    });
    tail = turn.catch(() => undefined);
    return turn;
  };
  const addSure = <T>(job: () => Promise<T>): Promise<T> => {
    const turn = tail.then(job);
    tail = turn.catch(() => undefined);
    return turn;
  };
  return { add, addSure, idle: () => tail.then(() => undefined) };
}

/** What is thrown when the wait is over. */
export function unavailable(waitMsMax = WAIT_MS_MAX, cause?: unknown): LedgerError {
  return new LedgerError('ledger-unavailable', `could not be written within ${waitMsMax} ms`, cause);
}
