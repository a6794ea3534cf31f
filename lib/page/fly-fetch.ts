import { type Head, toFailed, watchAnswer } from './call-outcome.ts';
import { isAlive } from './channel.ts';
import { withBody } from './fetch-request.ts';
import { CUT, type Flight, NO_ANSWER, openFlight, UNSEEN } from './flights.ts';
import { type LeaveReason, leave } from './held-call.ts';
import type { Attempt } from './jobs.ts';
import { errors, headers, listen, NativeError, nativeFetch, requests, responses, signals } from './natives.ts';
import { observeResponse } from './observe-response.ts';
import { openPassing, type PassingCall } from './passing-call.ts';
import { ERROR_CHARS_MAX } from './protocol.ts';
import { readBounded } from './read-bounded.ts';
import { askAfterRefusal } from './refused-call.ts';

/** An error answer is read this long, ms. */
const ERROR_READ_MS_MAX = 2000;

/** Sends, and after a refusal again if the bridge says so, until an answer goes to the page. */
export async function flyFetch(
  first: Attempt,
  request: Request,
  onWait: (callNumber: number) => boolean,
): Promise<Response> {
  const signal = requests.signal(request);
  // For a second time; what could not be read may be a stream, which a copy would hold back.
  const spare = first.job.isRead ? requests.clone(request) : null;
  for (let attempt = first, outgoing = request; ; ) {
    const { callNumber, bodyText } = attempt;
    if (bodyText !== null) outgoing = withBody(request, bodyText);
    const flight = openFlight(callNumber);
    const response = await reportErrors(flight, nativeFetch(outgoing), signal);
    const head = headOf(response);
    if (head.status < 400 || spare === null || !isAlive()) return lookAt(response, flight, signal);
    const asking = askAfterRefusal({ ...attempt, flight, head, errorText: await errorTextOf(response) });
    if (!onWait(callNumber)) leave(callNumber, leaveReasonOf(signal));
    const next = await asking;
    if (next === 'deliver') return response;
    if (next === 'left') throw reasonOf(signal);
    attempt = next;
    outgoing = requests.clone(spare);
  }
}

/** A request that is never held: it leaves at once, and its outcome is reported. */
export async function passFetch(request: Request, signal: AbortSignal, passing: PassingCall): Promise<Response> {
  const sending = nativeFetch(request);
  const flight = openPassing(passing);
  return lookAt(await reportErrors(flight, sending, signal), flight, signal);
}

/** Why the page let go, in the channel's words. */
export function leaveReasonOf(signal: AbortSignal): LeaveReason {
  const reason: unknown = signals.reason(signal);
  return reason instanceof NativeError && errors.name(reason) === 'TimeoutError' ? 'timeout' : 'abort';
}

/** What a fetch rejects with that the page, or else the user, has cancelled. */
export function reasonOf(signal: AbortSignal): unknown {
  if (signals.aborted(signal)) return signals.reason(signal);
  return new NativeError('The user aborted a request.', 'AbortError');
}

/** What the tap reads of an answer without touching its body. */
export function headOf(response: Response): Head {
  return { status: responses.status(response), header: (name) => headers.get(responses.headers(response), name) };
}

/** Reports why no answer came, and lets the page have the browser's own error. */
async function reportErrors(flight: Flight, sending: Promise<Response>, signal: AbortSignal): Promise<Response> {
  try {
    return await sending;
  } catch (error) {
    flight.settle(signals.aborted(signal) ? CUT : NO_ANSWER);
    throw error;
  }
}

/** The page gets this response; what it reads of it settles the flight. */
function lookAt(response: Response, flight: Flight, signal: AbortSignal): Response {
  try {
    const head = headOf(response);
    const { status } = head;
    if (status === 0) flight.settle(NO_ANSWER);
    else if (status >= 400) reportFailed(response, flight, head);
    // These have no body: nobody would be seen to read it.
    else if (status === 204 || status === 205) flight.settle(UNSEEN);
    else {
      const { branch, cut } = watchAnswer(flight, head);
      listen(signal, 'abort', cut);
      observeResponse(response, branch);
    }
  } catch {
    flight.settle(UNSEEN);
  }
  return response;
}

async function reportFailed(response: Response, flight: Flight, head: Head): Promise<void> {
  flight.settle(toFailed(head, await errorTextOf(response), false));
}

/** Reads a clone: the page must find the body unread. '' when it cannot be read. */
async function errorTextOf(response: Response): Promise<string> {
  try {
    return (await readBounded(responses.clone(response), ERROR_CHARS_MAX, ERROR_READ_MS_MAX)).text;
  } catch {
    return '';
  }
}
