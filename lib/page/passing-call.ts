import type { Surface } from '../domain/surface.ts';
import { nextCall, post } from './channel.ts';
import { type Flight, openFlight } from './flights.ts';
import type { BodyText } from './held-call.ts';
import { type Job, toJob } from './jobs.ts';
import type { PassReason } from './protocol.ts';

/** A priced call that leaves without being held. Its outcome must be reported. */
export interface PassingCall {
  readonly surface: Surface;
  readonly body: BodyText | null;
  readonly key: string | null;
  readonly why: PassReason;
}

/** Reports such a call; null when its surface speaks no wire. Never throws. */
export function openPassing({ surface, body, key, why }: PassingCall): { job: Job; flight: Flight } | null {
  const job = toJob(surface, body?.text ?? null, null);
  if (job === null) return null;
  const call = nextCall();
  post({ kind: 'passed', call, surface: surface.id, draft: job.draft, key, why });
  return { job, flight: openFlight(call) };
}
