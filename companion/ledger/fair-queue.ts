import { LedgerError, WAIT_MS_MAX } from './sql.ts';

/** First come, first served, one at a time; who waits too long is told so and is not served any more. */
export interface FairQueue {
  /** `deadline`: until when it may try, by `performance.now()`. What others did before it is none of its time. */
  readonly add: <T>(job: (deadline: number) => Promise<T>) => Promise<T>;
  /** The same for what has to be done however long it waits. */
  readonly addSure: <T>(job: () => Promise<T>) => Promise<T>;
  /** When all that wait now have been served. */
  readonly idle: () => Promise<void>;
}

/** At most so many wait; more would not be served in time anyway. */
export const WAITING_MAX = 20_000;

/** `waitMsMax`: so long is waited for a ledger that does nothing. */
export function openQueue(waitMsMax = WAIT_MS_MAX): FairQueue {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const work = noteWork();
  const add = <T>(job: (deadline: number) => Promise<T>): Promise<T> => {
    if (waiting >= WAITING_MAX) return Promise.reject(unavailable(waitMsMax));
    const askedAt = performance.now();
    waiting++;
    const turn = tail.then(() => {
      waiting--;
      const deadline = work.since(askedAt) + waitMsMax;
      if (performance.now() > deadline) throw unavailable(waitMsMax);
      return job(deadline);
    });
    tail = turn.then(work.done, work.failed);
    return turn;
  };
  const addSure = <T>(job: () => Promise<T>): Promise<T> => {
    const turn = tail.then(job);
    tail = turn.then(work.done, work.failed);
    return turn;
  };
  return { add, addSure, idle: () => tail.then(() => undefined) };
}

/** When something was last done: a ledger that is busy is not away. */
export function noteWork(): {
  /** The later of an instant and of the last work's end. */
  readonly since: (askedAt: number) => number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
} {
  let doneAt = 0;
  const done = (): void => {
    doneAt = performance.now();
  };
  const failed = (error: unknown): void => {
    if (!(error instanceof LedgerError && error.code === 'ledger-unavailable')) done();
  };
  return { since: (askedAt) => Math.max(askedAt, doneAt), done, failed };
}

/** What is thrown when the wait is over. */
export function unavailable(waitMsMax = WAIT_MS_MAX, cause?: unknown): LedgerError {
  return new LedgerError('ledger-unavailable', `could not be written within ${waitMsMax} ms`, cause);
}
