import { describe, expect, it } from 'vitest';
import { bodyIn, peekBody, withBody } from '../../lib/page/fetch-request.ts';
import { keyOf } from '../../lib/page/key-of.ts';
import { readBounded, readText } from '../../lib/page/read-bounded.ts';

const ADDRESS = 'https://api.example.com/v1/chat';

/** A body that comes piece by piece, and stays open after the last if asked. */
function streamOf(pieces: readonly string[], isOpen: boolean, onCancel = () => {}): ReadableStream<Uint8Array> {
  let index = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[index++];
      if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
      else if (!isOpen) controller.close();
      else return new Promise(() => {});
      return undefined;
    },
    cancel: onCancel,
  });
}

describe('a bounded reading', () => {
  it('takes a whole body, its byte order mark included', async () => {
    expect(await readBounded(new Response('\ufeffnaïve 🙂'), 100, 1000)).toEqual({
      text: '\ufeffnaïve 🙂',
      end: 'whole',
    });
    expect(await readBounded(new Response(null), 100, 1000)).toEqual({ text: '', end: 'whole' });
  });

  it('stops at the bytes, and lets go of the rest', async () => {
    let isCancelled = false;
    const response = new Response(
      streamOf(['aaaa', 'bbbb', 'cccc'], true, () => {
        isCancelled = true;
      }),
    );
    expect(await readBounded(response, 6, 1000)).toEqual({ text: 'aaaa', end: 'body-too-large' });
    expect(isCancelled).toBe(true);
  });

  it('stops at the time, and lets go of the rest', async () => {
    let isCancelled = false;
    const response = new Response(
      streamOf(['aaaa'], true, () => {
        isCancelled = true;
      }),
    );
    expect(await readBounded(response, 100, 30)).toEqual({ text: 'aaaa', end: 'body-unread' });
    expect(isCancelled).toBe(true);
  });

  it('tells nothing of a body that breaks off, or is used, but that it is unread', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('of the network'));
      },
    });
    expect(await readBounded(new Response(broken), 100, 1000)).toEqual({ text: '', end: 'body-unread' });
    const used = new Response('x');
    await used.text();
    expect((await readBounded(used, 100, 1000)).end).toBe('body-unread');
  });
});

describe('the text of a request', () => {
  it.each<[string, () => Promise<string>, unknown]>([
    ['is what its reader gives', async () => 'x', { text: 'x' }],
    ['is unread when it takes too long', () => new Promise(() => {}), { text: null, why: 'body-unread' }],
    ['or when it cannot be read', () => Promise.reject(new Error('used')), { text: null, why: 'body-unread' }],
    [
      'is too large above the bound',
      async () => 'x'.repeat(8 * 1024 * 1024 + 1),
      { text: null, why: 'body-too-large' },
    ],
  ])('%s', async (_name, read, expected) => {
    expect(await readText(read(), 20)).toEqual(expected);
  });
});

describe('a body that lies open', () => {
  it.each<[string, unknown, unknown]>([
    ['a string is its text', 'x', { text: 'x' }],
    ['nothing takes reading', undefined, null],
    ['bytes take reading', new Uint8Array(3), null],
    ['a stream is not read', new Blob(['x']).stream(), { text: null, why: 'body-unread' }],
    ['a long string is too large', 'x'.repeat(8 * 1024 * 1024 + 1), { text: null, why: 'body-too-large' }],
    ['long bytes are too large', new ArrayBuffer(8 * 1024 * 1024 + 1), { text: null, why: 'body-too-large' }],
    [
      'a long blob is too large',
      new Blob([new Uint8Array(8 * 1024 * 1024 + 1)]),
      { text: null, why: 'body-too-large' },
    ],
  ])('%s', (_name, body, expected) => {
    expect(peekBody(body)).toEqual(expected);
  });

  it('is not asked for twice where the page has a getter', () => {
    let asked = 0;
    const init = {
      get body() {
        asked++;
        return 'x';
      },
    };
    expect([bodyIn(init), bodyIn(undefined), bodyIn(5), asked]).toEqual([undefined, undefined, undefined, 0]);
  });
});

describe('a request with another body', () => {
  it('keeps everything else, also when the first was used', async () => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-lab' };
    const first = new Request(ADDRESS, {
      method: 'POST',
      body: 'one',
      headers,
      credentials: 'include',
      redirect: 'error',
    });
    await first.text();
    const second = withBody(first, 'two');
    expect(await second.clone().text()).toBe('two');
    expect([second.url, second.method, second.redirect, second.credentials]).toEqual([
      ADDRESS,
      'POST',
      'error',
      'include',
    ]);
    expect(Object.fromEntries(second.headers)).toEqual(headers);
  });

  it('can be cut off from the page’s signal', () => {
    const control = new AbortController();
    const first = new Request(ADDRESS, { method: 'POST', body: 'one', signal: control.signal });
    const [tied, free] = [withBody(first, 'two'), withBody(first, 'two', { signal: null })];
    control.abort();
    expect([tied.signal.aborted, free.signal.aborted]).toEqual([true, false]);
  });
});

describe('the key of a request', () => {
  it.each<[string, Readonly<Record<string, string>>, string | null]>([
    ['is the bearer token', { authorization: 'Bearer sk-1' }, 'sk-1'],
    ['in any spelling', { authorization: '  bearer   sk-1 ' }, 'sk-1'],
    ['or x-api-key', { 'x-api-key': 'sk-2' }, 'sk-2'],
    ['or api-key', { 'api-key': 'sk-3' }, 'sk-3'],
    ['or what others call it', { 'x-goog-api-key': 'AIza1' }, 'AIza1'],
    ['or yet others', { 'xi-api-key': 'el-1' }, 'el-1'],
    ['by the scheme of Deepgram and Replicate', { authorization: 'Token dg-1' }, 'dg-1'],
    ['of fal', { authorization: 'Key fal-1' }, 'fal-1'],
    ['of DeepL', { authorization: 'DeepL-Auth-Key dl-1:fx' }, 'dl-1:fx'],
    ['but no other credentials', { authorization: 'Basic dTpw' }, null],
    ['nor an empty one', { 'x-api-key': '' }, null],
    ['nor one too long to be one', { 'x-api-key': 'x'.repeat(513) }, null],
    ['nor where there is none', {}, null],
  ])('%s', (_name, headers, expected) => {
    expect(keyOf((name) => headers[name] ?? null)).toBe(expected);
  });
});
