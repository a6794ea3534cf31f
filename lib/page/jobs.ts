import { newMap } from './natives.ts';
import { KEPT_CALLS_MAX } from './protocol.ts';

/** A call of the page's, with what its attempts share. */
export interface Job {
  /** Whether the body could be read: else nothing can be sent again. */
  readonly isRead: boolean;
  /** A request like the page's with another body, tied to no signal of the page's; null: it was not held. */
  readonly repeat: Repeat | null;
}

/** Makes a request like the page's. */
export type Repeat = (bodyText: string) => Request;

/** One attempt of a job; `bodyText` is sent instead of the page's own body, null: the page's own. */
export interface Attempt {
  readonly callNumber: number;
  readonly job: Job;
  readonly bodyText: string | null;
}

const repeats = newMap<number, Repeat>();
/** Numbers of the calls, in a ring. */
const order: number[] = [];
let kept = 0;

/** Keeps what the rest of a call could be sent with, in this tab's memory; of all calls the newest `KEPT_CALLS_MAX`. */
export function keepRepeat({ callNumber, job }: Attempt): void {
  if (job.repeat === null) return;
  const place = kept++ % KEPT_CALLS_MAX;
  if (kept > KEPT_CALLS_MAX) repeats.delete(order[place] as number);
  order[place] = callNumber;
  repeats.set(callNumber, job.repeat);
}

/** Undefined when it is not kept any more. */
export function repeatOf(callNumber: number): Repeat | undefined {
  return repeats.get(callNumber);
}
