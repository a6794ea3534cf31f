import { type Head, toFailed } from './call-outcome.ts';
import type { Flight } from './flights.ts';
import { reportSent } from './held-call.ts';
import { type Attempt, change, keepJob } from './jobs.ts';
import { VERDICT_MS_MAX } from './protocol.ts';
import { waitFor } from './waits.ts';

/** An attempt that came back with an error, and is withheld from the page. */
export interface Refused extends Attempt {
  readonly flight: Flight;
  readonly head: Head;
  readonly bodyText: string;
}

/** Asks what to do: the next attempt, to hand the answer over, or nothing since the page has left. */
export async function askAfterRefusal({
  callNumber,
  job,
  flight,
  head,
  bodyText,
}: Refused): Promise<Attempt | 'deliver' | 'left'> {
  const waiting = waitFor(callNumber, VERDICT_MS_MAX);
  flight.settle(toFailed(head, bodyText, true));
  const answer = await waiting;
  if (answer.kind === 'left') return 'left';
  const next = answer.kind === 'retry' ? change(answer.next, job, answer.revision) : null;
  if (next === null) return 'deliver';
  keepJob(next.callNumber, job);
  reportSent(next);
  return next;
}
