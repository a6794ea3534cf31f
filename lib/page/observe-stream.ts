import type { Branch } from './body-watch.ts';
import {
  apply,
  call,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  getterOf,
  NativeStream,
  newWeakMap,
} from './natives.ts';
import { passThrough } from './pass-through.ts';
import { replaceValue, wrapMethod } from './wrap.ts';

type Method = (...args: unknown[]) => unknown;

/** What reads of a stream: a reader, or the iterator of `for await`. */
interface Reading {
  readonly branch: Branch;
  /** False: leaving the loop does not cancel the stream. */
  readonly cancelsOnReturn: boolean;
}

const streams = newWeakMap<object, Branch>();
const readings = newWeakMap<object, Reading>();
const { prototype } = NativeStream;
const { tee, pipeTo, pipeThrough, values } = prototype;
const lockedOf = getterOf(prototype, 'locked');
/** Of the iterators that `values()` makes; the class has no name. */
const iteratorPrototype = values && getPrototypeOf(call(values, new NativeStream()) as object);

/** Whether somebody already reads of the stream. */
export function isLocked(stream: ReadableStream): boolean {
  return lockedOf(stream);
}

/** From now on what the page reads of this stream is passed to the branch. */
export function observeStream(stream: ReadableStream, branch: Branch): void {
  streams.set(stream, branch);
}

/** Puts the hooks on the prototypes of streams, readers and iterators. Streams that are not observed pass by. */
export function tapStreams(): void {
  hookStream('getReader', (branch, run) => keepReading(run() as object, branch, true));
  hookStream('cancel', (branch, run) => {
    const done = run();
    branch.end(false);
    return done;
  });
  hookStream('values', (branch, run, args) => {
    const options = args[0] as { readonly preventCancel?: boolean } | undefined;
    return keepReading(run() as object, branch, !options?.preventCancel);
  });
  const iterate = getOwnPropertyDescriptor(prototype, 'values')?.value;
  // In both browsers this is one function under two names.
  if (iterate && prototype[Symbol.asyncIterator] === values) {
    replaceValue(prototype, Symbol.asyncIterator, iterate, values);
  }
  wrapMethod(prototype, 'tee', (self) => withBranch(self, (branch) => teeOf(self, branch)));
  tapPipes();
  tapReadings();
}

function hookStream(
  name: 'getReader' | 'cancel' | 'values',
  run: (branch: Branch, native: () => unknown, args: unknown[]) => unknown,
): void {
  const native = prototype[name] as Method;
  wrapMethod(prototype, name, (self, args) =>
    withBranch(self, (branch) => run(branch, () => apply(native, self, args), args)),
  );
}

/** Null for a stream that is not observed, and for a locked one: that the browser refuses. */
function withBranch(self: unknown, run: (branch: Branch) => unknown): (() => unknown) | null {
  const branch = typeof self === 'object' && self !== null ? streams.get(self) : undefined;
  return branch && !isLocked(self as ReadableStream) ? () => run(branch) : null;
}

function keepReading(reader: object, branch: Branch, cancelsOnReturn: boolean): object {
  readings.set(reader, { branch, cancelsOnReturn });
  return reader;
}

function teeOf(stream: ReadableStream, branch: Branch): unknown {
  const pair = call(tee, stream) as ReadableStream[];
  observeStream(pair[0] as ReadableStream, branch);
  observeStream(pair[1] as ReadableStream, branch.fork());
  return pair;
}

function tapPipes(): void {
  wrapMethod(prototype, 'pipeThrough', (self, args) => {
    // The stream outlives such a pipe: we do not stand in between.
    if ((args[1] as StreamPipeOptions | undefined)?.preventCancel) return null;
    return withBranch(self, (branch) => pipedThrough(self, args, branch));
  });
  wrapMethod(prototype, 'pipeTo', (self, args) => {
    if ((args[1] as StreamPipeOptions | undefined)?.preventCancel) return null;
    return withBranch(self, (branch) => pipedTo(self, args, branch));
  });
}

function pipedThrough(stream: ReadableStream, args: unknown[], branch: Branch): unknown {
  const passage = passThrough(stream, branch);
  try {
    return apply(pipeThrough as Method, passage.stream, args);
  } catch (error) {
    passage.release();
    throw error;
  }
}

async function pipedTo(stream: ReadableStream, args: unknown[], branch: Branch): Promise<unknown> {
  const passage = passThrough(stream, branch);
  try {
    return await apply(pipeTo as Method, passage.stream, args);
  } finally {
    passage.release();
  }
}

function tapReadings(): void {
  for (const { prototype: reader } of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
    hookNext(reader, 'read');
    wrapMethod(reader, 'cancel', (self) => {
      readings.get(self)?.branch.end(false);
      return null;
    });
    // What is still being read rejects then, though the stream is well.
    wrapMethod(reader, 'releaseLock', (self) => {
      readings.delete(self);
      return null;
    });
  }
  if (!iteratorPrototype) return;
  hookNext(iteratorPrototype, 'next');
  wrapMethod(iteratorPrototype, 'return', (self) => {
    const reading = readings.get(self);
    if (reading?.cancelsOnReturn) reading.branch.end(false);
    return null;
  });
}

function hookNext(owner: object, name: string): void {
  const native = Reflect.get(owner, name) as Method;
  wrapMethod(owner, name, (self, args) => {
    const reading = readings.get(self);
    if (!reading) return null;
    reading.branch.begin();
    return () =>
      readNext(apply(native, self, args) as Promise<ReadableStreamReadResult<unknown>>, self, reading.branch);
  });
}

/** The page gets a promise of ours: looking at the browser's would hide its rejection from `unhandledrejection`. */
async function readNext(
  promise: Promise<ReadableStreamReadResult<unknown>>,
  reader: object,
  branch: Branch,
): Promise<ReadableStreamReadResult<unknown>> {
  try {
    const next = await promise;
    if (next.done) branch.end(true);
    else branch.bytes(next.value);
    return next;
  } catch (error) {
    if (readings.has(reader)) branch.end(false);
    throw error;
  }
}
