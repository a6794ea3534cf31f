import type { BodyText } from './held-call.ts';
import { NativePromise, nativeSetTimeout, newDecoder, now, readers, responses, streams } from './natives.ts';

import { BODY_BYTES_MAX } from './protocol.ts';

/** What was read, and why no more. */
interface BoundedText {
  readonly text: string;
  readonly end: 'whole' | 'body-too-large' | 'body-unread';
}

/**
 * Reads a body's text as far as both bounds reach, and lets go of the rest: a clone that is read no further keeps
 * nothing alive. Uses the body up. Never rejects: a body that breaks off, or is used already, is unread.
 */
export async function readBounded(response: Response, bytesMax: number, timeoutMs: number): Promise<BoundedText> {
  const decode = newDecoder(true);
  const deadline = now() + timeoutMs;
  let text = '';
  let bytes = 0;
  try {
    const stream = responses.body(response);
    if (stream === null) return { text, end: 'whole' };
    const reader = streams.getReader(stream) as ReadableStreamDefaultReader<Uint8Array>;
    for (;;) {
      const next = await within(readers.read(reader), deadline - now());
      if (next?.done) return { text: text + decode(), end: 'whole' };
      bytes += next?.value.byteLength ?? 0;
      if (next === null || bytes > bytesMax) {
        within(readers.cancel(reader), 0);
        return { text, end: next === null ? 'body-unread' : 'body-too-large' };
      }
      text += decode(next.value);
    }
  } catch {
    return { text, end: 'body-unread' };
  }
}

/** The text of a request's body, from whoever reads it. Never rejects. */
export async function readText(reading: Promise<string>, timeoutMs: number): Promise<BodyText> {
  const text = await within(reading, timeoutMs);
  if (text === null) return { text, why: 'body-unread' };
  return text.length > BODY_BYTES_MAX ? { text: null, why: 'body-too-large' } : { text };
}

/** Null when it takes too long or fails. */
function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | null> {
  return new NativePromise((resolve) => {
    const follow = async (): Promise<void> => {
      try {
        resolve(await promise);
      } catch {
        resolve(null);
      }
    };
    follow();
    nativeSetTimeout(() => resolve(null), timeoutMs);
  });
}
