import type { BodyText } from './held-call.ts';
import {
  blobs,
  capture,
  getOwnPropertyDescriptor,
  headers,
  NativeBlob,
  NativeRequest,
  NativeStream,
  NativeUrl,
  requests,
  strings,
  urls,
} from './natives.ts';
import { BODY_BYTES_MAX } from './protocol.ts';

const nodes = typeof Node === 'undefined' ? null : capture(Node.prototype, 'baseURI');

/** Longer ones are data, characters. */
const ADDRESS_CHARS_MAX = 8192;

/** An address as the document understands it, read without side effects; null for what can be no surface's. */
export function toUrl(address: unknown): URL | null {
  const text = address instanceof NativeUrl ? urls.href(address) : address;
  if (typeof text !== 'string' || text.length > ADDRESS_CHARS_MAX) return null;
  return new NativeUrl(text, nodes?.baseURI(document));
}

/** A body's text where it can be had at once, a reason where it cannot be had at all, null where it must be read. */
export function peekBody(body: unknown): BodyText | null {
  if (body instanceof NativeStream) return { text: null, why: 'body-unread' };
  const isString = typeof body === 'string';
  const size = isString ? body.length : body instanceof NativeBlob ? blobs.size(body) : byteLengthOf(body);
  if (size > BODY_BYTES_MAX) return { text: null, why: 'body-too-large' };
  return isString ? { text: body } : null;
}

/** 0 for what has none. */
function byteLengthOf(body: unknown): number {
  return (Object(body) as { readonly byteLength?: number }).byteLength ?? 0;
}

/** What `fetch` was given as body, where it lies open; a getter of the page's is not asked twice. */
export function bodyIn(init: unknown): unknown {
  return getOwnPropertyDescriptor(Object(init), 'body')?.value;
}

/**
 * Names the page's own request to the server, which may answer another one that has the same with what it answered to
 * the first (draft-ietf-httpapi-idempotency-key-header): a changed request never carries it.
 */
const REPEAT_KEYS = ['idempotency-key', 'x-idempotency-key'] as const;

/** Takes the headers off that are only good for what the page itself wrote; gives the request back. */
export function withoutRepeatKeys(request: Request): Request {
  for (let index = 0; index < REPEAT_KEYS.length; index++) {
    headers.delete(requests.headers(request), REPEAT_KEYS[index] as string);
  }
  return request;
}

/** Whether a header is one of those; in any case of letters. */
export function isRepeatKey(name: string): boolean {
  const lower = strings.toLowerCase(name);
  return lower === REPEAT_KEYS[0] || lower === REPEAT_KEYS[1];
}

/**
 * The same request with another body, and without a name that it had. Any `init` resets where the request comes from (Fetch standard, "new Request",
 * step 12), so that is said again. `signal` null cuts the tie to the page's own.
 */
export function withBody(request: Request, body: string, init?: RequestInit): Request {
  const { referrer, referrerPolicy } = requests;
  return withoutRepeatKeys(
    new NativeRequest(request, {
      referrer: referrer(request),
      referrerPolicy: referrerPolicy(request),
      ...init,
      body,
    }),
  );
}
