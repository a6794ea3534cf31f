import { toFailed } from './call-outcome.ts';
import { reportSent } from './held-call.ts';
import { change } from './jobs.ts';
import { NativeEvent } from './natives.ts';
import { VERDICT_MS_MAX } from './protocol.ts';
import type { Road } from './road.ts';
import { armTimeout } from './xhr-end.ts';
import { flyXhr, headOf, type XhrFlight } from './xhr-fly.ts';
import {
  dispatch,
  lengthComputableOf,
  loadedOf,
  NativeProgressEvent,
  readyStateOf,
  states,
  statusOf,
  stop,
  totalOf,
  typeOf,
} from './xhr-natives.ts';
import type { XhrState } from './xhr-state.ts';
import { errorTextOf } from './xhr-watch.ts';

/** An event the page has not seen, with the state it was fired in. */
interface Unseen {
  readonly readyState: number;
  readonly event: Event;
}

/** More than this an error answer does not need; what is beyond is left out when it is shown. */
const UNSEEN_MAX = 64;

/**
 * Keeps an error answer from the page, from the event on that brought its head: to the page the request is still under
 * way. When the whole answer is there, the bridge is asked: send again on the same object, or hand the answer over.
 */
export function withhold(road: Road, xhr: XMLHttpRequest, state: XhrState, attempt: XhrFlight, first: Event): void {
  const { flight } = attempt;
  const head = headOf(xhr);
  const unseen: Unseen[] = [];
  state.phase = 'withheld';
  state.mask = { readyState: 1, hides: true };
  state.onLeave = () => flight.settle(toFailed(head, '', false));

  const swallow = (event: Event): void => {
    stop(event);
    if (unseen.length < UNSEEN_MAX) unseen[unseen.length] = { readyState: readyStateOf(xhr), event: copyOf(event) };
  };
  state.onEvent = (type, event) => {
    if (type === 'readystatechange' && readyStateOf(xhr) === 4 && statusOf(xhr) === 0) {
      // The answer broke off: that the page learns from the browser itself.
      giveBack(state);
      flight.settle(toFailed(head, '', false));
      return;
    }
    swallow(event);
    if (type === 'loadend') askAfterRefusal(road, xhr, state, { ...attempt, unseen });
  };
  swallow(first);
}

async function askAfterRefusal(
  road: Road,
  xhr: XMLHttpRequest,
  state: XhrState,
  refused: XhrFlight & { readonly unseen: readonly Unseen[] },
): Promise<void> {
  const { flight, callNumber, job, unseen } = refused;
  const isLeft = (): boolean => states.get(xhr) !== state || state.phase !== 'withheld';
  const failed = toFailed(headOf(xhr), await errorTextOf(xhr), true);
  if (isLeft()) return;
  const wait = road.channel.wait(callNumber, VERDICT_MS_MAX);
  // The page would not wait longer; it then gets what there is.
  const disarm = armTimeout(xhr, state, () => wait.leave('timeout'));
  state.onLeave = (reason) => {
    disarm();
    wait.leave(reason);
  };
  flight.settle(failed);
  const answer = await wait.answer;
  if (isLeft()) return;
  disarm();
  if (answer.kind !== 'retry') return deliver(xhr, state, unseen);
  const changed = answer.revision === null ? null : change(job, answer.revision);
  if (answer.revision !== null && changed === null) return deliver(xhr, state, unseen);
  road.jobs.keep(answer.next, job);
  reportSent(road.channel, answer.next, job, changed);
  flyXhr(road, xhr, state, { callNumber: answer.next, job, changed });
}

/**
 * Shows the page the events it has missed. The answer is the browser's own, byte for byte, on the page's own object;
 * the events are copies and not trusted, since an event that was stopped cannot be fired again.
 */
function deliver(xhr: XMLHttpRequest, state: XhrState, unseen: readonly Unseen[]): void {
  giveBack(state);
  for (const { readyState, event } of unseen) {
    state.mask = { readyState, hides: false };
    dispatch(xhr, event);
    // A listener may have opened it anew, or ended it.
    if (states.get(xhr) !== state || readyStateOf(xhr) !== 4) break;
  }
  state.mask = null;
}

function giveBack(state: XhrState): void {
  state.phase = 'sent';
  state.mask = null;
  state.onEvent = null;
  state.onLeave = null;
}

function copyOf(event: Event): Event {
  const type = typeOf(event);
  if (type === 'readystatechange') return new NativeEvent(type);
  const progress = event as ProgressEvent;
  return new NativeProgressEvent(type, {
    lengthComputable: lengthComputableOf(progress),
    loaded: loadedOf(progress),
    total: totalOf(progress),
  });
}
