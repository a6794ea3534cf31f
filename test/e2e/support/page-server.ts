import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pollUntil } from './bounded.ts';

/** A page's HTML, or a handler of one's own. */
export type Route = string | ((request: IncomingMessage, response: ServerResponse) => void);

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Bytes read so far; the whole body once `isComplete`. */
  readonly body: Buffer;
  readonly isComplete: boolean;
  /** True once the client has closed the connection before the answer was finished. */
  readonly wasCutByClient: boolean;
  /** True once the whole answer has been handed to the system. */
  readonly wasAnswered: boolean;
}

/** A local server of test pages. */
export interface PageServer {
  readonly port: number;
  /** `http://a.localhost:PORT/path`; any name works in place of `a`: each is a site of its own. */
  url(name: string, path?: string): string;
  /** Every request so far in order of arrival, favicons left out; the objects go on changing. */
  requests(path?: string): readonly RecordedRequest[];
  /** Resolves to the first request to `path` that fulfils the condition; rejects after 5 s. */
  waitForRequest(path: string, condition?: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  clearRequests(): void;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 5000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function record(request: IncomingMessage, response: ServerResponse): RecordedRequest {
  const recorded: Mutable<RecordedRequest> = {
    method: request.method ?? '',
    path: request.url ?? '',
    host: request.headers.host ?? '',
    headers: request.headers,
    body: Buffer.alloc(0),
    isComplete: false,
    wasCutByClient: false,
    wasAnswered: false,
  };
  request.on('data', (chunk: Buffer) => {
    recorded.body = Buffer.concat([recorded.body, chunk]);
  });
  request.on('end', () => {
    recorded.isComplete = true;
  });
  response.on('finish', () => {
    recorded.wasAnswered = true;
  });
  response.on('close', () => {
    recorded.wasCutByClient = !response.writableFinished;
  });
  return recorded;
}

function answer(route: Route | undefined, request: IncomingMessage, response: ServerResponse, csp?: string): void {
  if (csp) response.setHeader('content-security-policy', csp);
  if (typeof route === 'function') return route(request, response);
  response.statusCode = route === undefined ? 404 : 200;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(route ?? 'no such page');
}

/** What all pages of a server share. */
export interface PageServerOptions {
  /** One Content-Security-Policy. */
  readonly csp?: string;
  /** First and last port tried, e.g. those of a provider's surfaces; any free port without it. */
  readonly ports?: readonly [number, number];
}

/**
 * Serves `routes` (path without query → page) on a free port of 127.0.0.1. Bodies are read and recorded before and while
 * a handler runs. Rejects when no port is free.
 */
export async function startPageServer(
  routes: Readonly<Record<string, Route>>,
  options: PageServerOptions = {},
): Promise<PageServer> {
  let recorded: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path !== '/favicon.ico') recorded.push(record(request, response));
    answer(routes[path], request, response, options.csp);
  });
  const [first, last] = options.ports ?? [0, 0];
  await listenOnOne(server, first, last);
  const { port } = server.address() as AddressInfo;
  const requests = (path?: string): readonly RecordedRequest[] =>
    path === undefined ? recorded : recorded.filter((request) => request.path.split('?')[0] === path);
  return {
    port,
    url: (name, path = '/') => `http://${name}.localhost:${port}${path}`,
    requests,
    waitForRequest: (path, condition = () => true) =>
      pollUntil(REQUEST_TIMEOUT_MS, `a request to ${path}`, () => requests(path).find(condition)),
    clearRequests() {
      recorded = [];
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listenOnOne(server: Server, port: number, last: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    if (port >= last) throw error;
    await listenOnOne(server, port + 1, last);
  }
}
