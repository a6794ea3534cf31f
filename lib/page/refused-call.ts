import { type Head, toFailed } from './call-outcome.ts';
import type { Flight } from './flights.ts';
import { reportExpired, reportSent } from './held-call.ts';
import { type Attempt, keepRepeat } from './jobs.ts';
import { VERDICT_MS_MAX } from './protocol.ts';
import { waitFor } from './waits.ts';

/** An attempt that came back with an error, and is withheld from the page. */
interface Refused extends Attempt {
  readonly flight: Flight;
  readonly head: Head;
  readonly errorText: string;
}

/** Asks what to do: the next attempt, to hand the answer over, or nothing since the page has left. */
export async function askAfterRefusal(refused: Refused): Promise<Attempt | 'deliver' | 'left'> {
  const { callNumber, job, flight, head, errorText } = refused;
  const waiting = waitFor(callNumber, VERDICT_MS_MAX);
  flight.settle(toFailed(head, errorText, true));
  const answer = await waiting;
  reportExpired(callNumber, answer);
  if (answer.kind === 'left') return 'left';
  if (answer.kind !== 'retry') return 'deliver';
  const next: Attempt = { callNumber: answer.next, job, bodyText: answer.bodyText };
  keepRepeat(next);
  reportSent(next.callNumber);
  return next;
}
