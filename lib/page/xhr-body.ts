import type { BodyText } from './held-call.ts';
import {
  call,
  decodeAll,
  isView,
  NativeBlob,
  NativeBuffer,
  NativeBytes,
  NativeFormData,
  NativeResponse,
  NativeSearchParams,
} from './natives.ts';
import { BODY_BYTES_MAX } from './protocol.ts';
import { readBounded } from './read-bounded.ts';

/** What `send()` was given, copied, so that later changes of the page's objects do not leave with it. */
export interface SentBody {
  /** For the browser's `send()`. */
  readonly body: unknown;
  /** Never rejects. */
  readonly read: (timeoutMs: number) => Promise<BodyText>;
  /** The text at once, or why not; null when it takes time. */
  readonly peeked: BodyText | null;
  /** A changed text in the same form, so that the browser adds the same headers. */
  readonly withText: (text: string) => unknown;
}

const { forEach: eachEntry, append } = NativeFormData.prototype;
const { toString: paramsText } = NativeSearchParams.prototype;
const { encode } = TextEncoder.prototype;
const encoder = new TextEncoder();

/** Null for what we do not know how to copy (objects of other realms, documents): that is not held. */
export function copyBody(body: unknown): SentBody | null {
  if (typeof body === 'string') return atOnce(body, body, (text) => text);
  if (body === undefined || body === null) return atOnce(null, '', (text) => text);
  if (body instanceof NativeSearchParams) {
    const text = call(paramsText, body) as string;
    return atOnce(new NativeSearchParams(text), text, (changed) => new NativeSearchParams(changed));
  }
  if (body instanceof NativeBuffer || isView(body)) return copyBytes(body);
  if (body instanceof NativeBlob) {
    return later(body, body.size, (text) => new NativeBlob([text], { type: body.type }));
  }
  if (body instanceof NativeFormData) return later(copyForm(body), 0, (text) => text);
  return null;
}

function copyBytes(body: ArrayBufferLike | ArrayBufferView): SentBody {
  if (body.byteLength > BODY_BYTES_MAX) return refused(body);
  const bytes = isView(body)
    ? new NativeBytes(body.buffer, body.byteOffset, body.byteLength).slice()
    : new NativeBytes(body).slice();
  return atOnce(bytes, decodeAll(bytes), (text) => call(encode, encoder, text));
}

function copyForm(form: FormData): FormData {
  const copy = new NativeFormData();
  call(eachEntry, form, (value: FormDataEntryValue, name: string) => {
    if (typeof value === 'string') call(append, copy, name, value);
    else call(append, copy, name, value, value.name);
  });
  return copy;
}

function atOnce(body: unknown, text: string, withText: SentBody['withText']): SentBody {
  if (text.length > BODY_BYTES_MAX) return refused(body);
  const peeked: BodyText = { text };
  return { body, peeked, read: async () => peeked, withText };
}

function later(body: Blob | FormData, size: number, withText: SentBody['withText']): SentBody {
  if (size > BODY_BYTES_MAX) return refused(body);
  return {
    body,
    peeked: null,
    withText,
    async read(timeoutMs) {
      try {
        const { text, end } = await readBounded(new NativeResponse(body), BODY_BYTES_MAX, timeoutMs);
        return end === 'whole' ? { text } : { why: end === 'late' ? 'body-unread' : 'body-too-large' };
      } catch {
        return { why: 'body-unread' };
      }
    },
  };
}

function refused(body: unknown): SentBody {
  const peeked: BodyText = { why: 'body-too-large' };
  return { body, peeked, read: async () => peeked, withText: () => body };
}
