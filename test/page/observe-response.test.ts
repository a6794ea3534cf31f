import { beforeAll, describe, expect, it } from 'vitest';
import { type Branch, watchBody } from '../../lib/page/body-watch.ts';
import { observeResponse, tapResponses } from '../../lib/page/observe-response.ts';

const TEXT = 'data: {"a":"naïve 🙂"}\n\ndata: [DONE]\n\n';

interface Source {
  readonly response: Response;
  /** Why the page cancelled; absent if it did not. */
  readonly cancelled: unknown[];
  readonly controller: ReadableStreamDefaultController;
}

/** A response that comes in pieces of seven bytes; `isOpen`: its end never comes. */
function respond(isOpen = false, text = TEXT): Source {
  const bytes = new TextEncoder().encode(text);
  const cancelled: unknown[] = [];
  let at = 0;
  let controller: ReadableStreamDefaultController | undefined;
  const stream = new ReadableStream({
    type: 'bytes',
    start(opened) {
      controller = opened as unknown as ReadableStreamDefaultController;
    },
    pull(opened) {
      if (at >= bytes.length) {
        if (isOpen) return new Promise(() => {});
        opened.close();
        // A read into a view of the page's own is answered with nothing.
        opened.byobRequest?.respond(0);
        return undefined;
      }
      opened.enqueue(bytes.slice(at, at + 7));
      at += 7;
      return undefined;
    },
    cancel(reason) {
      cancelled.push(reason);
    },
  });
  const response = new Response(stream);
  return { response, cancelled, controller: controller as ReadableStreamDefaultController };
}

/** Observes it, and tells what was seen when it settles. */
function observe(
  response: Response,
  isExact = false,
): { readonly settled: (readonly [string | null, boolean])[]; branch: Branch } {
  const settled: (readonly [string | null, boolean])[] = [];
  let seen: string | null = null;
  const { branch } = watchBody(
    (text, isAll) => {
      seen = (isAll ? '' : (seen ?? '')) + text;
    },
    (isWhole) => void settled.push([seen, isWhole]),
  );
  observeResponse(response, branch, isExact);
  return { settled, branch };
}

// Node's iterators of streams have methods of their own where browsers inherit them: loops are tested in browsers.
async function drain(stream: ReadableStream): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (let text = ''; ; ) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += typeof value === 'string' ? value : decoder.decode(value, { stream: true });
  }
}

