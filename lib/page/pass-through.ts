import type { Branch } from './body-watch.ts';
import { capture, NativeStream, readers, streams } from './natives.ts';

/** A stream that gives what it takes from another one. */
interface Passage {
  readonly stream: ReadableStream;
  /** Unlocks the other stream; the pipe does that at its end. */
  readonly release: () => void;
}

const controllers = capture(ReadableStreamDefaultController.prototype, 'close', 'enqueue', 'error');

/**
 * Stands between a stream and a pipe, which reads by means of its own where no patched `read` is asked. It takes a chunk
 * only when one is asked for, and passes cancelling and errors on, so that pressure and ends are as without it.
 */
export function passThrough(source: ReadableStream, branch: Branch): Passage {
  const reader = streams.getReader(source) as ReadableStreamDefaultReader<unknown>;
  const release = (): void => readers.releaseLock(reader);
  const end = (isWhole: boolean): void => {
    branch.end(isWhole);
    release();
  };
  const stream = new NativeStream(
    {
      async pull(controller) {
        branch.begin();
        try {
          const { done, value } = await readers.read(reader);
          if (done) {
            end(true);
            controllers.close(controller);
          } else {
            branch.bytes(value);
            controllers.enqueue(controller, value);
          }
        } catch (error) {
          end(false);
          controllers.error(controller, error);
        }
      },
      async cancel(reason) {
        branch.end(false);
        try {
          await readers.cancel(reader, reason);
        } finally {
          release();
        }
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, release };
}
