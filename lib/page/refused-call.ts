import { type Head, toFailed } from './call-outcome.ts';
import type { Flight } from './flights.ts';
import { reportSent } from './held-call.ts';
import { type Attempt, change, keepJob } from './jobs.ts';
import { VERDICT_MS_MAX } from './protocol.ts';
import { waitFor } from './waits.ts';

/** An attempt that came back with an error, and is withheld from the page. */
interface Refused extends Attempt {
  readonly flight: Flight;
  readonly head: Head;
  readonly bodyText: string;
}

/** Asks what to do: the next attempt, to hand the answer over, or nothing since the page has left. */
export async function askAfterRefusal(refused: Refused): Promise<Attempt | 'deliver' | 'left'> {
  const { callNumber, job, changed, flight, head, bodyText } = refused;
  const waiting = waitFor(callNumber, VERDICT_MS_MAX);
  flight.settle(toFailed(head, bodyText, true));
  const answer = await waiting;
  if (answer.kind === 'left') return 'left';
  if (answer.kind !== 'retry') return 'deliver';
  const again = { callNumber: answer.next, job, changed };
  // Without a new change it is what was sent, not what the page wrote: the user agreed to no more.
  const next = answer.revision === null ? again : change(answer.next, job, answer.revision);
  if (next === null) return 'deliver';
  keepJob(next.callNumber, job);
  reportSent(next);
  return next;
}
