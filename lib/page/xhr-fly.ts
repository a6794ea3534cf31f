import { type Head, toFailed, watchAnswer } from './call-outcome.ts';
import { isAlive } from './channel.ts';
import { isRepeatKey } from './fetch-request.ts';
import { CUT, type Flight, NO_ANSWER, openFlight } from './flights.ts';
import type { Attempt } from './jobs.ts';
import { now, strings } from './natives.ts';
import { inFormOf } from './xhr-body.ts';
import { endUnsent, openUnseen } from './xhr-end.ts';
import { stop, xhrs } from './xhr-natives.ts';
import { eachHeader, enter, type XhrState } from './xhr-state.ts';
import { textOf, watchXhr, type XhrWatch } from './xhr-watch.ts';
import { withhold } from './xhr-withhold.ts';

/** One attempt under way. */
export type XhrFlight = Attempt & { readonly flight: Flight };

/**
 * Really sends a request that waited. `attempt` null: nothing about it is to be reported. Where the browser refuses to
 * open it again, nothing has left: that ends it with an error, since the page waits for an event. Never throws.
 */
export function flyXhr(xhr: XMLHttpRequest, state: XhrState, attempt: Attempt | null): void {
  const flight = attempt && openFlight(attempt.callNumber);
  enter(state, 'sent', (type, event) => {
    if (type !== 'loadstart') return;
    // The page has seen it.
    stop(event);
    state.onEvent = follow;
  });
  const follow = attempt && flight && followXhr(xhr, state, { ...attempt, flight });
  try {
    sendAnew(xhr, state, attempt?.bodyText ?? null);
  } catch {
    flight?.settle(NO_ANSWER);
    endUnsent(xhr, state, 'error');
  }
}

/** `bodyText` null: the page's own body. Throws where nothing was sent: what throws comes before, or is, the sending. */
function sendAnew(xhr: XMLHttpRequest, state: XhrState, bodyText: string | null): void {
  const { body } = state;
  const given = bodyText === null ? body : inFormOf(body, bodyText);
  state.sentAt = now();
  // Also because Firefox loses a request that was opened in `load` and is sent later.
  openUnseen(xhr, state, state.openArgs);
  eachHeader(state, (name, value) => {
    if (bodyText === null || !isRepeatKey(name)) xhrs.setRequestHeader(xhr, name, value);
  });
  xhrs.send(xhr, given);
}

/** Follows the browser's events of one attempt; an error answer is withheld where somebody can be asked about it. */
export function followXhr(
  xhr: XMLHttpRequest,
  state: XhrState,
  attempt: XhrFlight,
): (type: string, event: Event) => void {
  const { flight, job } = attempt;
  let watch: XhrWatch | null = null;
  const cut = (): void => {
    watch?.cut();
    flight.settle(CUT);
  };
  state.onLeave = cut;

  const onStateChange = (event: Event): void => {
    const readyState = xhrs.readyState(xhr);
    const head = headOf(xhr);
    // Without a status an error, an abort or a timeout follows, with an event of its own.
    if (readyState < 2 || head.status === 0) return;
    if (head.status >= 400) {
      if (readyState === 4) reportFailed(xhr, flight, head);
      else if (readyState === 2 && job.isRead && state.openArgs[2] && isAlive()) {
        withhold(xhr, state, attempt, event);
      }
      return;
    }
    if (watch === null) {
      watch = watchXhr(xhr, watchAnswer(flight, head));
      flight.cut = cut;
    }
    if (readyState === 4) watch.finish();
  };

  return (type, event) => {
    if (type === 'readystatechange') onStateChange(event);
    else if (type === 'progress') watch?.progress();
    else if (type === 'error' && watch === null) flight.settle(NO_ANSWER);
    else if (type === 'error' || type === 'abort' || type === 'timeout') cut();
  };
}

/** What the tap reads of an answer before its body. */
export function headOf(xhr: XMLHttpRequest): Head {
  const all = `\r\n${xhrs.getAllResponseHeaders(xhr)}`;
  return { status: xhrs.status(xhr), header: (name) => findHeader(all, name) };
}

/** Asking for one that the server does not expose would make Chromium complain in the page's console. */
function findHeader(all: string, name: string): string | null {
  const label = `\r\n${name}: `;
  const at = strings.indexOf(all, label);
  if (at < 0) return null;
  const from = at + label.length;
  return strings.slice(all, from, strings.indexOf(all, '\r\n', from));
}

async function reportFailed(xhr: XMLHttpRequest, flight: Flight, head: Head): Promise<void> {
  flight.settle(toFailed(head, await textOf(xhr), false));
}
