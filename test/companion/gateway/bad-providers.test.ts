import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Closed,
  closeAll,
  openGateway,
  post,
  rawPost,
  rawStandIn,
  recordingPort,
  speak,
  startPair,
  until,
} from './support.ts';

const open: Closed[] = [];
afterEach(() => closeAll(open));

const MB = 1024 * 1024;
const line = (path = '/openai/v1/chat/completions', method = 'POST'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;

describe('providers that misbehave', () => {
  async function inFront(talk: Parameters<typeof rawStandIn>[0], bounds = {}) {
    const upstream = await rawStandIn(talk);
    const port = recordingPort();
    const gateway = await openGateway({ review: port, standIns: { openai: upstream.origin }, bounds });
    open.push(upstream, { close: () => gateway.stop() });
    return { gateway, port };
  }

  it('one that never answers: a 504 that says so', async () => {
    const { gateway, port } = await inFront(() => undefined, { answerMsMax: 1000 });
    const response = await post(gateway, '{}');
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code: 'tollkeeper_provider_silent' } });
    expect(await port.ended(1)).toMatchObject({ how: 'failed', status: null });
  }, 15_000);

  it('one that stops in the middle of a stream: the client sees the cut', async () => {
    const { gateway, port } = await inFront(
      (socket) =>
        socket.once('data', () =>
          socket.write(
            'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n',
          ),
        ),
      { answerIdleMsMax: 1000 },
    );
    await expect(post(gateway, '{}').then((response) => response.text())).rejects.toThrow();
    expect(await port.ended(1)).toMatchObject({ how: 'cut-by-provider', status: 200 });
  }, 15_000);

  it.each([
    ['says more than it sends', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":1}'],
    ['cuts a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"a":1}'],
  ])('one that %s: what came is passed, then the cut', async (_, text) => {
    const { gateway, port } = await inFront((socket) => socket.once('data', () => socket.end(text)));
    const heard = await speak(gateway.port, `${line()}Content-Length: 2\r\n\r\n{}`, 3000);
    expect(heard).toContain('{"a":1}');
    expect(heard.endsWith('0\r\n\r\n')).toBe(false);
    expect(await port.ended(1)).toMatchObject({ how: 'cut-by-provider' });
  });

  it('one that says less than it sends: no second answer is smuggled in', async () => {
    const extra = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged';
    const { gateway } = await inFront((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}${extra}`)),
    );
    const heard = await speak(gateway.port, `${line()}Content-Length: 2\r\n\r\n{}`, 500);
    expect(heard).not.toContain('forged');
    expect(await (await post(gateway, '{}')).text()).not.toContain('forged');
  });

  it.each([
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 7\r\n\r\n{}'],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n'],
    ['an end before the head', ''],
    ['a bomb of headers', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(300_000)}\r\n\r\n`],
  ])('one that answers with %s: a 502 that says so', async (_, text) => {
    const { gateway, port } = await inFront((socket) => socket.once('data', () => socket.end(text)));
    const response = await post(gateway, '{}');
    expect(response.status).toBe(502);
    expect(response.headers.get('tollkeeper-refusal')).toBe('provider-cut');
    expect(await port.ended(1)).toMatchObject({ how: 'failed', status: null });
  });

  it('one that nobody can reach: nothing was sent, and that is said', async () => {
    const upstream = await rawStandIn(() => undefined);
    await upstream.close();
    const port = recordingPort();
    const gateway = await openGateway({ review: port, standIns: { openai: upstream.origin } });
    open.push({ close: () => gateway.stop() });
    const response = await post(gateway, '{}');
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('charged: no') } });
    expect(await port.ended(1)).toMatchObject({ how: 'unsent' });
  });

  it('one that answers before the request has ended: its answer arrives', async () => {
    const { gateway } = await inFront((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno'),
      );
    });
    const socket = connect(gateway.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (piece) => {
      heard += piece;
    });
    socket.on('error', () => undefined);
    socket.write(`${line('/openai/v1/files')}Content-Length: ${50 * MB}\r\n\r\n${'a'.repeat(MB)}`);
    await until(() => heard.includes('413') && heard.endsWith('no'));
    socket.destroy();
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)(
    'a bomb of an answer (%s) passes as it is, and is metered up to the bound',
    async (coding, compress) => {
      const bomb = compress(
        Buffer.concat([Buffer.from('{"choices":[],"x":"'), Buffer.alloc(300 * MB, 97), Buffer.from('"}')]),
      );
      const { gateway, port } = await startPair(
        open,
        (_, response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding }).end(bomb);
        },
        recordingPort(),
      );
      const beforeRss = process.memoryUsage().rss;
      const { body } = await rawPost(gateway.port, '{}', {});
      expect(body.equals(bomb)).toBe(true);
      const end = await port.ended(1);
      expect(end.reading?.usage ?? null).toBeNull();
      expect(process.memoryUsage().rss - beforeRss).toBeLessThan(400 * MB);
    },
    60_000,
  );

  it('an answer that says it is compressed and is not passes as it is', async () => {
    const { gateway, port } = await startPair(
      open,
      (_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end('{"no":"gzip"}');
      },
      recordingPort(),
    );
    expect((await rawPost(gateway.port, '{}', {})).body.toString()).toBe('{"no":"gzip"}');
    expect((await port.ended(1)).how).toBe('answer');
  });
});
