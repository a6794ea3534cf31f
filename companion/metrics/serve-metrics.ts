import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasToken } from '../api/api-token.ts';
import { isLoopbackAddress } from '../gateway/door.ts';
import type { MetricSources } from './render-metrics.ts';

/** Who may read the metrics: who has the API's token, or, where that was said, every program of this machine. */
export type MetricsAccess = 'token' | 'open';

/** How metrics are served. */
export interface ServeMetricsOptions {
  readonly access: MetricsAccess;
  readonly token: () => string;
  readonly sources: () => MetricSources;
}

type Text = Awaited<ReturnType<typeof import('./render-metrics.ts')['openMetricsText']>>;

/** Answers `GET /metrics`; false: something else is asked for. What renders them is loaded when somebody asks. */
export function serveMetrics({
  access,
  token,
  sources,
}: ServeMetricsOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  let opened: Promise<Text> | null = null;
  let underWay: Promise<string> | null = null;
  const open = (): Promise<Text> =>
    import('./render-metrics.ts').then(({ openMetricsText }) => openMetricsText(sources()));
  const read = async (): Promise<{ readonly type: string; readonly text: string }> => {
    opened ??= open();
    const { type, text } = await opened;
    // However many ask at once: the ledger is asked once.
    underWay ??= text().finally(() => {
      underWay = null;
    });
    return { type, text: await underWay };
  };
  return (request, response) => {
    if (!/^\/metrics(?:\?|$)/.test(request.url ?? '')) return false;
    const isOpen = access === 'open' && isLoopbackAddress(request.socket.remoteAddress);
    if (!isOpen && !hasToken(request.headers.authorization, token())) say(response, 401, NO_TOKEN);
    else if (request.method !== 'GET' && request.method !== 'HEAD') say(response, 405, 'It is read with GET.\n');
    else {
      read().then(
        ({ type, text }) => say(response, 200, request.method === 'HEAD' ? '' : text, type),
        () => say(response, 503, 'The ledger does not answer.\n'),
      );
    }
    return true;
  };
}

const NO_TOKEN =
  'Metrics are read with the token of daemon.json in the data folder (Authorization: Bearer <token>), or without one after "tollkeeper up --metrics open".\n';

function say(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text);
}
