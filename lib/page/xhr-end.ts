import { NativeEvent, nativeClearTimeout, nativeSetTimeout, now, targets } from './natives.ts';
import { quietly } from './quietly.ts';
import { NativeProgressEvent, stop, xhrs } from './xhr-natives.ts';
import { enter, type XhrState } from './xhr-state.ts';

/**
 * Ends a request that waits with the browser's own, trusted events: readystatechange 4, abort (or timeout), loadend.
 * Only `timeout` itself is ours and not trusted: there is no way to make the browser fire it at once.
 */
export function endWaiting(xhr: XMLHttpRequest, state: XhrState, how: 'abort' | 'timeout'): void {
  enter(state, 'sent');
  try {
    startNothing(xhr, state, (event) => {
      stop(event);
      state.onEvent = (type, ended) => {
        if (type !== 'abort' || how === 'abort') return;
        stop(ended);
        targets.dispatchEvent(xhr, new NativeProgressEvent('timeout'));
      };
      xhrs.abort(xhr);
    });
  } catch {
    endUnsent(xhr, state, how);
  }
  state.onEvent = null;
  // The browser is back at "unsent"; after a timeout it would be done.
  if (how === 'timeout') state.mask = 4;
}

/**
 * Ends a request that the browser does not let us open. The events are ours and not trusted: such an object fires none
 * of its own.
 */
export function endUnsent(xhr: XMLHttpRequest, state: XhrState, how: 'abort' | 'timeout' | 'error'): void {
  enter(state, 'sent');
  state.mask = 4;
  targets.dispatchEvent(xhr, new NativeEvent('readystatechange'));
  targets.dispatchEvent(xhr, new NativeProgressEvent(how));
  targets.dispatchEvent(xhr, new NativeProgressEvent('loadend'));
}

/** Fires the browser's own `loadstart` without a request. The page has then seen that it was sent. */
export function showLoadstart(xhr: XMLHttpRequest, state: XhrState): void {
  startNothing(xhr, state, () => {
    state.onEvent = null;
    openUnseen(xhr, state, state.openArgs);
  });
}

/**
 * Sends the request nowhere, up to its `loadstart`. The standard fires that before it fetches, and gives up when a
 * listener aborts or opens anew (XMLHttpRequest standard, "send()", step 11.2). Firefox has begun to fetch by then: of
 * requests to a real address some arrived, empty. Nobody fetches about:blank, and no policy of the page is asked.
 */
function startNothing(xhr: XMLHttpRequest, state: XhrState, onStart: (event: Event) => void): void {
  openUnseen(xhr, state, ['GET', 'about:blank', true]);
  state.onEvent = (_type, event) => onStart(event);
  xhrs.send(xhr);
}

/** Nothing of what happens is for the page's listeners. */
export function mute(_type: string, event: Event): void {
  stop(event);
}

/** `open()` without the page's noticing. */
export function openUnseen(xhr: XMLHttpRequest, state: XhrState, args: XhrState['openArgs']): void {
  const { onEvent } = state;
  state.onEvent = mute;
  try {
    // No spreading: the iterator may be the page's.
    xhrs.open(xhr, args[0], args[1], args[2], args[3], args[4]);
  } finally {
    state.onEvent = onEvent;
  }
}

/** The page's own `timeout`, counted from where the browser would count it. Returns the way to end it. */
export function armTimeout(xhr: XMLHttpRequest, state: XhrState, onTimeout: () => void): () => void {
  const timeoutMs = xhrs.timeout(xhr);
  // In the past is at once.
  const leftMs = timeoutMs - (now() - state.sentAt);
  const timer = timeoutMs > 0 ? nativeSetTimeout(() => quietly(onTimeout), leftMs) : undefined;
  return () => nativeClearTimeout(timer);
}
