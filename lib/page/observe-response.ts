import type { Branch } from './body-watch.ts';
import { peekBody } from './fetch-request.ts';
import { apply, NativeResponse, newWeakMap, responses, toJson } from './natives.ts';
import { isLocked, observeStream, tapStreams } from './observe-stream.ts';
import { type Hook, wrap } from './wrap.ts';

/*
 * The page reads, we look over its shoulder: nothing is read in its place, so a response that the page drops, cancels
 * or never touches ends as it would without us. Only responses given to `observeResponse` are looked at.
 */

interface Watched {
  readonly branch: Branch;
  /** Every figure counts as it was written: what the page reads parsed is read as text besides. */
  readonly isExact: boolean;
  /** Set once the page has asked for the stream. */
  stream: ReadableStream | null;
}

type Give = (branch: Branch, value: unknown) => unknown;

const watched = newWeakMap<Response, Watched>();

/** How what each method gives the page is looked at. */
const GIVES: Readonly<Record<string, Give>> = {
  // Written down at once: the page may change what it was given.
  json: (branch, value) => branch.all(toJson(value)),
  text: giveText,
  arrayBuffer: giveText,
  bytes: giveText,
  blob: giveText,
};

/** Any whole body but a very large one. */
async function giveText(branch: Branch, value: unknown): Promise<void> {
  const peeked = peekBody(value);
  if (peeked === null) branch.all(await responses.text(new NativeResponse(value as BodyInit)));
  else if (peeked.text !== null) branch.all(peeked.text);
}

/**
 * From now on what the page reads of this response is passed to the branch. `isExact`: as text where that is possible;
 * elsewhere numbers that JSON cannot keep are left out.
 */
export function observeResponse(response: Response, branch: Branch, isExact = false): void {
  watched.set(response, { branch, isExact, stream: null });
}

/** Puts the hooks on `Response.prototype`, and on the streams. */
export function tapResponses(): void {
  const { prototype } = NativeResponse;
  for (const name in GIVES) {
    const give = GIVES[name] as Give;
    wrap(prototype, name, (self, args, native) => {
      const known = watched.get(self);
      // The browser refuses to read twice: that is no broken answer.
      if (!known || responses.bodyUsed(self) || (known.stream && isLocked(known.stream))) return null;
      known.branch.begin();
      const giveExact = name === 'json' && known.isExact && known.stream === null ? giveTextOf(self) : give;
      return () => readWhole(apply(native, self, args) as Promise<unknown>, known.branch, giveExact);
    });
  }
  wrap(prototype, 'clone', (self, args, native) => {
    const known = watched.get(self);
    if (!known) return null;
    return () => {
      const copy = apply(native, self, args) as Response;
      observeResponse(copy, known.branch.fork(), known.isExact);
      return copy;
    };
  });
  const onBody: Hook = (self, args, native) => {
    const known = watched.get(self);
    if (!known || known.stream) return null;
    return () => {
      const stream = apply(native, self, args) as ReadableStream | null;
      if (stream) observeStream(stream, known.branch);
      known.stream = stream;
      return stream;
    };
  };
  wrap(prototype, 'body', onBody, 'get');
  tapStreams();
}

/** The page gets a promise of ours: looking at the browser's would hide its rejection from `unhandledrejection`. */
async function readWhole(promise: Promise<unknown>, branch: Branch, give: Give): Promise<unknown> {
  try {
    const value = await promise;
    finishWith(branch, value, give);
    return value;
  } catch (error) {
    branch.end(false);
    throw error;
  }
}

async function finishWith(branch: Branch, value: unknown, give: Give): Promise<void> {
  try {
    await give(branch, value);
  } catch {
    // Not looked at; the answer itself is whole.
  }
  branch.end(true);
}

/**
 * Gives the text of what the page is about to read parsed. A clone that is read beside keeps nothing alive: the page
 * reads all of it now, and has no means to stop but an abort, which ends both.
 */
function giveTextOf(response: Response): Give {
  const reading = textOf(responses.clone(response));
  return async (branch, value) => branch.all((await reading) ?? toJson(value));
}

/** Null when it cannot be read. */
async function textOf(response: Response): Promise<string | null> {
  try {
    return await responses.text(response);
  } catch {
    return null;
  }
}
