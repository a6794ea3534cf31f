import type { Branch } from './body-watch.ts';
import {
  apply,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isClosedQuiet,
  NativeStream,
  newWeakMap,
  readers,
  streams,
} from './natives.ts';
import { passThrough } from './pass-through.ts';
import { type Native, replace, wrap } from './wrap.ts';

/** What reads of a stream: a reader, or the iterator of `for await`. */
interface Reading {
  readonly branch: Branch;
  /** False: leaving the loop does not cancel the stream. */
  readonly cancelsOnReturn: boolean;
  /** All of it was read: what is read now says so, and cannot fail. */
  isThrough: boolean;
}

type Next = ReadableStreamReadResult<unknown>;

const branches = newWeakMap<ReadableStream, Branch>();
const readings = newWeakMap<object, Reading>();
const { prototype } = NativeStream;
const { values } = prototype;
/** Whether the class of what `values()` makes is hooked; it has no name, so that the first one must show it. */
let isIteratorHooked = false;

/** Whether somebody already reads of the stream. */
export const isLocked = streams.locked;

/** From now on what the page reads of this stream is passed to the branch. */
export function observeStream(stream: ReadableStream, branch: Branch): void {
  branches.set(stream, branch);
}

/** Puts the hooks on the prototypes of streams, readers and iterators. Streams that are not observed pass by. */
export function tapStreams(): void {
  hookStream('getReader', (branch, run) => {
    const reader = run() as ReadableStreamDefaultReader;
    const reading = keepReading(reader, branch, true);
    if (isClosedQuiet) noteEnd(readers.closed(reader), reading);
    return reader;
  });
  hookStream('values', (branch, run, args) => {
    const iterator = run() as object;
    hookIterator(iterator);
    keepReading(iterator, branch, !keepsStream(args[0]));
    return iterator;
  });
  hookStream('cancel', (branch, run) => {
    const done = run();
    branch.end(false);
    return done;
  });
  hookStream('tee', (branch, run) => {
    const pair = run() as [ReadableStream, ReadableStream];
    observeStream(pair[0], branch);
    observeStream(pair[1], branch.fork());
    return pair;
  });
  hookStream('pipeThrough', (branch, run, args, stream) => {
    // The stream outlives such a pipe: we do not stand in between.
    if (keepsStream(args[1])) return run();
    const passage = passThrough(stream, branch);
    try {
      return run(passage.stream);
    } catch (error) {
      passage.release();
      throw error;
    }
  });
  hookStream('pipeTo', async (branch, run, args, stream) => {
    if (keepsStream(args[1])) return await run();
    const passage = passThrough(stream, branch);
    try {
      return await run(passage.stream);
    } finally {
      passage.release();
    }
  });
  const iterate = getOwnPropertyDescriptor(prototype, 'values')?.value;
  // In both browsers this is one function under two names.
  if (iterate && prototype[Symbol.asyncIterator] === values) {
    replace(prototype, Symbol.asyncIterator, iterate, values);
  }
  for (const { prototype: reader } of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
    hookNext(reader, 'read');
    hookEnd(reader, 'cancel');
    wrap(reader, 'releaseLock', (self) => {
      // What is still being read rejects then, though the stream is well.
      readings.delete(self);
      return null;
    });
  }
}

function hookIterator(iterator: object): void {
  if (isIteratorHooked) return;
  isIteratorHooked = true;
  const iteratorPrototype = getPrototypeOf(iterator) as object;
  hookNext(iteratorPrototype, 'next');
  hookEnd(iteratorPrototype, 'return');
}

/** `run` calls the browser's own, on the page's stream or on another one. */
type StreamHook = (
  branch: Branch,
  run: (on?: ReadableStream) => unknown,
  args: unknown[],
  stream: ReadableStream,
) => unknown;

/** A stream that is not observed, or is locked (which the browser refuses), passes by. */
function hookStream(name: string, hook: StreamHook): void {
  wrap(prototype, name, (self, args, native) => {
    const branch = branches.get(self);
    if (!branch || isLocked(self)) return null;
    return () => hook(branch, (on = self) => apply(native, on, args), args, self);
  });
}

function keepsStream(options: unknown): boolean {
  return Boolean((options as StreamPipeOptions | undefined)?.preventCancel);
}

function keepReading(reader: object, branch: Branch, cancelsOnReturn: boolean): Reading {
  const reading = { branch, cancelsOnReturn, isThrough: false };
  readings.set(reader, reading);
  return reading;
}

/** A reader's `closed` counts as caught from the start: waiting for it hides nothing. Of a byte reader it is not told. */
async function noteEnd(closed: Promise<void>, reading: Reading): Promise<void> {
  try {
    await closed;
    reading.isThrough = true;
  } catch {
    // The reads reject too, and say so.
  }
}

function hookEnd(owner: object, name: string): void {
  wrap(owner, name, (self) => {
    const reading = readings.get(self);
    if (reading?.cancelsOnReturn) reading.branch.end(false);
    return null;
  });
}

function hookNext(owner: object, name: string): void {
  wrap(owner, name, (self, args, native) => {
    const reading = readings.get(self);
    if (!reading) return null;
    const { branch } = reading;
    branch.begin();
    if (!reading.isThrough) return () => readNext(self, args, native, branch);
    // The browser's own promise, a turn sooner than ours: some pages are still at work on the last piece, and come out
    // wrong when the end is later than they know it (docs/findings/pages-of-others.md).
    branch.end(true);
    return null;
  });
}

/** The page gets a promise of ours: looking at the browser's would hide its rejection from `unhandledrejection`. */
async function readNext(self: object, args: unknown[], native: Native, branch: Branch): Promise<Next> {
  try {
    const next = (await apply(native, self, args)) as Next;
    if (next.done) branch.end(true);
    else branch.bytes(next.value);
    return next;
  } catch (error) {
    if (readings.has(self)) branch.end(false);
    throw error;
  }
}
