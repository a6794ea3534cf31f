import {
  NativeBytes,
  NativePromise,
  NativeRequest,
  nativeSetTimeout,
  newDecoder,
  now,
  readers,
  requests,
  responses,
  streams,
} from './natives.ts';

/** What was read, and why no more. */
export interface BoundedText {
  readonly text: string;
  readonly end: 'whole' | 'body-too-large' | 'body-unread';
}

/**
 * Reads a body's text as far as both bounds reach, and lets go of the rest: a clone that is read no further keeps
 * nothing alive. Uses the body up. Never rejects: a body that breaks off, or is used already, is unread.
 */
export async function readBounded(
  holder: Request | Response,
  bytesMax: number,
  timeoutMs: number,
): Promise<BoundedText> {
  const decode = newDecoder(true);
  const deadline = now() + timeoutMs;
  let text = '';
  let bytes = 0;
  try {
    const isRequest = holder instanceof NativeRequest;
    // Firefox has no `Request.body`, so also no stream that could be read in part.
    const stream = isRequest ? requests.body?.(holder) : responses.body(holder);
    if (stream === null) return { text, end: 'whole' };
    const reader = stream && (streams.getReader(stream) as ReadableStreamDefaultReader<Uint8Array>);
    for (;;) {
      const reading = reader ? readers.read(reader) : wholeOf(holder as Request);
      const next = await within(reading, deadline - now());
      const piece = next?.value as Uint8Array | undefined;
      bytes += piece?.byteLength ?? 0;
      if (next === null || bytes > bytesMax) {
        if (reader) within(readers.cancel(reader), 0);
        return { text, end: next === null ? 'body-unread' : 'body-too-large' };
      }
      if (piece) text += decode(piece);
      if (next.done) return { text: text + decode(), end: 'whole' };
    }
  } catch {
    return { text, end: 'body-unread' };
  }
}

async function wholeOf(request: Request): Promise<ReadableStreamReadResult<Uint8Array>> {
  const value = new NativeBytes(await requests.arrayBuffer(request));
  return { done: true, value } as unknown as ReadableStreamReadResult<Uint8Array>;
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
