import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AccessPort } from './access-port.ts';
import { openAttempts } from './attempts.ts';
import { BOUNDS, type Bounds } from './bounds.ts';
import { type DoorRules, isExtensionOrigin, isLoopbackName, isOpened, isOwnForm, judgeDoor } from './door.ts';
import type { StandIns } from './find-upstream.ts';
import type { Gateway } from './gateway.ts';
import { handleCall } from './handle-call.ts';
import { handleSocket, wantsSocket } from './handle-socket.ts';
import { type Environment, openDispatcher } from './open-dispatcher.ts';
import { type Problem, renderRefusal } from './problem.ts';
import { headerOf } from './read-caller.ts';
import type { ReviewPort } from './review-port.ts';

/** How a gateway is started. */
export interface GatewayOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Address to listen on; any but this machine's own needs `tls`. Absent: 127.0.0.1. */
  readonly host?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly review: ReviewPort;
  readonly access: AccessPort;
  /** Names and pages that are served besides those of this machine. Absent: none. */
  readonly door?: DoorRules;
  readonly standIns?: StandIns;
  readonly bounds?: Partial<Bounds>;
  /** Where HTTPS_PROXY, NO_PROXY stand. Absent: nowhere. */
  readonly environment?: Environment;
  /** Asked first, with what stands in no provider's place: control API, dashboard. True: it answers. Absent: there is nothing. */
  readonly others?: (...args: Parameters<RequestListener>) => boolean;
  /** Asked before that, also for extensions of browsers, which no other address answers. True: it answers. */
  readonly browsers?: (...args: Parameters<RequestListener>) => boolean;
  /**
   * Asked for what a browser opens in a tab of its own, also from a link in another site's page, and for the forms of our own pages:
   * only what may be read by anybody who knows its address, or asks for proof besides. True: it answers.
   */
  readonly pages?: (...args: Parameters<RequestListener>) => boolean;
  readonly newCallId?: () => string;
}

/** A gateway that listens. */
export interface RunningGateway {
  /** `http://127.0.0.1:4117`. */
  readonly origin: string;
  readonly port: number;
  /** Takes no more calls, lets those under way end (at most `stopMsMax`), waits for what is settled. */
  stop(): Promise<void>;
}

/** Starts a gateway. Rejects where it cannot listen, or may not: beyond this machine only with TLS. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { host = '127.0.0.1', tls } = options;
  if (!isLoopbackName(host) && tls === undefined) {
    throw new Error(`[gateway] on ${host} keys would travel readable: listening there needs a certificate`);
  }
  const bounds: Bounds = { ...BOUNDS, ...options.bounds };
  const server = open(bounds, tls);
  server.listen(options.port, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  const gateway: Gateway = {
    origin: `${tls === undefined ? 'http' : 'https'}://${shown}:${port}`,
    isLocal: isLoopbackName(host),
    port: options.review,
    access: options.access,
    dispatcher: openDispatcher(options.environment ?? {}, bounds),
    bounds,
    door: options.door ?? { hosts: [], origins: [] },
    standIns: options.standIns ?? {},
    room: { used: 0 },
    newCallId: options.newCallId ?? randomUUID,
    attempts: openAttempts(),
    settling: new Set(),
    leaving: new Set(),
    state: { isStopping: false, waiting: 0 },
  };
  const running = serve(server, gateway, options);
  return { origin: gateway.origin, port, stop: () => stop(server, gateway, running) };
}

function open(bounds: Bounds, tls: GatewayOptions['tls']): Server {
  const options: ServerOptions = {
    maxHeaderSize: bounds.headerBytesMax,
    headersTimeout: bounds.headersMsMax,
    requestTimeout: bounds.requestMsMax,
    keepAliveTimeout: bounds.keepAliveMsMax,
    connectionsCheckingInterval: Math.min(5000, bounds.headersMsMax),
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
    keepAlive: true,
    shouldUpgradeCallback: wantsSocket,
  };
  const server = tls === undefined ? createServer(options) : createTlsServer({ ...options, ...tls });
  server.maxConnections = bounds.connectionsMax;
  return server;
}

/** What is under way. */
interface Work {
  readonly calls: Set<Promise<void>>;
  readonly sockets: Set<Duplex>;
}

function serve(server: Server, gateway: Gateway, options: Pick<GatewayOptions, 'others' | 'browsers' | 'pages'>): Work {
  const { others = () => false, browsers = () => false, pages = () => false } = options;
  const work: Work = { calls: new Set(), sockets: new Set() };
  const answer = (request: IncomingMessage, response: ServerResponse, onAdmitted?: () => void): void => {
    if (gateway.state.isStopping) response.shouldKeepAlive = false;
    const turnedAway = judgeDoor(request, gateway.door);
    const isBrowser = turnedAway === 'foreign-page' && isExtensionOrigin(headerOf(request.headers, 'origin') ?? '');
    if ((turnedAway === null || isBrowser) && browsers(request, response)) return;
    const isPage = turnedAway === 'foreign-page' && (isOpened(request) || isOwnForm(request));
    if ((turnedAway === null || isPage) && pages(request, response)) return;
    if (turnedAway === null && others(request, response)) return;
    track(work.calls, handleCall(gateway, request, response, onAdmitted));
  };
  server.on('request', (request, response) => answer(request, response));
  // Who asks first whether to send a body is told when it is let in.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    answer(request, response, () => response.writeContinue()),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    work.sockets.add(socket);
    socket.once('close', () => work.sockets.delete(socket));
    track(work.calls, handleSocket(gateway, request, socket, head));
  });
  server.on('clientError', turnAway);
  return work;
}

function track(calls: Set<Promise<void>>, call: Promise<void>): void {
  const tracked = call.finally(() => calls.delete(tracked));
  calls.add(tracked);
}

/** What is no HTTP that we take: too many headers, too slow, or written so that two servers could read it in two ways. */
function turnAway(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const { status, headers, body } = renderRefusal(NO_HTTP[error.code ?? ''] ?? MALFORMED, null, undefined);
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.map((line) => `${line.join(': ')}\r\n`).join('')}\r\n${body}`);
  // Whoever goes on sending is not listened to for ever.
  setTimeout(() => socket.destroy(), 1000).unref();
}

const MALFORMED: Problem = {
  type: 'bad-request',
  title: 'Not a request that can be read in one way',
  detail: 'The request is not written as HTTP/1.1 asks. Nothing was sent on.',
};
const NO_HTTP: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: {
    type: 'headers-too-large',
    title: 'Too many headers',
    detail: 'The headers of the request are larger than what is read. Nothing was sent on.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    type: 'body-too-slow',
    title: 'The request did not come',
    detail: 'The request did not come in time. Nothing was sent on.',
  },
};

async function stop(server: Server, gateway: Gateway, work: Work): Promise<void> {
  if (gateway.state.isStopping) return;
  gateway.state.isStopping = true;
  for (const leave of gateway.leaving) leave();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of work.sockets) socket.destroy();
  }, gateway.bounds.stopMsMax);
  while (work.calls.size > 0) await Promise.allSettled(work.calls);
  while (gateway.settling.size > 0) await Promise.allSettled(gateway.settling);
  clearTimeout(timer);
  server.closeAllConnections();
  await closed;
  await gateway.dispatcher.destroy();
}
