import type { Branch } from './body-watch.ts';
import { call, decodeAll, getterOf, NativeBlob, NativeResponse, newWeakMap } from './natives.ts';
import { isLocked, observeStream, tapStreams } from './observe-stream.ts';
import { wrapGetter, wrapMethod } from './wrap.ts';

/*
 * The page reads, we look over its shoulder: nothing is read in its place, so a response that the page drops, cancels
 * or never touches ends as it would without us. Only responses given to `observeResponse` are looked at.
 */

interface Watched {
  readonly branch: Branch;
  /** Set once the page has asked for the stream. */
  stream: ReadableStream | null;
}

type Give = (branch: Branch, value: unknown) => unknown;

const watched = newWeakMap<Response, Watched>();
const isUsed = getterOf(NativeResponse.prototype, 'bodyUsed');
const { text: blobText } = NativeBlob.prototype;

/** A binary answer above this is not decoded, bytes. */
const DECODED_BYTES_MAX = 16 * 1024 * 1024;

/** What each method gives the page, and how it is looked at. */
const GIVES: Readonly<Record<string, Give>> = {
  text: (branch, value) => branch.text(value as string),
  json: (branch, value) => branch.json(value),
  arrayBuffer: giveBytes,
  bytes: giveBytes,
  async blob(branch, value) {
    if ((value as Blob).size <= DECODED_BYTES_MAX) branch.text(await (call(blobText, value) as Promise<string>));
  },
  formData: () => {},
};

/** From now on what the page reads of this response is passed to the branch. */
export function observeResponse(response: Response, branch: Branch): void {
  watched.set(response, { branch, stream: null });
}

/** Puts the hooks on `Response.prototype`, and on the streams. */
export function tapResponses(): void {
  const { prototype } = NativeResponse;
  for (const name of Object.keys(GIVES)) {
    const native = Reflect.get(prototype, name);
    if (typeof native === 'function') wrapMethod(prototype, name, (self, args) => hookRead(self, args, name, native));
  }
  const { clone } = prototype;
  wrapMethod(prototype, 'clone', (self) => {
    const known = find(self);
    return known && (() => cloneOf(call(clone, self) as Response, known));
  });
  const bodyOf = getterOf(prototype, 'body');
  wrapGetter(prototype, 'body', (self) => {
    const known = find(self);
    return known && known.stream === null ? () => streamOf(bodyOf(self), known) : null;
  });
  tapStreams();
}

type Method = (...args: unknown[]) => Promise<unknown>;

function hookRead(self: object, args: unknown[], name: string, native: Method): (() => unknown) | null {
  const known = find(self);
  // The browser refuses to read twice: that is no broken answer.
  if (!known || isUsed(self as Response) || (known.stream && isLocked(known.stream))) return null;
  known.branch.begin();
  return () => readWhole(Reflect.apply(native, self, args), known.branch, GIVES[name] as Give);
}

/** The page gets a promise of ours: looking at the browser's would hide its rejection from `unhandledrejection`. */
async function readWhole(promise: Promise<unknown>, branch: Branch, give: Give): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    branch.end(false);
    throw error;
  }
  finishWith(branch, value, give);
  return value;
}

async function finishWith(branch: Branch, value: unknown, give: Give): Promise<void> {
  try {
    await give(branch, value);
  } catch {
    // Not looked at; the answer itself is whole.
  }
  branch.end(true);
}

function giveBytes(branch: Branch, value: unknown): void {
  const bytes = value as ArrayBuffer | Uint8Array;
  if (bytes.byteLength <= DECODED_BYTES_MAX) branch.text(decodeAll(bytes));
}

function cloneOf(copy: Response, known: Watched): Response {
  observeResponse(copy, known.branch.fork());
  return copy;
}

function streamOf(stream: ReadableStream | null, known: Watched): ReadableStream | null {
  known.stream = stream;
  if (stream) observeStream(stream, known.branch);
  return stream;
}

function find(self: unknown): Watched | null {
  return (typeof self === 'object' && self !== null && watched.get(self as Response)) || null;
}
