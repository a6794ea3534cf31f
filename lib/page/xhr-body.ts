import { blobs, isView, listOf, NativeBlob, NativeBuffer } from './natives.ts';

/** What `send()` was given, in a form that later changes of the page's objects do not reach. */
export type SentBody = string | Blob;

/** Null for what no wire speaks in (forms, parameters, documents, nothing): that need not be held. */
export function copyBody(given: unknown): SentBody | null {
  if (typeof given === 'string' || given instanceof NativeBlob) return given;
  // A blob without a type leaves as bytes do: without a content type of the browser's.
  return given instanceof NativeBuffer || isView(given) ? new NativeBlob(listOf(given as BlobPart)) : null;
}

/** Another text in the form of this body, so that the browser adds the same headers. */
export function inFormOf(body: SentBody | null, text: string): SentBody {
  return body instanceof NativeBlob ? new NativeBlob(listOf(text), { type: blobs.type(body) }) : text;
}
