import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '../../companion/sandbox/listen.ts';

/** Serves the pages and streams of the bench, within the ports of the sandbox's surfaces. */
export interface BenchServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Body of the unthrottled stream, bytes. */
export const STREAM_BYTES = 13_000_000;
/** Pace of the other one. */
const EVENTS_PER_SECOND = 200;

const WRITE_BYTES = 64 * 1024;

/** Starts the server on 127.0.0.1; rejects when no port is free. */
export async function startBenchServer(): Promise<BenchServer> {
  const server = createServer((request, response) => {
    // A page that is closed in the middle of a stream is no failure.
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server, { host: '127.0.0.1', port: 4118, portsMax: 4217 });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _ of request);
  const url = new URL(request.url ?? '/', 'http://bench.invalid');
  response.setHeader('cache-control', 'no-store');
  if (url.pathname === '/page') return void response.setHeader('content-type', 'text/html').end(PAGE);
  if (url.pathname.startsWith('/unpriced')) return void response.writeHead(204).end();
  if (url.pathname !== '/v1/chat/completions') return void response.writeHead(404).end();
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  const seconds = Number(url.searchParams.get('seconds'));
  return seconds > 0 ? streamPaced(response, seconds) : streamAtOnce(response);
}

async function streamAtOnce(response: ServerResponse): Promise<void> {
  const pieces = Array.from({ length: Math.ceil(WHOLE.length / WRITE_BYTES) }, (_, index) =>
    WHOLE.subarray(index * WRITE_BYTES, (index + 1) * WRITE_BYTES),
  );
  await pipeline(Readable.from(pieces, { objectMode: false, highWaterMark: 4 * WRITE_BYTES }), response);
}

/** Each event says when it was handed to the socket: epoch ms with fractions, by this process's clock. */
async function streamPaced(response: ServerResponse, seconds: number): Promise<void> {
  response.socket?.setNoDelay(true);
  response.flushHeaders();
  const startMs = performance.now();
  for (let index = 0; index < seconds * EVENTS_PER_SECOND; index++) {
    const waitMs = startMs + (index * 1000) / EVENTS_PER_SECOND - performance.now();
    if (waitMs > 0) await pause(waitMs);
    if (response.destroyed) return;
    response.write(event(index, performance.timeOrigin + performance.now()));
  }
  response.end(`${lastEvent()}data: [DONE]\n\n`);
}

/** An event as chat APIs send it, about 200 bytes. */
function event(index: number, sentAt: number): string {
  const choices = [{ index: 0, delta: { content: `word${index % 1000} ` }, logprobs: null, finish_reason: null }];
  return toEvent({ choices, sent_at: sentAt });
}

/** The one with the usage, which is the only one a meter needs. */
function lastEvent(): string {
  return toEvent({ choices: [], usage: { prompt_tokens: 2500, completion_tokens: 60_000, total_tokens: 62_500 } });
}

function toEvent(rest: Record<string, unknown>): string {
  const head = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'toll-mini' };
  return `data: ${JSON.stringify({ ...head, ...rest })}\n\n`;
}

function makeWhole(): Buffer {
  const events: string[] = [];
  for (let bytes = 0; bytes < STREAM_BYTES; bytes += events.at(-1)?.length ?? 0) events.push(event(events.length, 0));
  return Buffer.from(`${events.join('')}${lastEvent()}data: [DONE]\n\n`);
}

const WHOLE = makeWhole();

/** An ordinary page: text, a list made by a script, and an observer of long tasks where the browser has one. */
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bench</title>
<script>
  window.benchFirstScriptMs = performance.now();
  window.benchLongTasks = [];
  try {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.benchLongTasks.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  } catch {}
</script></head><body><h1>bench</h1>
${'<p>Some text as pages have it, long enough to be laid out in more than one line of a window.</p>\n'.repeat(100)}
<ul id="list"></ul>
<script>
  for (let index = 0; index < 300; index++) {
    const item = document.createElement('li');
    item.textContent = 'entry ' + index;
    document.querySelector('#list').append(item);
  }
</script></body></html>`;
