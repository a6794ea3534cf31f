import { apply, call, getterOf, listen, newWeakMap } from './natives.ts';
import type { XhrState } from './xhr-state.ts';

/* The browser's own XMLHttpRequest, and what the tap knows of each one. Loaded only where there is one. */

export const NativeXhr = XMLHttpRequest;
export const NativeProgressEvent = ProgressEvent;
const { prototype } = NativeXhr;
const { open, send, abort, setRequestHeader, getResponseHeader } = prototype;
const { dispatchEvent } = EventTarget.prototype;
const { stopImmediatePropagation } = Event.prototype;

export const statusOf = getterOf(prototype, 'status');
export const readyStateOf = getterOf(prototype, 'readyState');
export const responseOf = getterOf(prototype, 'response');
export const responseTextOf = getterOf(prototype, 'responseText');
export const responseTypeOf = getterOf(prototype, 'responseType');
export const responseUrlOf = getterOf(prototype, 'responseURL');
export const timeoutOf = getterOf(prototype, 'timeout');
export const withCredentialsOf = getterOf(prototype, 'withCredentials');
export const typeOf = getterOf(Event.prototype, 'type');
export const loadedOf = getterOf(ProgressEvent.prototype, 'loaded');
export const totalOf = getterOf(ProgressEvent.prototype, 'total');
export const lengthComputableOf = getterOf(ProgressEvent.prototype, 'lengthComputable');

/** What is known of each request to a surface. */
export const states = newWeakMap<XMLHttpRequest, XhrState>();

export function nativeOpen(xhr: XMLHttpRequest, args: readonly unknown[]): void {
  apply(open as (...args: unknown[]) => void, xhr, args as unknown[]);
}

export function nativeSend(xhr: XMLHttpRequest, body: unknown): void {
  call(send, xhr, body);
}

export function nativeAbort(xhr: XMLHttpRequest): void {
  call(abort, xhr);
}

export function nativeSetHeader(xhr: XMLHttpRequest, name: string, value: string): void {
  call(setRequestHeader, xhr, name, value);
}

export function headerOf(xhr: XMLHttpRequest, name: string): string | null {
  return call(getResponseHeader, xhr, name) as string | null;
}

/** The page's listeners do not get this event. */
export function stop(event: Event): void {
  call(stopImmediatePropagation, event);
}

export function dispatch(xhr: XMLHttpRequest, event: Event): void {
  call(dispatchEvent, xhr, event);
}

/**
 * Throws the very error the browser throws for something that must not be done once a request was sent: it is tried on
 * another request, in the moment between its `loadstart` and its fetch, which then never comes.
 */
export function refuseLikeNative(url: string, attempt: (sending: XMLHttpRequest) => void): void {
  const sending = new NativeXhr();
  let refusal: { readonly error: unknown } | null = null;
  listen(sending, 'loadstart', () => {
    try {
      attempt(sending);
    } catch (error) {
      refusal = { error };
    }
    nativeAbort(sending);
  });
  nativeOpen(sending, ['GET', url, true]);
  nativeSend(sending, null);
  if (refusal !== null) throw (refusal as { readonly error: unknown }).error;
}
