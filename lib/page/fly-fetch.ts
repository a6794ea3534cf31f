import type { Surface } from '../domain/surface.ts';
import { type Head, toFailed, watchAnswer } from './call-outcome.ts';
import { withBody } from './fetch-request.ts';
import { ANSWER_UNSEEN, CUT_UNSEEN, type Flight } from './flights.ts';
import { type BodyText, reportPassed, reportSent, toJob } from './held-call.ts';
import { type Changed, change, type Job } from './jobs.ts';
import { call, getterOf, listen, NativeError, NativeResponse, nativeFetch, unlisten } from './natives.ts';
import { observeResponse } from './observe-response.ts';
import { ERROR_CHARS_MAX, type PassReason, VERDICT_MS_MAX } from './protocol.ts';
import { readBounded } from './read-bounded.ts';
import type { Road } from './road.ts';
import type { Answer, LeaveReason } from './waits.ts';

/** A decided call on its way. */
interface Sent {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly callNumber: number;
  readonly job: Job;
  readonly changed: Changed | null;
  /** The page's own body once more; null when a refusal must be handed over because nothing can be sent again. */
  readonly again: (() => Request) | null;
}

/** An error answer is read this long, ms. */
const ERROR_READ_MS_MAX = 2000;

export const isAborted = getterOf(AbortSignal.prototype, 'aborted');
export const reasonOf = getterOf(AbortSignal.prototype, 'reason');
const statusOf = getterOf(NativeResponse.prototype, 'status');
const headersOf = getterOf(NativeResponse.prototype, 'headers');
const { get: getHeader } = Headers.prototype;
const { clone } = NativeResponse.prototype;

/** Sends, and after a refusal again if the bridge says so, until an answer goes to the page. */
export async function flyFetch(road: Road, sent: Sent): Promise<Response> {
  const { job, signal, again } = sent;
  let { callNumber } = sent;
  let outgoing = sent.changed === null ? sent.request : withBody(sent.request, sent.changed.body);
  for (;;) {
    const flight = road.flights.open(callNumber);
    const response = await reportErrors(flight, nativeFetch(outgoing), signal);
    if (statusOf(response) < 400 || again === null || !road.channel.isAlive()) {
      return lookAt(response, flight, job, signal);
    }
    const answer = await askAfterRefusal(road, { response, flight, callNumber, signal });
    if (answer.kind === 'left') throw isAborted(signal) ? reasonOf(signal) : abortError();
    if (answer.kind !== 'retry') return response;
    const changed = answer.revision === null ? null : change(job, answer.revision);
    if (answer.revision !== null && changed === null) return response;
    callNumber = answer.next;
    road.jobs.keep(callNumber, job);
    reportSent(road.channel, callNumber, job, changed);
    outgoing = changed === null ? again() : withBody(sent.request, changed.body);
  }
}

/** A request that is never held: it leaves at once, and its outcome is reported. */
export async function passFetch(road: Road, passed: Passed): Promise<Response> {
  const sending = nativeFetch(passed.request);
  const job = toJob(passed.surface, passed.body, (body) => withBody(passed.request, body, { signal: null }));
  if (job === null) return sending;
  const callNumber = road.channel.nextCall();
  reportPassed(road.channel, { callNumber, job, key: passed.key, why: passed.why });
  const flight = road.flights.open(callNumber);
  return lookAt(await reportErrors(flight, sending, passed.signal), flight, job, passed.signal);
}

interface Passed extends Pick<Sent, 'request' | 'signal'> {
  readonly surface: Surface;
  readonly body: BodyText;
  readonly key: string | null;
  readonly why: PassReason;
}

/** Why the page let go, in the channel's words. */
export function leaveReasonOf(signal: AbortSignal): LeaveReason {
  const reason: unknown = reasonOf(signal);
  return reason instanceof NativeError && reason.name === 'TimeoutError' ? 'timeout' : 'abort';
}

/** What a cancelled fetch rejects with, as natively. */
export function abortError(): DOMException {
  return new NativeError('The user aborted a request.', 'AbortError');
}

/** Reports why no answer came, and lets the page have the browser's own error. */
async function reportErrors(flight: Flight, sending: Promise<Response>, signal: AbortSignal): Promise<Response> {
  try {
    return await sending;
  } catch (error) {
    flight.settle(isAborted(signal) ? CUT_UNSEEN : { kind: 'error', status: null });
    throw error;
  }
}

/** The page gets this response; what it reads of it settles the flight. */
function lookAt(response: Response, flight: Flight, job: Job, signal: AbortSignal): Response {
  try {
    const head = headOf(response);
    if (head.status === 0) flight.settle({ kind: 'error', status: null });
    else if (head.status >= 400) reportFailed(response, flight, head);
    else if (head.status === 204 || head.status === 205) flight.settle(ANSWER_UNSEEN);
    else {
      const watch = watchAnswer(flight, job, head);
      listen(signal, 'abort', watch.cut);
      observeResponse(response, watch.branch);
    }
  } catch {
    flight.settle(ANSWER_UNSEEN);
  }
  return response;
}

async function reportFailed(response: Response, flight: Flight, head: Head): Promise<void> {
  flight.settle(toFailed(head, await errorTextOf(response), false));
}

interface Refused extends Pick<Sent, 'callNumber' | 'signal'> {
  readonly response: Response;
  readonly flight: Flight;
}

/** The response is withheld from the page until the bridge answers, the page gives up, or the waiting is too long. */
async function askAfterRefusal(road: Road, { response, flight, callNumber, signal }: Refused): Promise<Answer> {
  const bodyText = await errorTextOf(response);
  const wait = road.channel.wait(callNumber, VERDICT_MS_MAX);
  const onAbort = (): void => {
    wait.leave(leaveReasonOf(signal));
  };
  flight.settle(toFailed(headOf(response), bodyText, true));
  listen(signal, 'abort', onAbort);
  if (isAborted(signal)) onAbort();
  const answer = await wait.answer;
  unlisten(signal, 'abort', onAbort);
  return answer;
}

/** Reads a clone: the page must find the body unread. '' when it cannot be read. */
async function errorTextOf(response: Response): Promise<string> {
  try {
    return (await readBounded(call(clone, response) as Response, ERROR_CHARS_MAX, ERROR_READ_MS_MAX)).text;
  } catch {
    return '';
  }
}

/** What the tap reads of an answer without touching its body. */
export function headOf(response: Response): Head {
  const headers = headersOf(response);
  return { status: statusOf(response), header: (name) => call(getHeader, headers, name) as string | null };
}
