import type { Exchange } from '../exchange.ts';
import { readHeader } from '../exchange.ts';
import type { DeepSeekRequest, DeepSeekWorld } from './world.ts';

/** A request being answered: the exchange, what is known, and the line in `world.requests`. */
export interface DeepSeekExchange extends Exchange {
  readonly world: DeepSeekWorld;
  readonly entry: DeepSeekRequest;
}

/** Requests remembered; older ones are forgotten. */
const requestsMax = 2000;

/** Notes a request and when it ended. */
export function openDeepSeekExchange(exchange: Exchange, world: DeepSeekWorld): DeepSeekExchange {
  const entry: DeepSeekRequest = {
    traceId: hexOf(world, 32),
    atMs: world.clock(),
    method: exchange.request.method ?? '',
    path: exchange.url.pathname,
    host: readHeader(exchange, 'host'),
    status: null,
    accountId: null,
    keyId: null,
    model: null,
    billed: null,
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

/** Hexadecimal digits nobody has had before, the same in every run. */
export function hexOf(world: DeepSeekWorld, digits: number): string {
  return world.next().toString(16).padStart(digits, '0');
}

/** An id in the form of a UUID. */
export function uuidOf(world: DeepSeekWorld): string {
  return hexOf(world, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
