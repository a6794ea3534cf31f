import type { Exchange } from '../exchange.ts';
import { readHeader } from '../exchange.ts';
import type { RelayRequest, RelayWorld } from './world.ts';

/** A request of the relay being answered: the exchange, what is known, and the line in `world.requests`. */
export interface RelayExchange extends Exchange {
  readonly world: RelayWorld;
  readonly entry: RelayRequest;
}

/** Requests remembered; older ones are forgotten. */
const requestsMax = 2000;

/** Notes a request and when it ended. */
export function openRelayExchange(exchange: Exchange, world: RelayWorld): RelayExchange {
  const entry: RelayRequest = {
    requestId: newRequestId(world),
    atMs: world.clock(),
    method: exchange.request.method ?? '',
    path: exchange.url.pathname,
    host: readHeader(exchange, 'host'),
    status: null,
    userId: null,
    tokenId: null,
    model: null,
    group: null,
    reservedQuota: null,
    isTrusted: false,
    billedQuota: null,
    aborted: false,
  };
  world.requests.push(entry);
  if (world.requests.length > requestsMax) world.requests.shift();
  exchange.response.once('close', () => {
    entry.status = exchange.response.headersSent ? exchange.response.statusCode : null;
    entry.aborted = !exchange.response.writableFinished;
  });
  return { ...exchange, world, entry };
}

/** As the software makes them: the time to the nanosecond and eight characters (middleware/request-id.go). */
export function newRequestId(world: RelayWorld): string {
  const digits = new Date(world.clock()).toISOString().replace(/[^\d]/g, '').slice(0, 14);
  return `${digits}${String(world.next()).padStart(9, '0')}aB3dE5fG`;
}
