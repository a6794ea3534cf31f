type Environment = Readonly<Record<string, string | undefined>>;

/** Where spans go and which, by OpenTelemetry's own variables. */
export interface TraceOptions {
  /** The whole address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  /** Attributes of the resource besides its name. */
  readonly resource: Readonly<Record<string, string>>;
  /** `parentbased_traceidratio` and the like; null: what a client samples, and all that has no parent. */
  readonly sampler: string | null;
  /** From 0 to 1. */
  readonly ratio: number;
}

/**
 * Reads OTEL_EXPORTER_OTLP_ENDPOINT and those around it. Null: no endpoint is set, or traces are switched off.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readTraceOptions(environment: Environment): TraceOptions | null {
  const read = (name: string): string | null => environment[name]?.trim() || null;
  const exporters = read('OTEL_TRACES_EXPORTER')?.split(',') ?? ['otlp'];
  const url = urlOf(read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'), read('OTEL_EXPORTER_OTLP_ENDPOINT'));
  const isOff = read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || !exporters.some((one) => one.trim() === 'otlp');
  if (url === null || isOff) return null;
  const { 'service.name': named, ...resource } = readPairs(read('OTEL_RESOURCE_ATTRIBUTES'));
  const ratio = Number(read('OTEL_TRACES_SAMPLER_ARG') ?? 1);
  return {
    url,
    headers: {
      ...readPairs(read('OTEL_EXPORTER_OTLP_HEADERS')),
      ...readPairs(read('OTEL_EXPORTER_OTLP_TRACES_HEADERS')),
    },
    service: read('OTEL_SERVICE_NAME') ?? named ?? 'tollkeeper',
    resource,
    sampler: read('OTEL_TRACES_SAMPLER'),
    ratio: ratio >= 0 && ratio <= 1 ? ratio : 1,
  };
}

/** The address of traces is taken as it stands; the common one is where the standard's paths begin. */
function urlOf(ofTraces: string | null, common: string | null): string | null {
  const url = ofTraces ?? (common && `${common.replace(/\/+$/, '')}/v1/traces`);
  return url !== null && URL.canParse(url) && /^https?:/.test(url) ? url : null;
}

/** `name=value,other=value`, values percent-encoded. What is none is passed over. */
function readPairs(text: string | null): Record<string, string> {
  const pairs = (text ?? '').split(',').flatMap((pair) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [[name, decode(value)] as const];
  });
  return Object.fromEntries(pairs);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
