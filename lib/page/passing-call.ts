import type { Surface } from '../domain/surface.ts';
import { nextCall, post } from './channel.ts';
import { type Flight, openFlight } from './flights.ts';
import { type BodyText, called } from './held-call.ts';
import type { PassReason } from './protocol.ts';

/** A priced call that leaves without being held. Its outcome must be reported. */
export interface PassingCall {
  readonly surface: Surface;
  readonly body: BodyText | null;
  readonly key: string | null;
  readonly why: PassReason;
}

/** Reports such a call. Never throws. */
export function openPassing({ surface, body, key, why }: PassingCall): Flight {
  const call = nextCall();
  post({ kind: 'passed', call, ...called(surface), bodyText: body?.text ?? null, key, why });
  return openFlight(call);
}
