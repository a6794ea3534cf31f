import { peekBody } from './fetch-request.ts';
import type { BodyText } from './held-call.ts';
import { blobs, capture, isView, NativeBlob, NativeBuffer, NativeBytes, NativeResponse } from './natives.ts';
import { BODY_BYTES_MAX } from './protocol.ts';
import { readBounded } from './read-bounded.ts';

/** What `send()` was given, copied, so that later changes of the page's objects do not leave with it. */
export interface SentBody {
  /** For the browser's `send()`. */
  readonly body: string | Blob | Uint8Array<ArrayBuffer> | null;
  /** The text or why not; null when it takes time to read. */
  readonly peeked: BodyText | null;
}

const encoders = capture(TextEncoder.prototype);
const encoder = new TextEncoder();

/** Null for what no wire speaks in (forms, parameters, documents): that need not be held. */
export function copyBody(given: unknown): SentBody | null {
  let body: SentBody['body'] | undefined;
  if (given instanceof NativeBuffer) body = new NativeBytes(new NativeBytes(given));
  else if (isView(given)) body = new NativeBytes(new NativeBytes(given.buffer, given.byteOffset, given.byteLength));
  else if (typeof given === 'string' || given instanceof NativeBlob) body = given;
  return body === undefined ? null : { body, peeked: peekBody(body) };
}

/** Reads what could not be peeked. */
export async function readSent(body: SentBody['body'], timeoutMs: number): Promise<BodyText> {
  const { text, end } = await readBounded(new NativeResponse(body), BODY_BYTES_MAX, timeoutMs);
  return end === 'whole' ? { text } : { why: end };
}

/** Another text in the form of this body, so that the browser adds the same headers. */
export function inFormOf(body: SentBody['body'], text: string): SentBody['body'] {
  if (body instanceof NativeBlob) return new NativeBlob([text], { type: blobs.type(body) });
  return body instanceof NativeBytes ? (encoders.encode(encoder, text) as Uint8Array<ArrayBuffer>) : text;
}
