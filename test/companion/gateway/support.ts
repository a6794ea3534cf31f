import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type RequestOptions,
  type Server,
} from 'node:http';
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net';
import type { AccessPort } from '../../../companion/gateway/access-port.ts';
import type { CallEnd, GatewayCall, ReviewAnswer, ReviewPort } from '../../../companion/gateway/review-port.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from '../../../companion/gateway/start-gateway.ts';

/** A server in a provider's place. */
export interface StandIn {
  readonly origin: string;
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/** Answers like a provider, however the test says. */
export async function standIn(answer: RequestListener): Promise<StandIn> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A provider that speaks no HTTP of Node's: bytes as the test writes them. */
export async function rawStandIn(
  talk: (socket: Socket) => void,
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port that lets pass what the test lets pass, and remembers what it was told. */
export interface RecordingPort extends ReviewPort {
  readonly reviewed: GatewayCall[];
  readonly ends: CallEnd[];
  /** Resolves with the end number `count` (from 1 on). */
  readonly ended: (count: number) => Promise<CallEnd>;
}

export function recordingPort(
  decide: (call: GatewayCall) => ReviewAnswer | Promise<ReviewAnswer> = () => ({ kind: 'send' }),
  more: Pick<ReviewPort, 'explain' | 'sending'> = {},
): RecordingPort {
  const reviewed: GatewayCall[] = [];
  const ends: CallEnd[] = [];
  const waiting: (() => void)[] = [];
  return {
    ...more,
    reviewed,
    ends,
    async review(call) {
      reviewed.push(call);
      return decide(call);
    },
    async settle(end) {
      ends.push(end);
      for (const wake of waiting.splice(0)) wake();
    },
    async ended(count) {
      while (ends.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return ends[count - 1] as CallEnd;
    },
  };
}

export const NO_ACCESS: AccessPort = { findTool: () => null, findAccount: () => null };

/** A gateway on any free port. */
export function openGateway(
  options: Partial<GatewayOptions> & Pick<GatewayOptions, 'review'>,
): Promise<RunningGateway> {
  return startGateway({ port: 0, access: NO_ACCESS, ...options });
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Writes bytes to a port and returns what comes back until the other side ends, or `ms` are over. */
export function speak(port: number, text: string | Buffer, ms = 5000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard);
    };
    const timer = setTimeout(done, ms);
    socket.setEncoding('latin1');
    socket.on('data', (piece) => {
      heard += piece;
    });
    socket.once('close', done).once('error', done);
    socket.write(text);
  });
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); ) {
    if (Date.now() > end) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** An answer as Node has it. */
export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly trailers: IncomingMessage['trailers'];
  readonly body: Buffer;
}

export function rawPost(
  port: number,
  body: string,
  headers: Record<string, string>,
  path = '/openai/v1/chat/completions',
): Promise<RawAnswer> {
  return rawAsk({ host: '127.0.0.1', port, path, method: 'POST', headers }, body);
}

export function rawGet(port: number, path: string): Promise<RawAnswer> {
  return rawAsk({ host: '127.0.0.1', port, path }, '');
}

function rawAsk(options: RequestOptions, body: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(options, async (response) => {
      const read = await bodyOf(response);
      resolve({ status: response.statusCode, headers: response.headers, trailers: response.trailers, body: read });
    });
    request.on('error', reject).end(body);
  });
}

/** A gateway in front of a stand-in for OpenAI; what is open is put into `open`, to be closed in turn. */
export async function startPair<T extends ReviewPort>(
  open: Closed[],
  answer: RequestListener,
  port: T,
  more: Partial<GatewayOptions> = {},
): Promise<{ readonly upstream: StandIn; readonly gateway: RunningGateway; readonly port: T }> {
  const upstream = await standIn(answer);
  const gateway = await openGateway({ review: port, standIns: { openai: upstream.origin }, ...more });
  open.push(upstream, { close: () => gateway.stop() });
  return { upstream, gateway, port };
}

/** What is closed after a test, last opened first. */
export interface Closed {
  close(): Promise<void>;
}

export async function closeAll(open: Closed[]): Promise<void> {
  for (const one of open.splice(0).reverse()) await one.close();
}

export const CHAT = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] };
export const ANSWER = {
  id: 'c1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
};

/** A chat completion through the gateway, with a key of the client's own. */
export function post(
  gateway: RunningGateway,
  body: string | Buffer,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${gateway.origin}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-own', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
    ...(signal && { signal }),
  });
}
