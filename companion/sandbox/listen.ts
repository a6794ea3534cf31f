import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where to listen; `port` null: any free port. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number | null;
  readonly portsMax: number;
}

/** Browsers and `fetch` open no page there (Fetch standard, "bad port"): it was given to mail filters. */
export const REFUSED_BY_BROWSERS = 4190;

/** Listens on the first free port that browsers open, from `port` to `portsMax` and returns it; rejects when all of them are taken. */
export async function listen(server: Server, { host, port, portsMax }: ListenOptions): Promise<number> {
  if (port === null || port === 0) return listenOn(server, host, 0);
  const last = Math.max(port, portsMax);
  const isFixed = port > portsMax;
  for (let candidate = port; candidate <= (isFixed ? port : last); candidate += 1) {
    if (candidate === REFUSED_BY_BROWSERS) continue;
    try {
      return await listenOn(server, host, candidate);
    } catch (error) {
      if (!isTaken(error)) throw new Error(`[sandbox] cannot listen on ${host}:${candidate}`, { cause: error });
    }
  }
  if (port === last) throw new Error(`[sandbox] port ${port} on ${host} is taken`);
  throw new Error(`[sandbox] every port from ${port} to ${last} on ${host} is taken`);
}

async function listenOn(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  // `once` rejects when the server emits "error" instead.
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

// EACCES: a port the system keeps for itself is as good as taken.
function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EADDRINUSE' || code === 'EACCES';
}
