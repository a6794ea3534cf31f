import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { sendJson } from '../../companion/commands/send-json.ts';

async function listen(server: Server, host = '127.0.0.1'): Promise<string> {
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A server that answers whatever it is sent with these bytes, and may leave. */
const raw = (answer: (socket: Socket) => void): Server =>
  createServer((socket) => void socket.once('data', () => answer(socket)).on('error', () => {}));
const ask = (origin: string, waitMsMax = 5000, body?: string) =>
  sendJson(
    { origin, pid: 1, apiToken: 'tka_x' },
    { method: body === undefined ? 'GET' : 'PUT', path: '/api/v1/x', waitMsMax, ...(body !== undefined && { body }) },
  );

it.each(['127.0.0.1', '::1'])(
  'a question reaches an ordinary server on %s whole, and so does the answer',
  async (host) => {
    const echo: RequestListener = (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      request.on('end', () =>
        response
          .writeHead(201)
          .end(JSON.stringify({ body, method: request.method, token: request.headers.authorization })),
      );
    };
    const origin = await listen(createHttp(echo), host);
    const body = JSON.stringify({ text: `é漢${'x'.repeat(200_000)}` });
    const { status, text } = await ask(origin, 5000, body);
    expect([status, JSON.parse(text)]).toEqual([201, { body, method: 'PUT', token: 'Bearer tka_x' }]);
  },
);

it.each([
  ['a cut answer', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"a":'],
  ['no answer', ''],
  ['something else', 'SSH-2.0-OpenSSH_9.9\r\n'],
])('%s is none', async (_, bytes) => {
  const origin = await listen(raw((socket) => socket.end(bytes)));
  await expect(ask(origin)).rejects.toThrow('an answer that was cut');
});

it('an answer that trickles is waited for no longer than was said', async () => {
  const origin = await listen(
    raw((socket) => {
      const trickling = setInterval(() => socket.write('x'), 20);
      socket.once('close', () => clearInterval(trickling));
    }),
  );
  await expect(ask(origin, 300)).rejects.toThrow('no answer in time');
});

it('nobody there is told as such', async () => {
  await expect(ask('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
