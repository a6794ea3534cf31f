import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Exchange, sendJson } from './exchange.ts';

/** A server that listens on loopback. */
export interface Served {
  /** `http://127.0.0.1:<port>`; it answers under any host name, `*.localhost` included. */
  readonly origin: string;
  readonly port: number;
  /** The same server under another name of loopback, so that one test has several sites: `originAs('relay-a')`. */
  readonly originAs: (name: string) => string;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

/** Answers one request. */
export type Answer = (exchange: Exchange) => void | Promise<void>;

/** Starts a server on 127.0.0.1; without a port, on any free one. */
export async function serve(answer: Answer, port: number | null = null): Promise<Served> {
  const server = createServer((request, response) => void answerOnce(answer, request, response));
  server.listen(port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const taken = (server.address() as AddressInfo).port;
  return {
    origin: `http://127.0.0.1:${taken}`,
    port: taken,
    originAs: (name) => `http://${name}.localhost:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOnce(answer: Answer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const url = URL.parse(request.url ?? '/', 'http://server.invalid') ?? new URL('http://server.invalid/unreadable');
  const exchange: Exchange = { request, response, url, gone: gone.signal };
  try {
    await answer(exchange);
  } catch (error) {
    // A body that breaks off because the client left is no fault of ours.
    if (gone.signal.aborted || !request.complete) return void response.destroy();
    console.error('[test server] a request could not be answered', error);
    if (response.headersSent) response.destroy();
    else sendJson(exchange, 500, { error: { message: 'internal error', type: 'server_error' } });
  }
}
