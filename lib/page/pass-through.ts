import type { Branch } from './body-watch.ts';
import { call, NativeStream } from './natives.ts';

/** A stream that gives what it takes from another one. */
export interface Passage {
  readonly stream: ReadableStream;
  /** Unlocks the other stream; the pipe does that at its end. */
  readonly release: () => void;
}

const { getReader } = NativeStream.prototype;
const { read, cancel, releaseLock } = ReadableStreamDefaultReader.prototype;
const { enqueue, close, error: fail } = ReadableStreamDefaultController.prototype;

/**
 * Stands between a stream and a pipe, which reads by means of its own where no patched `read` is asked. It takes a chunk
 * only when one is asked for, and passes cancelling and errors on, so that pressure and ends are as without it.
 */
export function passThrough(source: ReadableStream, branch: Branch): Passage {
  const reader = call(getReader, source) as ReadableStreamDefaultReader<unknown>;
  const release = (): void => {
    try {
      call(releaseLock, reader);
    } catch {
      // Already released.
    }
  };

  const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
    branch.begin();
    try {
      const next = await (call(read, reader) as Promise<ReadableStreamReadResult<unknown>>);
      if (next.done) {
        branch.end(true);
        release();
        call(close, controller);
      } else {
        branch.bytes(next.value);
        call(enqueue, controller, next.value);
      }
    } catch (error) {
      branch.end(false);
      release();
      call(fail, controller, error);
    }
  };

  const stop = async (reason: unknown): Promise<void> => {
    branch.end(false);
    try {
      await (call(cancel, reader, reason) as Promise<void>);
    } finally {
      release();
    }
  };

  return { stream: new NativeStream({ pull, cancel: stop }, { highWaterMark: 0 }), release };
}
