import { capture, events, newWeakMap } from './natives.ts';
import type { XhrState } from './xhr-state.ts';

/* The browser's own XMLHttpRequest, and what the tap knows of each one. Loaded only where there is one. */

export const NativeXhr = XMLHttpRequest;
export const NativeProgressEvent = ProgressEvent;
export const progresses = capture(ProgressEvent.prototype, 'lengthComputable', 'loaded', 'total');
export const xhrs = capture(
  XMLHttpRequest.prototype,
  'abort',
  'getAllResponseHeaders',
  'open',
  'readyState',
  'response',
  'responseText',
  'responseType',
  'responseURL',
  'send',
  'setRequestHeader',
  'status',
  'timeout',
  'withCredentials',
);
/** The page's listeners do not get this event. */
export const stop = events.stopImmediatePropagation;

/** What is known of each request to a surface. */
export const states = newWeakMap<XMLHttpRequest, XhrState>();
