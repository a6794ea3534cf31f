import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** One request being answered. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Aborted when the client went away before the answer was complete. */
  readonly gone: AbortSignal;
}

/** A JSON object nobody has looked into yet. */
export type Fields = Readonly<Record<string, unknown>>;

type Headers = Readonly<Record<string, string>>;

/** Largest request body read; what is more is thrown away and the body counts as unreadable. */
const bodyBytesMax = 32 * 1024 * 1024;

/** Sends JSON and ends the answer. */
export function sendJson(exchange: Exchange, status: number, body: unknown, headers: Headers = {}): void {
  sendText(exchange, status, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers });
}

/** Sends a text or bytes and ends the answer. Says nothing to a client that is gone. */
export function sendText(exchange: Exchange, status: number, body: string | Uint8Array, headers: Headers): void {
  const { response } = exchange;
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(status, { ...headers, 'content-length': String(bytes.byteLength) });
  response.end(bytes);
}

/** The request body as text. */
export async function readText(exchange: Exchange): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of exchange.request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes <= bodyBytesMax) chunks.push(chunk as Buffer);
  }
  return bytes > bodyBytesMax ? '' : Buffer.concat(chunks).toString('utf8');
}

/** A text as a JSON object; `null` when it is none. */
export function parseObject(text: string): Fields | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Fields) : null;
  } catch {
    return null;
  }
}

/** The request body as a JSON object; `null` when it is none. */
export async function readObject(exchange: Exchange): Promise<Fields | null> {
  return parseObject(await readText(exchange));
}

/** A single request header; `null` when it is missing. */
export function readHeader(exchange: Exchange, name: string): string | null {
  const value = exchange.request.headers[name];
  return typeof value === 'string' ? value : null;
}

/** A cookie by name; `null` when it is missing. */
export function readCookie(exchange: Exchange, name: string): string | null {
  const pairs = (readHeader(exchange, 'cookie') ?? '').split(';').map((pair) => pair.trim());
  return (
    pairs
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim() ?? null
  );
}

/** A query parameter as a whole number; `fallback` when it is missing or no number. */
export function readWhole(exchange: Exchange, name: string, fallback: number): number {
  const value = exchange.url.searchParams.get(name);
  return value !== null && /^-?\d{1,9}$/.test(value) ? Number(value) : fallback;
}

/** Writes a piece of a stream, waiting for a full buffer, and does nothing for a client that is gone. */
export async function writePiece(exchange: Exchange, text: string): Promise<void> {
  const { response, gone } = exchange;
  if (gone.aborted) return;
  if (!response.write(text)) await once(response, 'drain', { signal: gone }).catch(() => undefined);
}

/** Waits, or less when the client goes away meanwhile. Never rejects. */
export async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms <= 0 || gone.aborted) return;
  await setTimeout(ms, undefined, { signal: gone }).catch(() => undefined);
}

/** Waits for a promise, or less when the client goes away meanwhile. */
export async function waitFor(promise: Promise<unknown> | null, gone: AbortSignal): Promise<void> {
  if (promise === null || gone.aborted) return;
  await Promise.race([promise, once(gone, 'abort')]);
}

/** Breaks the connection in the middle of an answer, once what was written so far has left. */
export async function cutConnection(exchange: Exchange): Promise<void> {
  const { socket } = exchange.response;
  await new Promise<void>((resolve) => {
    if (socket === null || socket.destroyed) resolve();
    else socket.write('', () => resolve());
  });
  await pause(20, exchange.gone);
  socket?.destroy();
}
