import { capture, events, listen, newWeakMap } from './natives.ts';
import type { XhrState } from './xhr-state.ts';

/* The browser's own XMLHttpRequest, and what the tap knows of each one. Loaded only where there is one. */

export const NativeXhr = XMLHttpRequest;
export const NativeProgressEvent = ProgressEvent;
export const xhrs = capture(XMLHttpRequest.prototype);
export const progresses = capture(ProgressEvent.prototype);
/** The page's listeners do not get this event. */
export const stop = events.stopImmediatePropagation;

/** What is known of each request to a surface. */
export const states = newWeakMap<XMLHttpRequest, XhrState>();

/**
 * Throws the very error the browser throws for something that must not be done once a request was sent: it is tried on
 * another request, in the moment between its `loadstart` and its fetch, which then never comes (`startNothing`).
 */
export function refuseLikeNative(attempt: (sending: XMLHttpRequest) => void): void {
  const sending = new NativeXhr();
  let refuse = (): void => {};
  listen(sending, 'loadstart', () => {
    try {
      attempt(sending);
    } catch (error) {
      refuse = () => {
        throw error;
      };
    }
    xhrs.abort(sending);
  });
  xhrs.open(sending, 'GET', 'about:blank', true);
  xhrs.send(sending);
  refuse();
}