async function drainByView(stream: ReadableStream): Promise<string> {
  const reader = stream.getReader({ mode: 'byob' });
  const decoder = new TextDecoder();
  for (let text = ''; ; ) {
    const { done, value } = await reader.read(new Uint8Array(5));
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
}

const bodyOf = (response: Response): ReadableStream => response.body as ReadableStream;

beforeAll(tapResponses);

describe('whatever way a page reads an answer, the same is seen', () => {
  it.each<[string, (response: Response) => Promise<unknown>]>([
    ['text()', (response) => response.text()],
    ['arrayBuffer()', (response) => response.arrayBuffer()],
    ['bytes()', (response) => response.bytes()],
    ['blob()', (response) => response.blob()],
    ['a reader', (response) => drain(bodyOf(response))],
    ['a byte reader', (response) => drainByView(bodyOf(response))],
    ['pipeThrough()', (response) => drain(bodyOf(response).pipeThrough(new TextDecoderStream()))],
    ['pipeTo()', (response) => bodyOf(response).pipeTo(new WritableStream())],
    ['tee()', (response) => Promise.all(bodyOf(response).tee().map(drain))],
    ['the second end of tee() only', (response) => drain(bodyOf(response).tee()[1])],
    ['clone()', async (response) => [await response.clone().text(), await response.text()]],
    ['the clone only', (response) => response.clone().text()],
    ['a clone of a clone', (response) => response.clone().clone().text()],
  ])('%s', async (_name, read) => {
    const { response } = respond();
    const { settled } = observe(response);
    await read(response);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toEqual([[TEXT, true]]);
  });

  it('json() where each figure counts gives the text, as it was written', async () => {
    const text = '{ "units": 90071992547409930001, "rest": 0.10 }';
    const { response } = respond(false, text);
    const settled = observe(response, true).settled;
    const copy = response.clone();
    expect(await copy.json()).toEqual(JSON.parse(text));
    expect(await response.json()).toEqual(JSON.parse(text));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toEqual([[text, true]]);
  });

  it('json() elsewhere gives the value, but no number that may have been rounded', async () => {
    const { response } = respond(false, '{"units":9007199254740993,"debt":-1e20,"most":[9007199254740991,0.1]}');
    const { settled } = observe(response);
    await response.json();
    await Promise.resolve();
    expect(settled).toEqual([['{"units":null,"debt":null,"most":[9007199254740991,0.1]}', true]]);
  });

  it('json() of what breaks off, or is none, ends as without us', async () => {
    const broken = respond(true);
    const none = respond(false, '{');
    const settled = [observe(broken.response, true).settled, observe(none.response, true).settled];
    const reading = broken.response.json();
    broken.controller.error(new RangeError('of the network'));
    await expect(reading).rejects.toThrow('of the network');
    await expect(none.response.json()).rejects.toThrow(SyntaxError);
    expect(settled).toEqual([[[null, false]], [[null, false]]]);
  });

  it('json() gives the value', async () => {
    const { response } = respond(false, '{"usage":{"total_tokens":20}}');
    const { settled } = observe(response);
    expect(await response.json()).toEqual({ usage: { total_tokens: 20 } });
    await Promise.resolve();
    expect(settled).toEqual([['{"usage":{"total_tokens":20}}', true]]);
  });
});

describe('an answer that is broken off is a cut, and the source hears of it', () => {
  it.each<[string, (response: Response) => Promise<unknown>]>([
    ['reader.cancel()', (response) => bodyOf(response).getReader().cancel('enough')],
    ['body.cancel()', (response) => bodyOf(response).cancel('enough')],
    [
      'both ends of tee()',
      (response) =>
        Promise.all(
          bodyOf(response)
            .tee()
            .map((end) => end.cancel('enough')),
        ),
    ],
    [
      'a pipe whose other end is cancelled',
      async (response) => {
        const reader = bodyOf(response).pipeThrough(new TextDecoderStream()).getReader();
        await reader.read();
        await reader.cancel('enough');
      },
    ],
    [
      'a pipe that is aborted',
      (response) =>
        bodyOf(response)
          .pipeTo(new WritableStream(), { signal: AbortSignal.timeout(10) })
          .catch(() => {}),
    ],
  ])('%s', async (_name, leave) => {
    const { response, cancelled } = respond(true);
    const { settled } = observe(response);
    await leave(response);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(cancelled).toHaveLength(1);
    expect(settled.map(([, isWhole]) => isWhole)).toEqual([false]);
  });

  it('by an error: the page gets it, and the cut tells what was seen before', async () => {
    const { response, controller } = respond(true);
    const { settled } = observe(response);
    const reader = bodyOf(response).getReader();
    await reader.read();
    controller.error(new RangeError('of the network'));
    await expect(reader.read()).rejects.toThrow('of the network');
    expect(settled).toEqual([[TEXT.slice(0, 7), false]]);
  });
});

describe('what is no end is taken for none', () => {
  it('a lock that is given back while reading', async () => {
    const { response } = respond(true);
    const { settled } = observe(response);
    const reader = bodyOf(response).getReader();
    const reads = Array.from({ length: 9 }, () => reader.read().catch((error: Error) => error.name));
    await reads[0];
    reader.releaseLock();
    expect(await reads[8]).toBe('TypeError');
    expect(settled).toEqual([]);
  });

  it('reading a second time, or what is locked', async () => {
    const { response } = respond();
    const { settled } = observe(response);
    const first = response.text();
    await expect(response.text()).rejects.toThrow(TypeError);
    await first;
    await Promise.resolve();
    expect(settled).toEqual([[TEXT, true]]);
  });
});

describe('a response that is not observed', () => {
  it('is read by the platform, also where it refuses', async () => {
    const { response } = respond();
    const native = Object.getOwnPropertyDescriptor(Response.prototype, 'text')?.value;
    expect(await native.call(response)).toBe(TEXT);
    await expect(native.call(response)).rejects.toThrow(TypeError);
    await expect(native.call({})).rejects.toThrow(TypeError);
  });

  it('is not locked, read or kept', async () => {
    const { response } = respond();
    expect([response.bodyUsed, response.body?.locked]).toEqual([false, false]);
    expect(await response.text()).toBe(TEXT);
  });
});
