import { onTestFinished } from 'vitest';
import { standIn } from '../gateway/support.ts';

/** A span as it arrived. */
export interface ArrivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a collector has got. */
export interface Collector {
  readonly origin: string;
  readonly spans: ArrivedSpan[];
  readonly resources: Readonly<Record<string, unknown>>[];
  readonly requests: { readonly url: string | undefined; readonly headers: object; readonly text: string }[];
}

/** A receiver of OTLP over HTTP, in JSON, until the test is over. `status`: what it answers. */
export async function openCollector(status = 200): Promise<Collector> {
  const collected: Omit<Collector, 'origin'> = { spans: [], resources: [], requests: [] };
  const server = await standIn((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    request.on('end', () => {
      collected.requests.push({ url: request.url, headers: request.headers, text });
      if (status === 200) read(text, collected);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  onTestFinished(() => server.close());
  return { origin: server.origin, ...collected };
}

type Pairs = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];

function read(text: string, { spans, resources }: Omit<Collector, 'origin'>): void {
  for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans) {
    resources.push(plain(resource.attributes));
    for (const { spans: sent } of scopeSpans) {
      for (const span of sent) spans.push({ ...span, attributes: plain(span.attributes) });
    }
  }
}

function plain(pairs: Pairs): Readonly<Record<string, unknown>> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}
