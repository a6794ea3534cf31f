import { type Head, toFailed, watchAnswer } from './call-outcome.ts';
import { CUT_UNSEEN, type Flight } from './flights.ts';
import type { Changed, Job } from './jobs.ts';
import { now } from './natives.ts';
import type { Road } from './road.ts';
import { reopenUnseen } from './xhr-end.ts';
import { headerOf, loadedOf, nativeSend, nativeSetHeader, readyStateOf, statusOf, stop } from './xhr-natives.ts';
import type { XhrState } from './xhr-state.ts';
import { errorTextOf, watchXhr, type XhrWatch } from './xhr-watch.ts';
import { withhold } from './xhr-withhold.ts';

/** A decided call. */
export interface XhrCall {
  readonly callNumber: number;
  readonly job: Job;
  readonly changed: Changed | null;
}

/** One attempt under way. */
export interface XhrFlight extends XhrCall {
  readonly flight: Flight;
  /** Whether the page can be kept waiting after a refusal. */
  readonly canWithhold: boolean;
}

/** Really sends a request that waited. `sent` null: nothing about it is to be reported. */
export function flyXhr(road: Road, xhr: XMLHttpRequest, state: XhrState, sent: XhrCall | null): void {
  const { body } = state;
  state.phase = 'sent';
  state.sentAt = now();
  state.mask = null;
  state.onLeave = null;
  const follow = sent && followXhr(road, xhr, state, toFlight(road, sent));
  state.onEvent = (type, event) => {
    if (type !== 'loadstart') return;
    // The page has seen it.
    stop(event);
    state.onEvent = follow;
  };
  // Firefox loses a request that was opened in `load` and is sent later.
  reopenUnseen(xhr, state);
  for (const [name, value] of state.headers) nativeSetHeader(xhr, name, value);
  nativeSend(xhr, sent?.changed ? body?.withText(sent.changed.body) : body?.body);
}

/** Follows the browser's events of one attempt; an error answer is withheld where somebody can be asked about it. */
export function followXhr(
  road: Road,
  xhr: XMLHttpRequest,
  state: XhrState,
  attempt: XhrFlight,
): (type: string, event: Event) => void {
  const { flight, job, canWithhold } = attempt;
  let watch: XhrWatch | null = null;
  const cut = (): void => {
    watch?.cut();
    flight.settle(CUT_UNSEEN);
  };
  state.onLeave = cut;

  const onStateChange = (event: Event): void => {
    const readyState = readyStateOf(xhr);
    // Without a status an error, an abort or a timeout follows, with an event of its own.
    if (readyState < 2 || readyState === 3 || statusOf(xhr) === 0) return;
    const head = headOf(xhr);
    if (head.status >= 400) {
      if (readyState === 4) reportFailed(xhr, flight, head);
      else if (canWithhold && road.channel.isAlive()) withhold(road, xhr, state, attempt, event);
      return;
    }
    if (watch === null) {
      watch = watchXhr(xhr, watchAnswer(flight, job, head));
      flight.onCut(cut);
    }
    if (readyState === 4) watch.finish();
  };

  return (type, event) => {
    if (type === 'readystatechange') onStateChange(event);
    else if (type === 'progress') watch?.progress(loadedOf(event as ProgressEvent));
    else if (type === 'abort' || type === 'timeout') cut();
    else if (type === 'error' && watch !== null) cut();
    else if (type === 'error') flight.settle({ kind: 'error', status: null });
  };
}

function toFlight(road: Road, sent: XhrCall): XhrFlight {
  return { ...sent, flight: road.flights.open(sent.callNumber), canWithhold: sent.job.text !== null };
}

/** Status and headers, read with captured natives. */
export function headOf(xhr: XMLHttpRequest): Head {
  return { status: statusOf(xhr), header: (name) => headerOf(xhr, name) };
}

async function reportFailed(xhr: XMLHttpRequest, flight: Flight, head: Head): Promise<void> {
  flight.settle(toFailed(head, await errorTextOf(xhr), false));
}
