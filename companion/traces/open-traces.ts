import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { EndedCall, News } from '../events/news.ts';
import { toSpan } from './to-span.ts';
import type { TraceOptions } from './trace-options.ts';

/** A collector that does not answer is not waited for at the end, ms. */
const END_MS_MAX = 3000;

/** Spans of calls, on their way to a collector. */
export interface Traces {
  readonly hear: (news: News) => void;
  /** Sends what waits. */
  readonly stop: () => Promise<void>;
}

/**
 * Begins to send spans. What waits for a collector is bounded; what is more is dropped.
 * @param onTrouble told when spans could not be delivered, once until some are again
 */
export function openTraces(
  options: TraceOptions & { readonly version: string },
  onTrouble: (what: string, error: unknown) => void,
): Traces {
  const { url, headers, service, resource, version } = options;
  const exporter = tellFailures(new OTLPTraceExporter({ url, headers: { ...headers } }), onTrouble);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...resource, 'service.name': service, 'service.version': version }),
    sampler: samplerOf(options),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('tollkeeper', version);
  return {
    hear: (news) => {
      // Of a call whose end the gateway did not see nobody knows how long it took.
      if (news.kind === 'call-ended' && news.call.how !== null) write(tracer, news.call);
    },
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, END_MS_MAX);
        const end = (): void => {
          clearTimeout(timer);
          resolve();
        };
        provider.shutdown().then(end, end);
      }),
  };
}

function write(tracer: Tracer, call: EndedCall): void {
  const { name, attributes, isError, parent } = toSpan(call);
  const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: call.startedAt, attributes }, context);
  if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(call.endedAt);
}

function samplerOf({ sampler, ratio }: TraceOptions): Sampler {
  const byName: Readonly<Record<string, () => Sampler>> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const [, parentBased, name = ''] = /^(parentbased_)?(\w+)$/.exec(sampler ?? '') ?? [];
  const root = byName[name]?.() ?? new AlwaysOnSampler();
  return parentBased === undefined && byName[name] !== undefined ? root : new ParentBasedSampler({ root });
}

/** What a collector says is not repeated: nobody knows what is in it. */
function tellFailures(exporter: SpanExporter, onTrouble: (what: string, error: unknown) => void): SpanExporter {
  let isBroken = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0 && !isBroken) onTrouble('spans could not be delivered to the collector', null);
        isBroken = result.code !== 0;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  };
}
