import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { RequestLogEntry, SandboxWorld } from './world.ts';

/** One request being answered. */
export interface Exchange {
  readonly world: SandboxWorld;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly entry: RequestLogEntry;
  /** Aborted when the client went away before the answer was complete. */
  readonly gone: AbortSignal;
  /** The sandbox itself cut the connection: no client went away. */
  isCut: boolean;
}

/** Largest request body read; larger ones are answered with 413. */
const bodyBytesMax = 64 * 1024 * 1024;

/** Sends JSON and ends the answer. `body` may be a text that is JSON already. */
export function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  sendText(exchange, status, text, { 'content-type': 'application/json', ...headers });
}

/** Sends a text or bytes and ends the answer. Says nothing to a client that is gone. */
export function sendText(
  exchange: Exchange,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  const { response } = exchange;
  if (response.destroyed || response.headersSent) return;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(status, { ...headers, 'content-length': String(bytes.byteLength) });
  response.end(bytes);
}

/** Sends an error in OpenAI's form, `type` and `code` as that API uses them; in a coat in that provider's. */
export function sendError(
  exchange: Exchange,
  status: number,
  error: { message: string; type?: string; param?: string | null; code?: string | null },
): void {
  const { coat } = exchange.world;
  const usual = { error: { type: 'invalid_request_error', param: null, code: null, ...error } };
  sendJson(exchange, status, coat === null ? usual : coat.writeError(exchange, status, error.message));
}

/**
 * The whole request body as text, which may stand for bytes that are none; `null` when it is larger than
 * `bodyBytesMax`, which the client has been told.
 */
export async function readBody(exchange: Exchange): Promise<string | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.request) {
    exchange.entry.bodyBytes += (chunk as Buffer).byteLength;
    // What is too much is thrown away, not left unread: the client would see a reset instead of the 413.
    if (exchange.entry.bodyBytes <= bodyBytesMax) chunks.push(chunk as Buffer);
    else if (exchange.entry.bodyBytes > bodyBytesMax * 4) return tooLarge(exchange);
  }
  if (exchange.entry.bodyBytes > bodyBytesMax) return tooLarge(exchange);
  const text = Buffer.concat(chunks).toString('utf8');
  if (exchange.world.keepBodies) exchange.entry.body = text;
  return text;
}

function tooLarge(exchange: Exchange): null {
  exchange.response.setHeader('connection', 'close');
  sendError(exchange, 413, { message: `The request body is larger than ${bodyBytesMax} bytes.` });
  return null;
}

/** The request body parsed; when it is not a JSON object the client has been told and the result is `null`. */
export async function readJsonObject(exchange: Exchange): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await readBody(exchange);
  if (text === null) return null;
  const body = parseJson(text);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  sendError(exchange, 400, {
    message: 'We could not parse the JSON body of your request. The API expects a JSON object.',
  });
  return null;
}

/** Destroys the connection in the middle of the answer, once what was written so far has left. */
export async function cutConnection(exchange: Exchange): Promise<void> {
  exchange.isCut = true;
  const { socket } = exchange.response;
  // An empty write is called back after everything before it: the client really sees the part that was sent.
  await new Promise<void>((resolve) => {
    if (socket === null || socket.destroyed) resolve();
    else socket.write('', () => resolve());
  });
  await pause(20, exchange.gone);
  socket?.destroy();
}

/** Sends half of a JSON answer and cuts the connection. */
export async function cutAnswer(exchange: Exchange, text: string): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.byteLength) };
  exchange.response.writeHead(200, headers);
  exchange.response.write(bytes.subarray(0, bytes.byteLength / 2));
  await cutConnection(exchange);
}

/** A single request header; `null` when it is missing. */
export function readHeader(exchange: Exchange, name: string): string | null {
  const value = exchange.request.headers[name];
  return typeof value === 'string' ? value : null;
}

/** A whole-number header within bounds; anything else counts as missing (`null`). */
export function readNumberHeader(exchange: Exchange, name: string, max: number): number | null {
  const value = readHeader(exchange, name);
  return value !== null && /^\d{1,9}$/.test(value) ? Math.min(Number(value), max) : null;
}

/** Waits, or less when the client goes away meanwhile. Never rejects. */
export async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms <= 0 || gone.aborted) return;
  await setTimeout(ms, undefined, { signal: gone }).catch(() => undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
