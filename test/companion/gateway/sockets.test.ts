import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayCall, ReviewAnswer } from '../../../companion/gateway/review-port.ts';
import { type Closed, closeAll, openGateway, recordingPort, speak, standIn, until } from './support.ts';

/* Sockets as Node's own WebSocket client and bare bytes open them, to a server that speaks just enough of the protocol. */

const open: Closed[] = [];
afterEach(() => closeAll(open));

interface Asked {
  readonly url: string;
  readonly protocol: string | undefined;
  readonly authorization: string | undefined;
}

async function start(decide: (call: GatewayCall) => ReviewAnswer = () => ({ kind: 'send' })) {
  const asked: Asked[] = [];
  const sockets: Duplex[] = [];
  const upstream = await standIn((_, response) =>
    response.writeHead(401, { 'x-why': 'no' }).end('{"error":"no socket"}'),
  );
  upstream.server.on('upgrade', (request, socket, head: Buffer) => {
    const { headers, url = '' } = request;
    asked.push({ url, protocol: headers['sec-websocket-protocol'], authorization: headers.authorization });
    if (url.includes('refuse'))
      return void socket.end('HTTP/1.1 403 No\r\nContent-Length: 6\r\nX-Why: no\r\n\r\nno way');
    if (url.includes('silent')) return void socket.destroy();
    const accept = createHash('sha1')
      .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    const [chosen] = (headers['sec-websocket-protocol'] ?? '').split(', ');
    const protocol = chosen ? `Sec-WebSocket-Protocol: ${chosen}\r\n` : '';
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol}\r\n`,
    );
    sockets.push(socket);
    socket.on('error', () => undefined);
    if (!url.includes('stays')) socket.on('end', () => socket.end());
    // Says back what it hears, as bytes: masked frames included.
    if (head.byteLength > 0) socket.write(`early ${head.byteLength};`);
    socket.on('data', (piece: Buffer) => socket.write(unmask(piece)));
  });
  const port = recordingPort(decide);
  const gateway = await openGateway({
    review: port,
    standIns: { openai: upstream.origin },
    bounds: { stopMsMax: 200, halfOpenMsMax: 100 },
  });
  open.push(upstream, { close: () => gateway.stop() });
  return { gateway, port, asked, sockets };
}

/** A short masked text frame as the unmasked one with the same text. */
function unmask(frame: Buffer): Buffer {
  if (frame[0] !== 0x81 || frame.byteLength < 6) return frame;
  const text = frame.subarray(6).map((byte, index) => byte ^ (frame[2 + (index % 4)] ?? 0));
  return Buffer.concat([Buffer.from([0x81, text.byteLength]), text]);
}

describe('sockets', () => {
  it('what one side says the other hears, by Node’s own client', async () => {
    const { gateway, port, asked, sockets } = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/openai/v1/realtime?model=gpt-realtime`, [
      'realtime',
      'openai-insecure-api-key.sk-own',
    ]);
    const heard = new Promise<unknown>((resolve, reject) => {
      socket.addEventListener('open', () => socket.send('hello'));
      socket.addEventListener('message', ({ data }) => resolve(data));
      socket.addEventListener('error', () => reject(new Error('no socket')));
    });
    expect(await heard).toBe('hello');
    expect(socket.protocol).toBe('realtime');
    expect(asked[0]).toMatchObject({
      url: '/v1/realtime?model=gpt-realtime',
      protocol: 'realtime, openai-insecure-api-key.sk-own',
    });
    expect(port.reviewed[0]).toMatchObject({ kind: 'call', wire: 'openai-realtime', path: '/v1/realtime' });
    sockets[0]?.destroy();
    // That it was opened is no call: those are made over it.
    expect(await port.ended(1)).toMatchObject({ how: 'unsent', status: null });
    socket.close();
  });

  it.each([
    [
      'no',
      (): ReviewAnswer => ({ kind: 'refuse', problem: { type: 'budget-exceeded', title: 'Spent', detail: 'No.' } }),
    ],
    [
      'nothing, because it cannot tell',
      (): ReviewAnswer => {
        throw new Error('away');
      },
    ],
  ])('what has begun is left, and settled as far as it came, where its review says %s', async (_, decide) => {
    const { gateway, port } = await start((call) => (call.spoken === 'response' ? decide() : { kind: 'send' }));
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/openai/v1/realtime?model=gpt-realtime`);
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener('close', ({ code }) => resolve(code));
    });
    // The stand-in says back what it hears: this is now the provider's word.
    socket.addEventListener('open', () => socket.send('{"type":"response.created","response":{"id":"r1"}}'));
    expect(await closed).toBe(1008);
    await port.ended(2);
    expect(port.ends.map(({ how, status }) => [how, status])).toEqual([
      ['cut-by-client', 200],
      ['unsent', null],
    ]);
    expect(port.reviewed.map(({ spoken }) => spoken)).toEqual(['opening', 'response']);
  });

  it('a client that leaves ends it at the provider', async () => {
    const { gateway, port, sockets } = await start();
    const client = dial(gateway.port, '/openai/v1/realtime');
    await until(() => sockets.length === 1);
    client.destroy();
    await until(() => sockets[0]?.destroyed === true);
    await port.ended(1);
  });

  it('a half that stays open at the provider is closed after a while', async () => {
    const { gateway, port, sockets } = await start();
    const client = dial(gateway.port, '/openai/v1/realtime?stays');
    await until(() => sockets.length === 1);
    client.end();
    await port.ended(1);
    client.destroy();
    sockets[0]?.destroy();
  });

  it('a provider’s no is passed on as it is', async () => {
    const { gateway, port } = await start();
    const heard = await speak(gateway.port, handshake('/openai/v1/realtime?refuse'));
    expect(heard).toMatch(/^HTTP\/1\.1 403 No\r\n/);
    expect(heard).toContain('X-Why: no');
    expect(heard.endsWith('no way')).toBe(true);
    expect(await port.ended(1)).toMatchObject({ status: 403 });
  });

  it('a provider that hangs up is a 502', async () => {
    const { gateway, port } = await start();
    expect(await speak(gateway.port, handshake('/openai/v1/realtime?silent'))).toMatch(/^HTTP\/1\.1 502 /);
    expect(await port.ended(1)).toMatchObject({ how: 'failed' });
  });

  it('our refusal is a 402 before anything is opened', async () => {
    const { gateway, port, asked } = await start(() => ({
      kind: 'refuse',
      problem: { type: 'budget-exceeded', title: 'The budget is spent', detail: 'No.' },
    }));
    const heard = await speak(gateway.port, handshake('/openai/v1/realtime'));
    expect(heard).toMatch(/^HTTP\/1\.1 402 /);
    expect(heard).toContain('"code":"tollkeeper_budget_exceeded"');
    expect(asked).toEqual([]);
    expect(await port.ended(1)).toMatchObject({ how: 'unsent' });
  });

  it('a page’s socket is refused: browsers ask no permission for sockets', async () => {
    const { gateway, asked } = await start();
    const heard = await speak(gateway.port, handshake('/openai/v1/realtime', 'Origin: https://evil.example\r\n'));
    expect(heard).toMatch(/^HTTP\/1\.1 403 /);
    expect(asked).toEqual([]);
  });

  it('a wish for HTTP/2 is ignored, and the call answered', async () => {
    const { gateway } = await start();
    const heard = await speak(
      gateway.port,
      'GET /openai/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
      1000,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 401 /);
    expect(heard).toContain('no socket');
  });

  it('a stopping gateway ends what will not end by itself', async () => {
    const { gateway, port, sockets } = await start();
    const client = dial(gateway.port, '/openai/v1/realtime');
    await until(() => sockets.length === 1);
    await gateway.stop();
    expect(port.ends).toHaveLength(1);
    client.destroy();
  });
});

function handshake(path: string, more = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
}

function dial(port: number, path: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(handshake(path));
  return socket;
}
