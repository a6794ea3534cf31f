// First of all, an older tap takes its wrappers off, so that what is captured here is the browser's own.
import './retire-older.ts';

/*
 * What the tap uses of the browser, captured before any script of the page has run. A page may patch every prototype
 * later (some do it for good reasons): that must neither break us nor show it the port or a key.
 */

export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { ownKeys } = Reflect;
export const { isView } = ArrayBuffer;
export const { stringify: toJson } = JSON;
export const NativePromise = Promise;
export const NativeProxy = Proxy;
export const NativeUrl = URL;
export const NativeRequest = Request;
export const NativeResponse = Response;
export const NativeStream = ReadableStream;
export const NativeBlob = Blob;

export const NativeError = DOMException;
export const NativeEvent = Event;
export const NativeBuffer = ArrayBuffer;
export const nativeFetch = fetch;
export const nativeSetTimeout = setTimeout;
export const nativeClearTimeout = clearTimeout;

/** The members of a prototype as functions of their object. A member the browser has not is missing. */
type Captured<T> = {
  readonly [K in keyof T]-?: T[K] extends (...args: infer A) => infer R
    ? (self: T, ...args: A) => R
    : (self: T) => T[K];
};

/** Captures methods and getters; calling them asks nothing that a page could have patched, no iterator either. */
export function capture<T extends object>(prototype: T): Captured<T> {
  const members: Record<PropertyKey, unknown> = {};
  for (const name of ownKeys(prototype)) {
    const { get, value } = getOwnPropertyDescriptor(prototype, name) ?? {};
    const native: unknown = get ?? value;
    if (typeof native === 'function') {
      members[name] = (self: unknown, ...args: unknown[]) => apply(native as () => unknown, self, args as []);
    }
  }
  return members as Captured<T>;
}

// Members as functions of their object: `requests.url(request)`.
export const events = capture(Event.prototype);
export const targets = capture(EventTarget.prototype);
export const urls = capture(URL.prototype);
export const headers = capture(Headers.prototype);
export const requests = capture(Request.prototype);
export const responses = capture(Response.prototype);
export const signals = capture(AbortSignal.prototype);
export const streams = capture(ReadableStream.prototype);
export const readers = capture(ReadableStreamDefaultReader.prototype);
export const blobs = capture(Blob.prototype);
const decoders = capture(TextDecoder.prototype);
const performances = capture(Performance.prototype);
const nativePerformance = performance;
const NativeDecoder = TextDecoder;
const NativeMap = Map;
const NativeWeakMap = WeakMap;
const { create, getOwnPropertyDescriptors, setPrototypeOf } = Object;
const mapMembers = create(null, getOwnPropertyDescriptors(Map.prototype));
const weakMapMembers = create(null, getOwnPropertyDescriptors(WeakMap.prototype));

/** A Map out of reach of a patched prototype; iterate it with `forEach` only. */
export function newMap<K, V>(): Map<K, V> {
  return setPrototypeOf(new NativeMap(), mapMembers);
}

/** The same for a WeakMap. */
export function newWeakMap<K extends object, V>(): WeakMap<K, V> {
  return setPrototypeOf(new NativeWeakMap(), weakMapMembers);
}

/** Ms since the document began; never jumps. */
export function now(): number {
  return performances.now(nativePerformance);
}

/** Listens before everybody who listens later, on the way down. */
export function listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
  targets.addEventListener(target, type, listener, true);
}

/** Takes back what `listen` did. */
export function unlisten(target: EventTarget, type: string, listener: (event: Event) => void): void {
  targets.removeEventListener(target, type, listener, true);
}

/**
 * Decodes bytes that come in pieces; without a piece, what was left over. `ignoreBOM` true keeps a byte order mark:
 * what is sent again must have the same bytes.
 */
export function newDecoder(ignoreBOM: boolean): (piece?: ArrayBufferView | ArrayBuffer) => string {
  const decoder = new NativeDecoder('utf-8', { ignoreBOM });
  return (piece) => decoders.decode(decoder, piece as BufferSource | undefined, { stream: piece !== undefined });
}
