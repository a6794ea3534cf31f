import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { unreviewedProblem } from '../../../companion/gateway/own-problems.ts';
import { type Closed, closeAll, post, rawPost, recordingPort, speak, startPair, until } from './support.ts';

const open: Closed[] = [];
afterEach(() => closeAll(open));

const MB = 1024 * 1024;
const line = (path = '/openai/v1/chat/completions', method = 'POST'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;

describe('requests that two servers could read in two ways', () => {
  it.each([
    [
      'a length and chunks',
      `${line()}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
    ],
    ['two lengths', `${line()}Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}`],
    ['lengths in a list', `${line()}Content-Length: 2, 30\r\n\r\n{}`],
    ['a signed length', `${line()}Content-Length: +2\r\n\r\n{}`],
    ['a folded header', `${line()}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ['a space before the colon', `${line()}Content-Length : 2\r\n\r\n{}`],
    ['an unknown transfer coding', `${line()}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a hidden transfer coding', `${line()}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
    ['a bare line feed', `${line()}X-A: b\nContent-Length: 2\r\n\r\n{}`],
    ['a null in a header', `${line()}X-A: b\0c\r\nContent-Length: 2\r\n\r\n{}`],
    ['a chunk of no size', `${line()}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n`],
    ['no host', 'POST /openai/v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}'],
    ['two hosts', `${line()}Host: evil.example\r\nContent-Length: 2\r\n\r\n{}`],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('%s: refused, and nothing goes on', async (_, text) => {
    const arrived: string[] = [];
    const { gateway, port } = await startPair(
      open,
      (request, response) => {
        arrived.push(request.url ?? '');
        response.end('{}');
      },
      recordingPort(),
    );
    const heard = await speak(gateway.port, Buffer.from(text, 'latin1'), 1000);
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    expect(arrived).toEqual([]);
    expect(port.ends.filter(({ how }) => how === 'answer')).toEqual([]);
  });

  it.each([
    '/openai/v1/../admin',
    '/openai/v1/%2e%2e/admin',
    '/openai/v1/..%2fadmin',
    '/openai/./v1/chat/completions',
    '/openai/v1/..;/x',
    '/openai/v1/%2E%2E%5Cx',
  ])('a path that climbs (%s)', async (path) => {
    const { gateway, port } = await startPair(open, (_, response) => response.end('{}'), recordingPort());
    expect(await speak(gateway.port, `${line(path)}Connection: close\r\nContent-Length: 2\r\n\r\n{}`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(port.reviewed).toEqual([]);
  });

  it.each(['//v1//chat/completions', '/v1/%63hat/completions', '/v1/chat/completions/', '/v1/chat/completions?x=1'])(
    'a priced route in another spelling (%s) is priced',
    async (path) => {
      const { gateway, port } = await startPair(open, (_, response) => response.end('{}'), recordingPort());
      await rawPost(gateway.port, '{}', {}, `/openai${path}`);
      expect(port.reviewed[0]).toMatchObject({ kind: 'call', wire: 'openai-chat' });
    },
  );

  it('an address for a proxy is no address here', async () => {
    const { gateway } = await startPair(open, (_, response) => response.end('{}'), recordingPort());
    const heard = await speak(
      gateway.port,
      'GET http://api.openai.com/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
    );
    expect(heard).toMatch(/^HTTP\/1\.1 404 /);
    expect(
      await speak(gateway.port, 'CONNECT api.openai.com:443 HTTP/1.1\r\nHost: api.openai.com\r\n\r\n', 1000),
    ).not.toMatch(/ 200 /);
  });
});

describe('large requests', () => {
  it('a body of 100 MB flows on unreviewed, with bounded memory, where whoever reviews lets it', async () => {
    let arrived = 0;
    const { gateway, port } = await startPair(
      open,
      async (request, response) => {
        for await (const chunk of request) arrived += (chunk as Buffer).byteLength;
        response.end('{}');
      },
      recordingPort(),
    );
    const before = process.memoryUsage().rss;
    let most = 0;
    const piece = new Uint8Array(MB);
    let pieces = 0;
    const body = Readable.toWeb(
      new Readable({
        read() {
          most = Math.max(most, process.memoryUsage().rss - before);
          pieces += 1;
          this.push(pieces > 100 ? null : piece);
        },
      }),
    );
    const response = await fetch(`${gateway.origin}/openai/v1/chat/completions`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(200);
    expect(arrived).toBe(100 * MB);
    expect(port.reviewed[0]?.body).toEqual({ kind: 'unreviewed', why: 'too-large', bytes: null });
    // 16 MB are kept until they are found to be too many; client and provider are in this process too.
    expect(most).toBeLessThan(250 * MB);
  }, 30_000);

  it('under a hard limit it is refused before it is sent', async () => {
    const port = recordingPort(({ body }) =>
      body.kind === 'unreviewed' ? { kind: 'refuse', problem: unreviewedProblem(body) } : { kind: 'send' },
    );
    const { gateway } = await startPair(open, (_, response) => response.end('{}'), port, {
      bounds: { reviewedBytesMax: MB },
    });
    const head = `${line()}Content-Length: ${100 * MB}\r\n\r\n`;
    const heard = await speak(gateway.port, head, 3000);
    expect(heard).toMatch(/^HTTP\/1\.1 402 /);
    expect(heard).toContain('tollkeeper-refusal: unreviewed-body');
    expect(heard).toMatch(/connection: close/i);
    expect(port.ends[0]?.how).toBe('unsent');
  });

  it('bodies under review share a bound, and give their room back', async () => {
    const port = recordingPort();
    const { gateway } = await startPair(
      open,
      async (request, response) => {
        for await (const _ of request);
        response.end('{}');
      },
      port,
      { bounds: { reviewedBytesTotalMax: 3 * MB, reviewedBytesMax: 2 * MB } },
    );
    const body = JSON.stringify({ model: 'x', text: 'a'.repeat(MB + 1000) });
    for (let round = 0; round < 6; round += 1) await (await post(gateway, body)).text();
    expect(port.reviewed.map(({ body: { kind } }) => kind)).toEqual(Array(6).fill('text'));
    await Promise.all(Array.from({ length: 12 }, async () => (await post(gateway, body)).text()));
    await (await post(gateway, body)).text();
    expect(port.reviewed.at(-1)?.body.kind).toBe('text');
  });

  it('a bomb of a request is not unpacked beyond the bound', async () => {
    const { gateway, port } = await startPair(
      open,
      async (request, response) => {
        for await (const _ of request);
        response.end('{}');
      },
      recordingPort(),
    );
    const bomb = gzipSync(Buffer.alloc(200 * MB));
    const before = process.memoryUsage().rss;
    await (await post(gateway, bomb, { 'content-encoding': 'gzip' })).text();
    expect(port.reviewed[0]?.body).toMatchObject({ kind: 'unreviewed', why: 'encoded' });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB);
  }, 30_000);

  it('a bomb of headers is refused', async () => {
    const { gateway } = await startPair(open, (_, response) => response.end('{}'), recordingPort());
    const heard = await speak(gateway.port, `${line()}X-A: ${'a'.repeat(200_000)}\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 431 /);
    expect(heard).toContain('tollkeeper-refusal: headers-too-large');
    const many = Array.from({ length: 20_000 }, (_, index) => `X-${index}: 1\r\n`).join('');
    expect(await speak(gateway.port, `${line()}${many}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('what is no UTF-8 is passed as it is, and said to be no text', async () => {
    let arrived: Buffer = Buffer.alloc(0);
    const { gateway, port } = await startPair(
      open,
      async (request, response) => {
        for await (const chunk of request) arrived = Buffer.concat([arrived, chunk as Buffer]);
        response.end('{}');
      },
      recordingPort(),
    );
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    await (await post(gateway, body)).text();
    expect(arrived.equals(body)).toBe(true);
    expect(port.reviewed[0]?.body).toMatchObject({ kind: 'unreviewed', why: 'not-text' });
  });
});

describe('slow and half-open clients', () => {
  it('who sends headers letter by letter is sent away', async () => {
    const { gateway } = await startPair(open, (_, response) => response.end('{}'), recordingPort(), {
      bounds: { headersMsMax: 300 },
    });
    const socket = connect(gateway.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (piece) => {
      heard += piece;
    });
    socket.on('error', () => undefined);
    socket.write('GET /openai/v1/models HTTP/1.1\r\n');
    const timer = setInterval(() => socket.write('X'), 50);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(timer);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['that is reviewed', '/openai/v1/chat/completions'],
    ['that flows on', '/openai/v1/files'],
  ])('a body %s and stops coming is given up', async (_, path) => {
    const { gateway, port } = await startPair(
      open,
      async (request, response) => {
        try {
          for await (const _chunk of request);
          response.end('{}');
        } catch {
          response.destroy();
        }
      },
      recordingPort(),
      { bounds: { bodyIdleMsMax: 200 } },
    );
    const heard = await speak(gateway.port, `${line(path)}Content-Length: 100\r\n\r\n{"a`, 3000);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(heard).toContain('tollkeeper-refusal: body-too-slow');
    expect(port.ends.filter(({ how }) => how === 'answer')).toEqual([]);
  });

  it('who leaves in the middle of a body leaves nothing behind', async () => {
    const { gateway, port } = await startPair(open, (_, response) => response.end('{}'), recordingPort());
    for (let index = 0; index < 20; index += 1) {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`${line()}Content-Length: 100000\r\n\r\n{"a`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.destroy();
    }
    await (await post(gateway, '{}')).text();
    expect(port.reviewed).toHaveLength(1);
  });

  it('who closes its half while it waits is a client that left', async () => {
    let closed = false;
    const { gateway, port } = await startPair(
      open,
      (_, response) => {
        response.once('close', () => {
          closed = true;
        });
      },
      recordingPort(),
    );
    const socket = connect(gateway.port, '127.0.0.1');
    socket.end(`${line()}Content-Length: 2\r\n\r\n{}`);
    expect(await port.ended(1)).toMatchObject({ how: 'cut-by-client', status: null });
    await until(() => closed);
    socket.destroy();
  });
});
