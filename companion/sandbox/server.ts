import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { SandboxCoat } from './coat.ts';
import { cutConnection, type Exchange, sendError } from './http.ts';
import { listen } from './listen.ts';
import { answer } from './routes.ts';
import type { SandboxRules } from './rules.ts';
import { createWorld, type RequestLogEntry, requestsMax, type SandboxWorld } from './world.ts';

/** How a sandbox is started; everything may be left out. */
export interface SandboxOptions {
  /** First port tried, 4118 unless given; `null`: any free port. */
  readonly port?: number | null;
  /** Last port tried when earlier ones are taken, 4217 unless given. A first port above it is the only one tried. */
  readonly portsMax?: number;
  /** Address to listen on, 127.0.0.1 unless given. */
  readonly host?: string;
  readonly rules?: Partial<SandboxRules>;
  /** Chooses ids, answers and their lengths; 1 unless given. */
  readonly seed?: number;
  /** Epoch milliseconds; `Date.now` unless given. */
  readonly clock?: () => number;
  /** Keep request bodies in `world.requests`, for tests that compare what arrived. */
  readonly keepBodies?: boolean;
  /** Whose place it stands in; absent: it is itself. */
  readonly coat?: SandboxCoat;
  /** What its wallet opens with, nano-units; absent: 7.18 units. */
  readonly openingNano?: bigint;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:4118`; the server answers under any host name. */
  readonly origin: string;
  readonly port: number;
  /** The whole state, live. */
  readonly world: SandboxWorld;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

/** Starts the sandbox provider. Rejects when no port in the range is free. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 4118, portsMax = 4217, host = '127.0.0.1', rules = {}, seed = 1, clock = Date.now } = options;
  const { coat, openingNano } = options;
  const world = createWorld({
    ...{ rules, seed, clock, keepBodies: options.keepBodies ?? false },
    ...(coat !== undefined && { coat }),
    ...(openingNano !== undefined && { openingNano }),
  });
  const server = createServer((request, response) => void serve(world, request, response));
  const portTaken = await listen(server, { host, port, portsMax });
  const hostShown = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `http://${hostShown}:${portTaken}`,
    port: portTaken,
    world,
    close: () => closeServer(server),
  };
}

async function serve(world: SandboxWorld, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const exchange = openExchange(world, request, response);
  try {
    await answer(exchange);
  } catch (error) {
    // A body that breaks off because the client left is no fault of ours.
    if (exchange.gone.aborted || !request.complete) return void response.destroy();
    console.error('[sandbox] a request could not be answered', error);
    if (response.headersSent) return cutConnection(exchange);
    sendError(exchange, 500, {
      message: 'The server had an error while processing your request.',
      type: 'server_error',
    });
  }
}

function openExchange(world: SandboxWorld, request: IncomingMessage, response: ServerResponse): Exchange {
  const gone = new AbortController();
  const url = readUrl(request.url);
  const entry = openEntry(world, request, url);
  const exchange: Exchange = { world, request, response, url, entry, gone: gone.signal, isCut: false };
  response.once('close', () => {
    entry.status = response.headersSent ? response.statusCode : null;
    entry.finishedAtMs = world.clock();
    if (response.writableFinished) return;
    if (!exchange.isCut) {
      entry.aborted = true;
      entry.abortedAtMs = entry.finishedAtMs;
    }
    gone.abort();
  });
  return exchange;
}

function openEntry(world: SandboxWorld, request: IncomingMessage, url: URL): RequestLogEntry {
  const entry: RequestLogEntry = {
    requestId: `req_${world.random.hex(24)}`,
    atMs: world.clock(),
    method: request.method ?? '',
    path: url.pathname,
    host: request.headers.host ?? null,
    origin: request.headers.origin ?? null,
    status: null,
    scenario: world.scenario,
    keyId: null,
    model: null,
    stream: false,
    bodyBytes: 0,
    body: null,
    promptTokens: null,
    completionTokens: null,
    records: null,
    unit: null,
    reservedNano: null,
    chargedNano: null,
    refusal: null,
    aborted: false,
    abortedAtMs: null,
    finishedAtMs: null,
  };
  world.requests.push(entry);
  if (world.requests.length > requestsMax) world.requests.shift();
  return entry;
}

// Request targets like "//" or "*" are no URLs; they get the same 404 as any other unknown address.
function readUrl(target: string | undefined): URL {
  const base = 'http://sandbox.invalid';
  return URL.parse(target ?? '/', base) ?? new URL('/unreadable', base);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
