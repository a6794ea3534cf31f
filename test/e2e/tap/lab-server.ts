import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pollUntil } from '../support/bounded.ts';
import { ANSWERS, type Answer } from './lab-answers.ts';

/** One request to the lab's API, as it arrived. */
export interface LabRequest {
  readonly host: string;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Those a page decides about; the rest is the browser's. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyLength: number;
  /** SHA-256 of the body, 16 hex digits. */
  readonly bodyHash: string;
  readonly body: string;
  /** True once the client has closed the connection before the answer was finished. */
  wasCut: boolean;
}

/** A small API and its pages, on a port where the sandbox's surfaces lie. */
export interface LabServer {
  /** `http://NAME.localhost:PORT/path`. */
  readonly url: (name: string, path: string) => string;
  readonly port: number;
  /** Requests to the API whose path contains the text, in order of arrival. */
  readonly requests: (text: string) => readonly LabRequest[];
  /** Resolves to true when such a request was cut by the client, and to false after `timeoutMs`. */
  readonly isCut: (text: string, timeoutMs: number) => Promise<boolean>;
  readonly clear: () => void;
  readonly close: () => Promise<void>;
}

/** The range of the sandbox's surfaces (lib/providers/sandbox.ts), from its end so as not to meet a sandbox. */
const PORTS = [4217, 4160] as const;
const PAGE_HEADERS = [
  'content-type',
  'authorization',
  'x-lab',
  'idempotency-key',
  'x-idempotency-key',
  'accept',
  'referer',
  'origin',
  'content-length',
  'cookie',
];
const BODY_KEPT_BYTES = 64 * 1024;

function allowCors(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  response.setHeader('access-control-allow-origin', origin ?? '*');
  if (origin) response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
  response.setHeader('x-request-id', 'lab-1');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-headers', 'authorization, content-type, x-lab');
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT');
}

function record(requests: LabRequest[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let bodyLength = 0;
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    if (bodyLength < BODY_KEPT_BYTES) kept.push(chunk);
    bodyLength += chunk.length;
  });
  return new Promise((resolve) => {
    request.on('end', () => {
      const headers = Object.fromEntries(
        PAGE_HEADERS.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : [])),
      );
      const entry: LabRequest = {
        host: request.headers.host ?? '',
        method: request.method ?? '',
        path: request.url ?? '',
        headers,
        bodyLength,
        bodyHash: hash.digest('hex').slice(0, 16),
        body: Buffer.concat(kept).toString('utf8').slice(0, BODY_KEPT_BYTES),
        wasCut: false,
      };
      requests.push(entry);
      response.on('close', () => {
        entry.wasCut = !response.writableFinished;
      });
      resolve();
    });
  });
}

const PAGES = new URL('../pages/', import.meta.url);

/** `/pages/NAME` from disk, `/page` with the policy and script asked for. */
function answerPage(path: string, query: URLSearchParams, response: ServerResponse): void {
  response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
  const csp = query.get('csp');
  if (csp) response.setHeader('content-security-policy', csp);
  try {
    response.end(readFileSync(new URL(path.slice('/pages/'.length), PAGES)));
  } catch {
    response.statusCode = 404;
    response.end();
  }
}

/** What a page may compare: not where it was asked from. */
function arrivedAt(requests: readonly LabRequest[], url: URL): readonly object[] {
  return requests
    .filter((request) => request.host === url.searchParams.get('host'))
    .map(({ method, path, headers, bodyLength, bodyHash, body }) => {
      const { origin: _, referer, ...told } = headers;
      return { method, path, headers: { ...told, referer: referer !== undefined }, bodyLength, bodyHash, body };
    });
}

const CUT_MS_MAX = 2000;

async function wasCutAt(requests: () => readonly LabRequest[], url: URL): Promise<boolean> {
  const host = url.searchParams.get('host');
  const find = (): boolean => requests().some((request) => request.host === host && request.wasCut);
  return pollUntil(CUT_MS_MAX, 'a cut request', find).then(
    () => true,
    () => false,
  );
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code !== 'EADDRINUSE' || port <= PORTS[1]) return reject(error);
      resolve(listen(server, port - 1));
    };
    server.once('error', onError);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', onError);
      resolve(port);
    });
  });
}

/** Starts the lab; rejects when no port of the range is free. `tapPath` is served as `/tap.js`. */
export async function startLab(tapPath: string | null = null): Promise<LabServer> {
  let requests: LabRequest[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://lab');
    if (url.pathname.startsWith('/pages/')) return answerPage(url.pathname, url.searchParams, response);
    if (url.pathname === '/tap.js' && tapPath !== null) return response.end(readFileSync(tapPath));
    if (url.pathname === '/favicon.ico') return response.end();
    if (url.pathname === '/lab/arrived') return response.end(JSON.stringify(arrivedAt(requests, url)));
    if (url.pathname === '/lab/cut') return response.end(String(await wasCutAt(() => requests, url)));
    allowCors(request, response);
    if (request.method === 'OPTIONS') return response.end();
    await record(requests, request, response);
    const answer = ANSWERS[url.searchParams.get('lab') ?? 'json'] ?? (ANSWERS.json as Answer);
    answer(response, request, url.searchParams);
  });
  const port = await listen(server, PORTS[0]);
  const find = (text: string): LabRequest[] => requests.filter((request) => request.path.includes(text));
  return {
    port,
    url: (name, path) => `http://${name}.localhost:${port}${path}`,
    requests: find,
    isCut: (text, timeoutMs) =>
      pollUntil(timeoutMs, 'a cut request', () => find(text).some((request) => request.wasCut)).then(
        () => true,
        () => false,
      ),
    clear() {
      requests = [];
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
