import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ANSWER,
  bodyOf,
  CHAT,
  type Closed,
  closeAll,
  post,
  rawGet,
  rawPost,
  recordingPort,
  startPair,
} from './support.ts';

const open: Closed[] = [];
afterEach(() => closeAll(open));
const start = (answer: RequestListener, port = recordingPort()) => startPair(open, answer, port);

describe('a call through the gateway', () => {
  it('arrives as it was written, and its answer comes back as it was written', async () => {
    const odd = '{"model" : "gpt-4o",\n\t"n":1.0e0, "messages":[{"role":"user","content":"\\u00e9 ü 🎈"}] }';
    const seen: { body: string; headers: IncomingMessage['headers']; url: string | undefined }[] = [];
    const back = '{ "id":"c1", "usage" : {"prompt_tokens":9,"completion_tokens":3}, "choices":[]}\n';
    const { gateway, port } = await start(async (request, response) => {
      seen.push({ body: (await bodyOf(request)).toString(), headers: request.headers, url: request.url });
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'r1', 'x-odd': 'a, b' }).end(back);
    });
    const response = await fetch(`${gateway.origin}/openai/v1/chat/completions?x=%2F&y=a+b`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-own', 'tollkeeper-label': 'night' },
      body: odd,
    });
    expect(await response.text()).toBe(back);
    expect(seen[0]).toMatchObject({ body: odd, url: '/v1/chat/completions?x=%2F&y=a+b' });
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer sk-own' });
    expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => name.startsWith('tollkeeper'))).toEqual([]);
    expect(response.headers.get('x-odd')).toBe('a, b');
    expect(response.headers.get('server-timing')).toMatch(/^tollkeeper;dur=\d+\.\d+$/);
    expect(response.headers.get('tollkeeper-changed')).toBeNull();
    const end = await port.ended(1);
    expect(response.headers.get('tollkeeper-call-id')).toBe(end.call.callId);
    expect(end).toMatchObject({ how: 'answer', status: 200, call: { tool: 'unnamed', label: 'night', key: 'sk-own' } });
    expect(end.reading?.usage).toMatchObject({ 'input-tokens': 9, 'output-tokens': 3 });
    expect(port.reviewed[0]?.body).toEqual({ kind: 'text', text: odd, bytes: Buffer.byteLength(odd) });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('%s: the answer passes compressed, and is metered all the same', async (coding, compress) => {
    const packed = compress(JSON.stringify(ANSWER));
    const { gateway, port } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding }).end(packed);
    });
    const raw = await rawPost(gateway.port, JSON.stringify(CHAT), { 'accept-encoding': coding });
    expect(raw.body.equals(packed)).toBe(true);
    expect((await port.ended(1)).reading?.usage).toMatchObject({ 'input-tokens': 9, 'output-tokens': 3 });
  });

  it('a compressed request is reviewed as what it says, and goes on compressed', async () => {
    let arrived: Buffer = Buffer.alloc(0);
    const { gateway, port } = await start(async (request, response) => {
      arrived = await bodyOf(request);
      response.end('{}');
    });
    const packed = gzipSync(JSON.stringify(CHAT));
    await (await post(gateway, packed, { 'content-encoding': 'gzip' })).text();
    expect(arrived.equals(packed)).toBe(true);
    expect(port.reviewed[0]?.body).toMatchObject({ kind: 'text', text: JSON.stringify(CHAT) });
  });

  it('a stream comes piece by piece, as soon as each piece is there', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { gateway, port } = await start(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      await gates[0]?.promise;
      response.write('data: {"choices":[{"delta":{"content":"a"}}]}\n\n');
      await gates[1]?.promise;
      response.end('data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}\n\ndata: [DONE]\n\n');
    });
    const response = await post(gateway, JSON.stringify({ ...CHAT, stream: true }));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    gates[0]?.resolve();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toContain('"a"');
    gates[1]?.resolve();
    let rest = '';
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) rest += Buffer.from(piece.value);
    expect(rest).toContain('"usage"');
    expect((await port.ended(1)).reading).toMatchObject({ isComplete: true, usage: { 'output-tokens': 1 } });
  });

  it('usage that was asked for by us is metered, and taken out of the stream again', async () => {
    let asked = '';
    const port = recordingPort(() => ({ kind: 'send', asksUsage: true }));
    const { gateway } = await start(async (request, response) => {
      asked = (await bodyOf(request)).toString();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"a"}}],"usage":null}\n\n');
      response.end('data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":1}}\n\ndata: [DONE]\n\n');
    }, port);
    const body = JSON.stringify({ ...CHAT, stream: true });
    const response = await post(gateway, body);
    expect(await response.text()).toBe(
      'data: {"choices":[{"delta":{"content":"a"}}],"usage":null}\n\ndata: [DONE]\n\n',
    );
    expect(JSON.parse(asked)).toEqual({ ...JSON.parse(body), stream_options: { include_usage: true } });
    expect(response.headers.get('tollkeeper-changed')).toBe('stream_options.include_usage');
    expect((await port.ended(1)).reading?.usage).toMatchObject({ 'input-tokens': 7, 'output-tokens': 1 });
  });

  it('a signed request is never changed', async () => {
    let arrived = '';
    const port = recordingPort(() => ({
      kind: 'send',
      asksUsage: true,
      changed: { bodyText: '{}', names: ['model'] },
    }));
    const { gateway } = await start(async (request, response) => {
      arrived = (await bodyOf(request)).toString();
      response.end('{}');
    }, port);
    const body = JSON.stringify({ ...CHAT, stream: true });
    const response = await post(gateway, body, { authorization: 'AWS4-HMAC-SHA256 Credential=x' });
    await response.text();
    expect(arrived).toBe(body);
    expect(response.headers.get('tollkeeper-changed')).toBeNull();
    expect(port.reviewed[0]?.isSigned).toBe(true);
  });

  it('what a policy changed is named', async () => {
    let arrived = '';
    const changed = { bodyText: JSON.stringify({ ...CHAT, model: 'gpt-4o-mini' }), names: ['model'] };
    const port = recordingPort(() => ({ kind: 'send', changed, headers: { 'tollkeeper-policy': 'cheaper' } }));
    const { gateway } = await start(async (request, response) => {
      arrived = (await bodyOf(request)).toString();
      response.end('{}');
    }, port);
    const response = await post(gateway, JSON.stringify(CHAT));
    await response.text();
    expect(arrived).toBe(changed.bodyText);
    expect(response.headers.get('tollkeeper-changed')).toBe('model');
    expect(response.headers.get('tollkeeper-policy')).toBe('cheaper');
  });

  it('a changed request never goes out under the key of the unchanged one', async () => {
    const keys: (string | undefined)[] = [];
    let bodyText = '{"model":"a"}';
    let isChanged = false;
    const port = recordingPort(() => ({ kind: 'send', ...(isChanged && { changed: { bodyText, names: ['model'] } }) }));
    const { gateway } = await start((request, response) => {
      keys.push(request.headers['idempotency-key'] as string | undefined);
      response.end('{}');
    }, port);
    const ask = async (): Promise<string | null> => {
      const response = await post(gateway, JSON.stringify(CHAT), { 'idempotency-key': 'k1' });
      await response.text();
      return response.headers.get('tollkeeper-changed');
    };
    expect(await ask()).toBeNull();
    isChanged = true;
    expect(await ask()).toBe('model, idempotency-key');
    await ask();
    bodyText = '{"model":"b"}';
    await ask();
    expect(keys[0]).toBe('k1');
    expect(keys[1]).toMatch(/^k1-[0-9a-f]{32}$/);
    expect(keys[2]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  it('what costs nothing passes without a review', async () => {
    const { gateway, port } = await start((request, response) => response.end(`${request.method} ${request.url}`));
    for (const [method, path, told] of [
      ['GET', '/openai/v1/models', 'GET /v1/models'],
      ['POST', '/openai/v1/files', 'POST /v1/files'],
      ['DELETE', '/openai/v1/files/f1', 'DELETE /v1/files/f1'],
    ] as const) {
      const response = await fetch(gateway.origin + path, { method });
      expect(await response.text()).toBe(told);
      expect(response.headers.get('tollkeeper-call-id')).toBeNull();
    }
    expect(port.reviewed).toEqual([]);
    expect(port.ends).toEqual([]);
  });

  it('a route that nobody described is reviewed as what it is: of unknown cost', async () => {
    const { gateway, port } = await start((_, response) => response.end('{}'));
    await (await fetch(`${gateway.origin}/openai/v1/videos`, { method: 'POST', body: '{}' })).text();
    expect(port.reviewed[0]).toMatchObject({ kind: 'unlisted', surface: null, wire: null, path: '/v1/videos' });
  });

  it('what became of earlier work is settled without a review', async () => {
    const { gateway, port } = await start((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"id":"batch_1","object":"batch","status":"completed"}');
    });
    await (await fetch(`${gateway.origin}/openai/v1/batches/batch_1`)).text();
    const end = await port.ended(1);
    expect(end.call).toMatchObject({ kind: 'follow-up', path: '/v1/batches/batch_1' });
    expect(end.reading?.job).toMatchObject({ isOver: true });
    expect(port.reviewed).toEqual([]);
  });

  it.each([
    [204, 'GET'],
    [304, 'GET'],
    [200, 'HEAD'],
  ] as const)('%s %s has no body and needs none', async (status, method) => {
    const { gateway } = await start((_, response) => {
      response.writeHead(status, status === 200 ? { 'content-length': '1234' } : {}).end();
    });
    const response = await fetch(`${gateway.origin}/openai/v1/models`, { method });
    expect(response.status).toBe(status);
    if (method === 'HEAD') expect(response.headers.get('content-length')).toBe('1234');
    expect(await response.text()).toBe('');
  });

  it('headers that stand twice come back twice, and trailers come back', async () => {
    const { gateway } = await start((_, response) => {
      response.writeHead(200, [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['Trailer', 'X-Sum'],
      ]);
      response.write('x');
      response.addTrailers({ 'X-Sum': '1' });
      response.end();
    });
    const { headers, trailers } = await rawGet(gateway.port, '/openai/v1/models');
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(trailers).toEqual({ 'x-sum': '1' });
  });

  it('a redirect is not followed; to the same provider it leads back here', async () => {
    const asked: string[] = [];
    const { gateway, upstream } = await start((request, response) => {
      asked.push(request.url ?? '');
      const to =
        request.url === '/v1/a'
          ? '/v1/b'
          : request.url === '/v1/c'
            ? `${upstream.origin}/v1/d`
            : 'https://elsewhere.example/x';
      response.writeHead(307, { location: to }).end();
    });
    const at = async (path: string): Promise<string | null> =>
      (await fetch(`${gateway.origin}/openai/v1/${path}`, { redirect: 'manual' })).headers.get('location');
    expect(await at('a')).toBe(`${gateway.origin}/openai/v1/b`);
    expect(await at('c')).toBe(`${gateway.origin}/openai/v1/d`);
    expect(await at('e')).toBe('https://elsewhere.example/x');
    expect(asked).toEqual(['/v1/a', '/v1/c', '/v1/e']);
  });

  it('an uploaded body of unknown length flows on in chunks', async () => {
    let arrived = 0;
    let coding: string | undefined;
    const { gateway } = await start(async (request, response) => {
      coding = request.headers['transfer-encoding'];
      for await (const chunk of request) arrived += (chunk as Buffer).byteLength;
      response.end('{}');
    });
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let index = 0; index < 50; index += 1) controller.enqueue(new Uint8Array(10_000));
        controller.close();
      },
    });
    await (
      await fetch(`${gateway.origin}/openai/v1/files`, { method: 'POST', body: pieces, duplex: 'half' } as RequestInit)
    ).text();
    expect(arrived).toBe(500_000);
    expect(coding).toBe('chunked');
  });

  it('who waits for "100 Continue" gets it', async () => {
    const { gateway } = await start(async (request, response) =>
      response.end(String((await bodyOf(request)).byteLength)),
    );
    const answer = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(
        {
          port: gateway.port,
          path: '/openai/v1/chat/completions',
          method: 'POST',
          headers: { expect: '100-continue', 'content-length': '2' },
        },
        (response) => bodyOf(response).then((body) => resolve(body.toString()), reject),
      );
      request.on('continue', () => request.end('{}'));
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(answer).toBe('2');
  });
});
