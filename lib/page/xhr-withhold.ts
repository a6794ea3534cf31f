import { toFailed } from './call-outcome.ts';
import { type LeaveReason, leave } from './held-call.ts';
import { events, NativeEvent, targets } from './natives.ts';
import { askAfterRefusal } from './refused-call.ts';
import { armTimeout } from './xhr-end.ts';
import { flyXhr, headOf, type XhrFlight } from './xhr-fly.ts';
import { NativeProgressEvent, progresses, states, stop, xhrs } from './xhr-natives.ts';
import { enter, type XhrState } from './xhr-state.ts';
import { textOf } from './xhr-watch.ts';

/** An event the page has not seen, with the state it was fired in. */
type Unseen = readonly [readyState: number, event: Event];

/** More than this an error answer does not need; what is beyond is left out when it is shown. */
const UNSEEN_MAX = 64;

/**
 * Keeps an error answer from the page, from the event on that brought its head: to the page the request is still under
 * way. When the whole answer is there, the bridge is asked: send again on the same object, or hand the answer over.
 */
export function withhold(xhr: XMLHttpRequest, state: XhrState, attempt: XhrFlight, first: Event): void {
  const { flight } = attempt;
  const head = headOf(xhr);
  const unseen: Unseen[] = [];
  const swallow = (type: string, event: Event): void => {
    const readyState = xhrs.readyState(xhr);
    if (readyState === 4 && xhrs.status(xhr) === 0) {
      // The answer broke off: that the page learns from the browser itself.
      enter(state, 'sent');
      flight.settle(toFailed(head, '', false));
      return;
    }
    stop(event);
    if (unseen.length < UNSEEN_MAX) unseen[unseen.length] = [readyState, copyOf(event)];
    if (type === 'loadend') askAboutXhr(xhr, state, attempt, unseen);
  };
  enter(state, 'waiting', swallow);
  state.onLeave = () => flight.settle(toFailed(head, '', false));
  state.mask = 1;
  swallow('readystatechange', first);
}

async function askAboutXhr(
  xhr: XMLHttpRequest,
  state: XhrState,
  attempt: XhrFlight,
  unseen: readonly Unseen[],
): Promise<void> {
  const { callNumber } = attempt;
  const before = state.onLeave;
  const errorText = await textOf(xhr);
  if (states.get(xhr) !== state || state.onLeave !== before) return;
  const asking = askAfterRefusal({ ...attempt, head: headOf(xhr), errorText });
  // The page would not wait longer; it then gets what there is.
  const disarm = armTimeout(xhr, state, () => leave(callNumber, 'timeout'));
  const onLeave = (reason: LeaveReason): void => {
    disarm();
    leave(callNumber, reason);
  };
  state.onLeave = onLeave;
  const next = await asking;
  if (states.get(xhr) !== state || state.onLeave !== onLeave) return;
  disarm();
  if (typeof next === 'object') flyXhr(xhr, state, next);
  else deliver(xhr, state, unseen);
}

/**
 * Shows the page the events it has missed. The answer is the browser's own, byte for byte, on the page's own object;
 * the events are copies and not trusted, since an event that was stopped cannot be fired again.
 */
function deliver(xhr: XMLHttpRequest, state: XhrState, unseen: readonly Unseen[]): void {
  enter(state, 'sent');
  for (let index = 0; index < unseen.length; index++) {
    const missed = unseen[index] as Unseen;
    state.mask = missed[0];
    targets.dispatchEvent(xhr, missed[1]);
    // A listener may have opened it anew, or ended it.
    if (states.get(xhr) !== state || xhrs.readyState(xhr) !== 4) break;
  }
  state.mask = null;
}

function copyOf(event: Event): Event {
  const type = events.type(event);
  if (type === 'readystatechange') return new NativeEvent(type);
  // Not the event itself, whose getters may be the page's.
  const progress = event as ProgressEvent;
  return new NativeProgressEvent(type, {
    lengthComputable: progresses.lengthComputable(progress),
    loaded: progresses.loaded(progress),
    total: progresses.total(progress),
  });
}
