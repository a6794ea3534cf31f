import type { Surface } from '../domain/surface.ts';
import { reportPassed, toJob } from './held-call.ts';
import { keyOf } from './key-of.ts';
import type { PassReason } from './protocol.ts';
import { watchReading } from './reading.ts';
import type { Road } from './road.ts';
import { copyBody } from './xhr-body.ts';
import { followXhr } from './xhr-fly.ts';
import { holdXhr } from './xhr-hold.ts';
import { readyStateOf, responseUrlOf, statusOf, withCredentialsOf } from './xhr-natives.ts';
import { headerIn, repeatXhr, type XhrState } from './xhr-state.ts';
import { watchXhr } from './xhr-watch.ts';

/** What becomes of the page's `send()`. Null: the browser's own affair. `native` is that very call. */
export function sendXhr(
  road: Road,
  xhr: XMLHttpRequest,
  state: XhrState,
  args: unknown[],
  native: () => unknown,
): (() => unknown) | null {
  const surface = state.find();
  if (!road.channel.isOn()) return null;
  if (surface !== null && surface.kind !== 'call') return () => sendReading(road, xhr, state, surface, native);
  if (!state.isAsync) return surface && (() => sendPassing(road, xhr, state, { surface, args, why: 'sync' }, native));
  const body = copyBody(args[0]);
  if (body !== null) return () => holdXhr(road, xhr, state, body);
  return surface && (() => sendPassing(road, xhr, state, { surface, args, why: 'body-unread' }, native));
}

/** A balance or key list; it is looked at when it is there. */
function sendReading(
  road: Road,
  xhr: XMLHttpRequest,
  state: XhrState,
  { id }: Surface,
  native: () => unknown,
): unknown {
  state.phase = 'sent';
  const look = (): void => {
    const status = statusOf(xhr);
    if (readyStateOf(xhr) !== 4 || status < 200 || status > 299) return;
    state.onEvent = null;
    watchXhr(xhr, watchReading(road.channel, id, responseUrlOf(xhr))).finish();
  };
  state.onEvent = look;
  const result = native();
  if (!state.isAsync) look();
  return result;
}

interface Passing {
  readonly surface: Surface;
  readonly args: readonly unknown[];
  readonly why: PassReason;
}

/** A request that is never held: it leaves at once, and its outcome is reported. */
function sendPassing(
  road: Road,
  xhr: XMLHttpRequest,
  state: XhrState,
  { surface, args, why }: Passing,
  native: () => unknown,
): unknown {
  const body = copyBody(args[0])?.peeked ?? { why };
  const job = toJob(surface, body, repeatXhr(withCredentialsOf(xhr), state));
  if (job === null) return native();
  const callNumber = road.channel.nextCall();
  const key = keyOf((name) => headerIn(state, name));
  reportPassed(road.channel, { callNumber, job, key, why });
  const flight = road.flights.open(callNumber);
  state.phase = 'sent';
  const follow = followXhr(road, xhr, state, { callNumber, job, changed: null, flight, canWithhold: false });
  state.onEvent = follow;
  try {
    return native();
  } catch (error) {
    flight.settle({ kind: 'error', status: null });
    throw error;
  }
}
