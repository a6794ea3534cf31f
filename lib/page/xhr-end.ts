import { now, startTimer, stopTimer } from './natives.ts';
import { dispatch, NativeProgressEvent, nativeAbort, nativeOpen, nativeSend, stop, timeoutOf } from './xhr-natives.ts';
import type { XhrState } from './xhr-state.ts';

/**
 * Ends a request that waits with the browser's own, trusted events: readystatechange 4, abort (or timeout), loadend.
 * Nothing is sent: `loadstart` is fired before the browser fetches, and `abort()` in it ends the matter (XMLHttpRequest
 * standard, "send()", step 11.2; tried in both browsers). No other address is involved, so no policy of the page's.
 * Only `timeout` itself is ours and not trusted: there is no way to make the browser fire it at once.
 */
export function endWaiting(xhr: XMLHttpRequest, state: XhrState, how: 'abort' | 'timeout'): void {
  const isAnswered = state.phase === 'withheld';
  state.phase = 'over';
  state.mask = null;
  if (isAnswered) reopenUnseen(xhr, state);
  let isStarted = false;
  state.onEvent = (type, event) => {
    if (type === 'loadstart') {
      stop(event);
      isStarted = true;
      nativeAbort(xhr);
    } else if (type === 'abort' && how === 'timeout') {
      stop(event);
      dispatch(xhr, new NativeProgressEvent('timeout'));
    }
  };
  nativeSend(xhr, state.body?.body);
  // Not reached: our listener is the first there is. But a request must not leave by our doing.
  if (!isStarted) nativeAbort(xhr);
  state.onEvent = null;
  // The browser is back at "unsent"; after a timeout it would be done.
  if (how === 'timeout') state.mask = { readyState: 4, hides: true };
}

/**
 * Fires the browser's own `loadstart` without a request: the standard gives up when a listener opens anew (same step).
 * The page has then seen that it was sent.
 */
export function showLoadstart(xhr: XMLHttpRequest, state: XhrState): void {
  let isStarted = false;
  state.onEvent = (type) => {
    if (type !== 'loadstart') return;
    isStarted = true;
    state.onEvent = null;
    nativeOpen(xhr, state.openArgs);
  };
  nativeSend(xhr, null);
  if (!isStarted) nativeAbort(xhr);
}

/** `open()` again without the page's noticing. */
export function reopenUnseen(xhr: XMLHttpRequest, state: XhrState): void {
  state.isMuted = true;
  try {
    nativeOpen(xhr, state.openArgs);
  } finally {
    state.isMuted = false;
  }
}

/**
 * The page's own `timeout`, counted from where the browser would count it; again when the page changes it. Returns the
 * way to end it.
 */
export function armTimeout(xhr: XMLHttpRequest, state: XhrState, onTimeout: () => void): () => void {
  let timer = 0;
  const disarm = (): void => {
    stopTimer(timer);
    state.onTimeoutSet = null;
  };
  const expire = (): void => {
    disarm();
    onTimeout();
  };
  const arm = (): void => {
    stopTimer(timer);
    const timeoutMs = timeoutOf(xhr);
    if (timeoutMs > 0) timer = startTimer(expire, Math.max(0, timeoutMs - (now() - state.sentAt)));
  };
  state.onTimeoutSet = arm;
  arm();
  return disarm;
}
