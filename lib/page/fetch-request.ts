import type { BodyText } from './held-call.ts';
import {
  call,
  decodeAll,
  getOwnPropertyDescriptor,
  getterOf,
  isView,
  NativeBlob,
  NativeBuffer,
  NativeRequest,
  NativeStream,
  NativeUrl,
} from './natives.ts';
import { BODY_BYTES_MAX } from './protocol.ts';
import { readBounded } from './read-bounded.ts';

const baseOf = typeof Node === 'undefined' ? () => '' : getterOf(Node.prototype, 'baseURI');
const methodOf = getterOf(NativeRequest.prototype, 'method');
const requestUrl = getterOf(NativeRequest.prototype, 'url');
const hrefOf = getterOf(NativeUrl.prototype, 'href');
const { clone } = NativeRequest.prototype;

/** What `fetch(...args)` asks for, read without side effects; null when that cannot be told. */
export function describeFetch(args: readonly unknown[]): { readonly method: string; readonly url: () => URL } | null {
  const [input, init] = [args[0], args[1] as RequestInit | null | undefined];
  const isRequest = input instanceof NativeRequest;
  const method = init?.method ?? (isRequest ? methodOf(input) : 'GET');
  if (typeof method !== 'string') return null;
  if (typeof input !== 'string' && !isRequest && !(input instanceof NativeUrl)) return null;
  const address = typeof input === 'string' ? input : isRequest ? requestUrl(input) : hrefOf(input);
  return { method: method.toUpperCase(), url: () => toUrl(address) };
}

/** An address as the document understands it; throws like `new URL`. */
export function toUrl(address: string): URL {
  return new NativeUrl(address, typeof document === 'undefined' ? undefined : baseOf(document));
}

/**
 * The body's text where `init` holds it in a form that can be read at once, a reason where it cannot be read at all,
 * null where a clone of the request must be read.
 */
export function peekBody(args: readonly unknown[]): BodyText | null {
  const init = args[1];
  if (typeof init !== 'object' || init === null) return typeof args[0] === 'string' ? { text: '' } : null;
  const body: unknown = getOwnPropertyDescriptor(init, 'body')?.value;
  if (typeof body === 'string') return body.length > BODY_BYTES_MAX ? { why: 'body-too-large' } : { text: body };
  if (body instanceof NativeBlob) return body.size > BODY_BYTES_MAX ? { why: 'body-too-large' } : null;
  if (body instanceof NativeStream) return { why: 'body-unread' };
  if (!(body instanceof NativeBuffer) && !isView(body)) return null;
  return body.byteLength > BODY_BYTES_MAX ? { why: 'body-too-large' } : { text: decodeAll(body) };
}

/** The native clone, whatever the page made of the prototype. */
export function cloneRequest(request: Request): Request {
  return call(clone, request) as Request;
}

/** Reads the body of a request that stays usable. Never rejects. */
export async function readRequestBody(request: Request, timeoutMs: number): Promise<BodyText> {
  try {
    const { text, end } = await readBounded(cloneRequest(request), BODY_BYTES_MAX, timeoutMs);
    if (end === 'whole') return { text };
    return { why: end === 'late' ? 'body-unread' : 'body-too-large' };
  } catch {
    return { why: 'body-unread' };
  }
}

const headOf = {
  referrer: getterOf(NativeRequest.prototype, 'referrer'),
  referrerPolicy: getterOf(NativeRequest.prototype, 'referrerPolicy'),
};

/**
 * The same request with another body. Any `init` resets where the request comes from (Fetch standard, "new Request",
 * step 12), so that is said again. `signal` null cuts the tie to the page's own.
 */
export function withBody(request: Request, body: string, init: RequestInit = {}): Request {
  const { referrer, referrerPolicy } = headOf;
  return new NativeRequest(request, {
    referrer: referrer(request),
    referrerPolicy: referrerPolicy(request),
    ...init,
    body,
  });
}
