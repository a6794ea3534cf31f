import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of one file, as somebody may publish it: with an ETag of what it serves. */
export interface PriceServer {
  readonly url: string;
  readonly asked: { readonly method: string | undefined; readonly headers: IncomingMessage['headers'] }[];
  /** Serves a text, or whatever else. */
  serve: (what: string | Serve) => void;
  readonly close: () => Promise<void>;
}

/** Starts one on this machine. */
export async function startPriceServer(port = 0): Promise<PriceServer> {
  let serving: string | Serve = '';
  const asked: PriceServer['asked'] = [];
  const server = createServer((request, response) => {
    const { method, headers, url } = request;
    // Browsers ask for an icon when a person opens a page.
    if (url !== '/weekly.jws') return void response.writeHead(404).end();
    asked.push({ method, headers });
    if (typeof serving !== 'string') return serving(request, response);
    const etag = `"${serving.length}-${serving.slice(-12)}"`;
    if (headers['if-none-match'] === etag) return void response.writeHead(304).end();
    response.writeHead(200, { etag, 'content-type': 'application/jose' }).end(serving);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weekly.jws`,
    asked,
    serve: (what) => {
      serving = what;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
