import { peekBody, withoutRepeatKeys } from './fetch-request.ts';
import { decide, type LeaveReason, leave } from './held-call.ts';
import { keyOf } from './key-of.ts';
import { blobs, headers, NativeRequest, now, requests } from './natives.ts';
import { quietly } from './quietly.ts';
import { readText } from './read-bounded.ts';
import type { SentBody } from './xhr-body.ts';
import { armTimeout, endWaiting, showLoadstart } from './xhr-end.ts';
import { flyXhr } from './xhr-fly.ts';
import { states, xhrs } from './xhr-natives.ts';
import { eachHeader, headerIn, type XhrState } from './xhr-state.ts';

/**
 * Holds a request that the page has sent. The page sees `loadstart`, trusted and in its place; everything else of the
 * browser's begins when the call is let go. Never rejects: where holding fails, the request goes as it is.
 */
export async function holdXhr(xhr: XMLHttpRequest, state: XhrState, body: SentBody): Promise<void> {
  try {
    await hold(xhr, state, body);
  } catch {
    quietly(() => {
      if (states.get(xhr) === state && state.phase === 'waiting') flyXhr(xhr, state, null);
    });
  }
}

async function hold(xhr: XMLHttpRequest, state: XhrState, body: SentBody): Promise<void> {
  const { find } = state;
  let waiting = 0;
  state.phase = 'waiting';
  state.body = body;
  state.sentAt = now();
  const onLeave = (reason: LeaveReason): void => {
    disarm();
    leave(waiting, reason);
  };
  const disarm = armTimeout(xhr, state, () => {
    onLeave('timeout');
    endWaiting(xhr, state, 'timeout');
  });
  state.onLeave = onLeave;
  const credentials = xhrs.withCredentials(xhr) ? 'include' : 'same-origin';
  showLoadstart(xhr, state);

  const isWaiting = (): boolean => states.get(xhr) === state && state.onLeave === onLeave;
  const decision = await decide({
    find,
    key: keyOf((name) => headerIn(state, name)),
    readBody: (timeoutMs) => peekBody(body) ?? readText(blobs.text(body as Blob), timeoutMs),
    repeat: (text) => requestLike(state, text, credentials),
    onWait(callNumber) {
      waiting = callNumber;
      return isWaiting();
    },
  });
  if (!isWaiting()) return;
  disarm();
  if (decision === 'cancelled') endWaiting(xhr, state, 'abort');
  else flyXhr(xhr, state, decision === 'untracked' ? null : decision);
}

/** The request that the page made, with another body. */
function requestLike(state: XhrState, body: string, credentials: RequestCredentials): Request {
  const request = new NativeRequest(state.openArgs[1], { method: 'POST', body, credentials });
  const own = requests.headers(request);
  if (headerIn(state, 'content-type') !== null) headers.delete(own, 'content-type');
  // One by one: a list would be read with an iterator that may be the page's.
  eachHeader(state, (name, value) => headers.append(own, name, value));
  return withoutRepeatKeys(request);
}
