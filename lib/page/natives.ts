// First of all, an older tap takes its wrappers off, so that what is captured here is the browser's own.
import './retire-older.ts';

/*
 * What the tap uses of the browser, captured before any script of the page has run. A page may patch every prototype
 * later (some do it for good reasons): that must neither break us nor show it the port or a key.
 */

export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
export const { isView } = ArrayBuffer;
const { stringify } = JSON;
export const NativePromise = Promise;
export const NativeProxy = Proxy;
export const NativeUrl = URL;
export const NativeRequest = Request;
export const NativeResponse = Response;
export const NativeStream = ReadableStream;
export const NativeBlob = Blob;

const NativeHeaders = Headers;
export const NativeError = DOMException;
export const NativeEvent = Event;
export const NativeBuffer = ArrayBuffer;
const NativeBytes = Uint8Array;
export const nativeFetch = fetch;
export const nativeSetTimeout = setTimeout;
export const nativeClearTimeout = clearTimeout;

/** The members of a prototype as functions of their object. A member the browser has not is missing. */
type Captured<T, K extends keyof T> = {
  readonly [M in K]-?: T[M] extends (...args: infer A) => infer R ? (self: T, ...args: A) => R : (self: T) => T[M];
};

/**
 * Captures methods and getters; calling them asks nothing that a page could have patched, no iterator either. Only those
 * that are named: browsers make each of them when it is first looked at, and they have hundreds.
 */
export function capture<T extends object, K extends keyof T>(prototype: T, ...names: K[]): Captured<T, K> {
  const members: Record<PropertyKey, unknown> = {};
  for (const name of names) {
    const { get, value } = getOwnPropertyDescriptor(prototype, name) ?? {};
    const native: unknown = get ?? value;
    if (typeof native === 'function') {
      members[name] = (self: unknown, ...args: unknown[]) => apply(native as () => unknown, self, args as []);
    }
  }
  return members as Captured<T, K>;
}

// Members as functions of their object: `requests.url(request)`.
export const events = capture(Event.prototype, 'preventDefault', 'stopImmediatePropagation', 'type');
export const targets = capture(EventTarget.prototype, 'addEventListener', 'dispatchEvent', 'removeEventListener');
export const urls = capture(URL.prototype, 'hostname', 'href', 'origin', 'pathname', 'port', 'protocol');
export const errors = capture(DOMException.prototype, 'name');
export const headers = capture(Headers.prototype, 'append', 'delete', 'get');
export const requests = capture(
  Request.prototype,
  'clone',
  'headers',
  'keepalive',
  'method',
  'referrer',
  'referrerPolicy',
  'signal',
  'text',
  'url',
);
export const responses = capture(
  Response.prototype,
  'body',
  'bodyUsed',
  'clone',
  'headers',
  'ok',
  'status',
  'text',
  'url',
);
export const signals = capture(AbortSignal.prototype, 'aborted', 'reason');
export const streams = capture(ReadableStream.prototype, 'getReader', 'locked');
export const readers = capture(ReadableStreamDefaultReader.prototype, 'cancel', 'closed', 'read', 'releaseLock');
/** Whether waiting for a reader's `closed` shows nowhere: Firefox tells the page of it when the stream breaks off. */
export const isClosedQuiet = !('mozInnerScreenX' in globalThis);
export const toText = String;
export const strings = capture(String.prototype, 'indexOf', 'slice', 'toLowerCase', 'toUpperCase');
export const patterns = capture(RegExp.prototype, 'exec');
export const blobs = capture(Blob.prototype, 'size', 'text', 'type');
const decoders = capture(TextDecoder.prototype, 'decode');
const performances = capture(Performance.prototype, 'now');
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

const { iterator } = Symbol;

/**
 * A list of one thing for the browser's constructors, which ask a list for its iterator: that of an array may be the
 * page's.
 */
export function listOf<T>(only: T): T[] {
  let isDone = false;
  const next = (): IteratorResult<T> => {
    const result = { done: isDone, value: only };
    isDone = true;
    return result as IteratorResult<T>;
  };
  return { [iterator]: () => ({ next }) } as unknown as T[];
}

/** A copy of bytes, from an offset on. Throws for what is no typed array. */
export function copyBytes(bytes: Uint8Array, from = 0): Uint8Array {
  if (!isView(bytes)) throw new NativeError('no bytes');
  // The constructor copies, and asks no species.
  return from === 0 ? new NativeBytes(bytes) : new NativeBytes(bytes.buffer, from);
}

/** Of larger numbers in JSON only the text tells which one was meant. */
const EXACT_MAX = 2 ** 53 - 1;

/** Writes parsed JSON down again; what may have been rounded when it was parsed becomes null: unknown, not wrong. */
export function toJson(value: unknown): string {
  return stringify(value, exactOrNull);
}

/** Looks at what is there, not at what a `toJSON` of the page's has made of it. */
function exactOrNull(this: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = this[name];
  return typeof value === 'number' && (value > EXACT_MAX || value < -EXACT_MAX) ? null : value;
}

/** Headers of our own, with those that are given. */
export function newHeaders(given?: HeadersInit): Headers {
  return new NativeHeaders(given);
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
