import {
  call,
  getterOf,
  NativePromise,
  NativeRequest,
  NativeResponse,
  newDecoder,
  now,
  startTimer,
} from './natives.ts';

const requestBody = getterOf(NativeRequest.prototype, 'body');
const responseBody = getterOf(NativeResponse.prototype, 'body');
const { arrayBuffer: requestBytes } = NativeRequest.prototype;
const { getReader } = ReadableStream.prototype;
const { read, cancel } = ReadableStreamDefaultReader.prototype;

/** What was read, and whether that is all of it. */
export interface BoundedText {
  readonly text: string;
  readonly end: 'whole' | 'too-large' | 'late';
}

/**
 * Reads a body's text as far as both bounds reach, and lets go of the rest: a clone that is read no further keeps
 * nothing alive. Takes the body; never rejects. A body that breaks off counts as late.
 */
export async function readBounded(
  holder: Request | Response,
  bytesMax: number,
  timeoutMs: number,
): Promise<BoundedText> {
  const isRequest = holder instanceof NativeRequest;
  const stream = isRequest ? requestBody(holder) : responseBody(holder);
  // Firefox has no `Request.body`, so also no stream that could be read in part.
  if (isRequest && stream === undefined) return readAtOnce(holder, bytesMax, timeoutMs);
  if (!stream) return { text: '', end: 'whole' };
  const reader = call(getReader, stream) as ReadableStreamDefaultReader<Uint8Array>;
  const decoder = newDecoder();
  const deadline = now() + timeoutMs;
  let text = '';
  let bytes = 0;
  for (;;) {
    const next = await within(call(read, reader) as Promise<ReadableStreamReadResult<Uint8Array>>, deadline - now());
    if (next === null) return drop(reader, { text, end: 'late' });
    if (next.done) return { text: text + decoder.decode(), end: 'whole' };
    bytes += next.value.byteLength;
    text += decoder.decode(next.value);
    if (bytes > bytesMax) return drop(reader, { text, end: 'too-large' });
  }
}

async function readAtOnce(request: Request, bytesMax: number, timeoutMs: number): Promise<BoundedText> {
  const bytes = await within(call(requestBytes, request) as Promise<ArrayBuffer>, timeoutMs);
  if (bytes === null) return { text: '', end: 'late' };
  if (bytes.byteLength > bytesMax) return { text: '', end: 'too-large' };
  return { text: newDecoder().decode(new Uint8Array(bytes)), end: 'whole' };
}

function drop(reader: ReadableStreamDefaultReader, result: BoundedText): BoundedText {
  within(call(cancel, reader) as Promise<void>, 0);
  return result;
}

/** Null when it takes too long or fails. */
export function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | null> {
  return new NativePromise((resolve) => {
    const settle = async (): Promise<void> => {
      try {
        resolve(await promise);
      } catch {
        resolve(null);
      }
    };
    settle();
    startTimer(() => resolve(null), timeoutMs);
  });
}
