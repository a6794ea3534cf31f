import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { send } from '../../companion/balance/send.ts';
import type { AskPorts } from '../../lib/engine/read-balance-by-key.ts';

/** What a stand-in answers: JSON with 200, or all of it. */
export type Told =
  | { readonly body: unknown }
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly text: string;
      readonly hangs?: boolean;
    };

/** One request, as the stand-in saw it. */
export interface Seen {
  readonly host: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * A real server on loopback that stands in for whichever https host is asked: `answer` says what by the address. It is ended
 * with the test. `ports` sends there, as the companion sends.
 */
export async function standIn(
  answer: (seen: Seen) => Told,
): Promise<{ readonly ports: AskPorts; readonly seen: readonly Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const one = { host: String(request.headers['x-asked-host']), url: request.url ?? '', headers: request.headers };
    seen.push(one);
    tell(answer(one), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ports: AskPorts = {
    now: () => 1_795_262_400_000,
    send: ({ url, headers, ...limits }) => {
      const { host, pathname, search } = new URL(url);
      return send({
        ...limits,
        url: `http://127.0.0.1:${port}${pathname}${search}`,
        headers: { ...headers, 'x-asked-host': host },
      });
    },
  };
  return { ports, seen };
}

function tell(told: Told, response: ServerResponse): void {
  if ('body' in told) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told.body));
    return;
  }
  const { status = 200, headers = {}, text, hangs } = told;
  if (hangs === true) return;
  response.writeHead(status, headers).end(text);
}
