// First of all, an older tap takes its wrappers off, so that what is captured here is the browser's own.
import './retire-older.ts';

/*
 * What the tap uses of the browser, captured before any script of the page has run. A page may patch every prototype
 * later (some do it for good reasons): that must neither break us nor show it the port or a key.
 */

export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
export const { assign } = Object;
export const { isView } = ArrayBuffer;
export const NativePromise = Promise;
export const NativeProxy = Proxy;
export const NativeUrl = URL;
export const NativeRequest = Request;
export const NativeResponse = Response;
export const NativeStream = ReadableStream;
export const NativeBlob = Blob;
export const NativeFormData = FormData;
export const NativeSearchParams = URLSearchParams;
export const NativeError = DOMException;
export const NativeEvent = Event;
export const NativeBytes = Uint8Array;
export const NativeBuffer = ArrayBuffer;
export const nativeFetch = fetch;
export const { parse: parseJson, stringify: toJson } = JSON;

const nativeSetTimeout = setTimeout;
const nativeClearTimeout = clearTimeout;
const nativePerformance = performance;
const { now: nativeNow } = performance;
const NativeWeakMap = WeakMap;
const NativeMap = Map;
const NativeDecoder = TextDecoder;
const { decode: nativeDecode } = TextDecoder.prototype;
const weakMethods = pick(WeakMap.prototype, ['get', 'set', 'has', 'delete']);
const mapMethods = pick(Map.prototype, ['get', 'set', 'has', 'delete', 'forEach']);
const { addEventListener: nativeListen, removeEventListener: nativeUnlisten } = EventTarget.prototype;

/** Calls a captured function; spreads nothing, so no patched iterator is asked. */
export function call<R>(fn: (...args: never[]) => R, self: unknown, ...args: unknown[]): R {
  return apply(fn as (...args: unknown[]) => R, self, args);
}

/** A reader of a captured getter; undefined where the browser has none. */
export function getterOf<T extends object, K extends keyof T & string>(prototype: T, name: K): (self: T) => T[K] {
  const get = getOwnPropertyDescriptor(prototype, name)?.get;
  return (self) => (get ? apply(get, self, []) : undefined) as T[K];
}

/** A WeakMap whose methods are its own, out of reach of a patched prototype. */
export function newWeakMap<K extends object, V>(): WeakMap<K, V> {
  return assign(new NativeWeakMap<K, V>(), weakMethods);
}

/** The same for a Map; iterate it with `forEach` only. */
export function newMap<K, V>(): Map<K, V> {
  return assign(new NativeMap<K, V>(), mapMethods);
}

export function startTimer(run: () => void, delayMs: number): number {
  return nativeSetTimeout(run, delayMs) as unknown as number;
}

export function stopTimer(timer: number): void {
  nativeClearTimeout(timer);
}

/** Ms since the document began; never jumps. */
export function now(): number {
  return call(nativeNow, nativePerformance);
}

export function listen(target: EventTarget, type: string, listener: (event: Event) => void, isFirst = true): void {
  call(nativeListen, target, type, listener, isFirst);
}

export function unlisten(target: EventTarget, type: string, listener: (event: Event) => void): void {
  call(nativeUnlisten, target, type, listener, true);
}

/** Decodes a body that comes in pieces; `decode()` at the end gives what was left over. */
export function newDecoder(): { readonly decode: (chunk?: Uint8Array) => string } {
  const decoder = new NativeDecoder();
  return { decode: (chunk) => call(nativeDecode, decoder, chunk, { stream: chunk !== undefined }) };
}

/** The text of a whole body, its byte order mark kept: what is sent again must have the same bytes. */
export function decodeAll(bytes: ArrayBuffer | ArrayBufferView): string {
  return call(nativeDecode, new NativeDecoder('utf-8', { ignoreBOM: true }), bytes);
}

function pick<T extends object, K extends keyof T>(object: T, names: readonly K[]): Pick<T, K> {
  const picked = {} as Pick<T, K>;
  for (const name of names) picked[name] = object[name];
  return picked;
}
