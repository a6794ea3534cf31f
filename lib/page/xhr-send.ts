import type { Surface } from '../domain/surface.ts';
import { peekBody } from './fetch-request.ts';
import { NO_ANSWER } from './flights.ts';
import { keyOf } from './key-of.ts';
import { NativeUrl } from './natives.ts';
import { openPassing, type PassingCall } from './passing-call.ts';
import { noteProof } from './read-again.ts';
import { openReading } from './reading.ts';
import { copyBody } from './xhr-body.ts';
import { followXhr } from './xhr-fly.ts';
import { holdXhr } from './xhr-hold.ts';
import { xhrs } from './xhr-natives.ts';
import { enter, headerIn, headersSet, type XhrState } from './xhr-state.ts';
import { watchXhr } from './xhr-watch.ts';

/** What is done instead of the browser's own `send()`, which is `send`; null: nothing. */
export function sendXhr(
  xhr: XMLHttpRequest,
  state: XhrState,
  given: unknown,
  send: () => unknown,
): (() => unknown) | null {
  const surface = state.find();
  if (surface && surface.kind !== 'call') {
    noteProof(surface, new NativeUrl(state.openArgs[1]), () => headersSet(state));
    return () => watchForReading(xhr, state, () => surface, send);
  }
  if (surface === null && state.openArgs[0] === 'GET')
    return () => watchForReading(xhr, state, () => findLate(state), send);
  const isAsync = state.openArgs[2];
  const sent = isAsync ? copyBody(given) : null;
  if (sent !== null) {
    return () => {
      holdXhr(xhr, state, sent);
    };
  }
  if (!surface) return null;
  const key = keyOf((name) => headerIn(state, name));
  return () =>
    passXhr(xhr, state, { surface, body: peekBody(given), key, why: isAsync ? 'body-unread' : 'sync' }, send);
}

/** A balance or key list; it is looked at when it is there. */
function watchForReading(
  xhr: XMLHttpRequest,
  state: XhrState,
  findNow: () => Surface | null,
  send: () => unknown,
): unknown {
  const watch = openReading(findNow);
  enter(state, 'sent', () => {
    if (xhrs.readyState(xhr) !== 4) return;
    state.onEvent = null;
    const watched = watch(xhrs.responseURL(xhr), xhrs.status(xhr));
    if (watched) watchXhr(xhr, watched).finish();
  });
  return send();
}

/** What nobody knew when the page asked for it; null: it is no reading. */
function findLate(state: XhrState): Surface | null {
  const surface = state.find();
  if (!surface || surface.kind === 'call') return null;
  noteProof(surface, new NativeUrl(state.openArgs[1]), () => headersSet(state));
  return surface;
}

/** A request that is never held: it leaves at once, and its outcome is reported. */
function passXhr(xhr: XMLHttpRequest, state: XhrState, passing: PassingCall, send: () => unknown): unknown {
  const flight = openPassing(passing);
  const job = { isRead: false, repeat: null };
  enter(state, 'sent');
  state.onEvent = followXhr(xhr, state, { flight, job, bodyText: null, callNumber: flight.callNumber });
  try {
    return send();
  } catch (error) {
    // A blocking request throws where another fires an event.
    flight.settle(NO_ANSWER);
    throw error;
  }
}
