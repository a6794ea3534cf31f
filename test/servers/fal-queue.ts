import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A queue that speaks as fal's does: https://docs.fal.ai/documentation/model-apis/inference/queue, read 2026-11-22. */
export interface FalQueue {
  readonly origin: string;
  /** Thousandths of units that were billed, by request. */
  readonly billed: ReadonlyMap<string, number>;
  /** What was asked after, with whose key: `GET /… Key …`. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly model: string;
  readonly images: number;
  readonly fails: boolean;
  timesAsked: number;
}

/** Opens one. Work is over when its state was asked for twice; `{"fails": true}` in a request makes it end with an error. */
export async function openFalQueue(): Promise<FalQueue> {
  const waiting = new Map<string, Waiting>();
  const billed = new Map<string, number>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (request.method === 'POST') return send(response, 200, await begin(request, path));
    asked.push(`${path} ${request.headers.authorization ?? ''}`);
    const [, id = '', rest] = /\/requests\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const one = waiting.get(id);
    if (one === undefined) return send(response, 404, { detail: 'Not Found' });
    if (rest === '/status') return send(response, 200, stateOf(id, one));
    if (rest === '/status/stream') return stream(response, id, one);
    if (one.timesAsked < 2) return send(response, 202, { status: 'IN_PROGRESS', request_id: id });
    if (one.fails) return send(response, 422, { detail: 'It could not be made.' });
    billed.set(id, one.images * 1500);
    const units = String((billed.get(id) ?? 0) / 1000);
    send(response, 200, { images: Array(one.images).fill({ url: 'https://v3.fal.media/a' }) }, units);
  }

  async function begin(request: IncomingMessage, path: string): Promise<object> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const wanted = JSON.parse(text) as { num_images?: number; fails?: boolean };
    const id = `00000000-0000-4000-8000-${String(waiting.size).padStart(12, '0')}`;
    const one = { model: path.slice(1), images: wanted.num_images ?? 1, fails: wanted.fails === true, timesAsked: 0 };
    waiting.set(id, one);
    const at = `https://queue.fal.run/${one.model.split('/').slice(0, 2).join('/')}/requests/${id}`;
    return {
      ...{ status: 'IN_QUEUE', request_id: id, queue_position: 0 },
      ...{ response_url: at, status_url: `${at}/status`, cancel_url: `${at}/cancel` },
    };
  }

  function stateOf(id: string, one: Waiting): object {
    one.timesAsked += 1;
    if (one.timesAsked < 2) return { status: 'IN_PROGRESS', request_id: id };
    const error = one.fails ? { error: 'It could not be made.', error_type: 'runner_error' } : {};
    return { status: 'COMPLETED', request_id: id, metrics: { inference_time: 1.2 }, ...error };
  }

  function stream(response: ServerResponse, id: string, one: Waiting): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    while (one.timesAsked < 2) response.write(`data: ${JSON.stringify(stateOf(id, one))}\n\n`);
    response.end(`data: ${JSON.stringify(stateOf(id, one))}\n\n`);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, billed, asked },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, body: object, units?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(units !== undefined && { 'x-fal-billable-units': units }),
  });
  response.end(JSON.stringify(body));
}
