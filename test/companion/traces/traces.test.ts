import { describe, expect, it } from 'vitest';
import type { EndedCall } from '../../../companion/events/news.ts';
import { toSpan } from '../../../companion/traces/to-span.ts';
import { readTraceOptions } from '../../../companion/traces/trace-options.ts';
import { runCompanion } from '../running-companion.ts';
import { openCollector } from './collector.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

const environmentOf = (origin: string, more: object = {}) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: origin,
  OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=ada%20l',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  ...more,
});

describe('spans of a companion', () => {
  it('are one for each call, below the trace of its client, with sizes and sums in the words of the conventions', async () => {
    const collector = await openCollector();
    const running = await runCompanion({ environment: environmentOf(collector.origin) });
    const traceparent = `00-${TRACE}-${PARENT}-01`;
    await running.chat({}, { traceparent });
    await running.chat({ stream: true });
    await expect.poll(async () => (await running.ask('GET', '/api/v1/calls')).body.calls.length).toBe(2);
    const calls = (await running.ask('GET', '/api/v1/calls')).body.calls;
    await running.companion.stop();
    expect(collector.requests[0]).toMatchObject({ url: '/v1/traces', headers: { 'x-tenant': 'ada l' } });
    expect(collector.resources[0]).toEqual({
      ...{ 'service.name': 'tollkeeper', 'service.version': '1.2.3', 'deployment.environment.name': 'test' },
    });
    expect(collector.spans).toHaveLength(2);
    const [one, two] = collector.spans;
    const first = calls.find(({ id }: { id: string }) => id === one?.attributes['tollkeeper.call.id']);
    expect(one).toMatchObject({
      name: 'chat toll-mini',
      traceId: TRACE,
      parentSpanId: PARENT,
      kind: 3,
      status: { code: 0 },
    });
    expect(one?.attributes).toEqual({
      ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'sandbox', 'gen_ai.request.model': 'toll-mini' },
      ...{ 'gen_ai.request.stream': false, 'gen_ai.request.max_tokens': 50, 'http.response.status_code': 200 },
      'gen_ai.usage.input_tokens': first.usage['input-tokens'],
      'gen_ai.usage.cache_read.input_tokens': 0,
      'gen_ai.usage.output_tokens': first.usage['output-tokens'],
      ...{
        'tollkeeper.call.id': first.id,
        'tollkeeper.request.id': first.request,
        'tollkeeper.origin': 'tool:unnamed',
      },
      ...{ 'tollkeeper.provider': 'sandbox', 'tollkeeper.surface': 'sandbox/chat', 'tollkeeper.outcome': 'answer' },
      ...{ 'tollkeeper.cost': first.cost.likely, 'tollkeeper.cost.unit': 'USD', 'tollkeeper.cost.certainty': 'billed' },
      'tollkeeper.overhead_ms': expect.any(Number),
    });
    expect(two?.parentSpanId).toBeFalsy();
    expect(two?.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    });
    expect(Number(two?.endTimeUnixNano)).toBeGreaterThanOrEqual(Number(two?.startTimeUnixNano));
  });

  it('say why a call was stopped here, and mark it as failed', async () => {
    const collector = await openCollector();
    const running = await runCompanion({ environment: environmentOf(collector.origin) });
    await running.ask('PUT', '/api/v1/budgets/daily', { body: { limit: '0.000000001', per: 'day' } });
    await running.chat();
    await running.companion.stop();
    expect(collector.spans).toMatchObject([
      { status: { code: 2 }, attributes: { 'error.type': 'budget-exceeded', 'tollkeeper.outcome': 'stopped' } },
    ]);
  });

  it.each([
    ['what its client does not sample', {}, { traceparent: `00-${TRACE}-${PARENT}-00` }],
    ['anything where it is told so', { OTEL_TRACES_SAMPLER: 'always_off' }, {}],
    [
      'anything where the ratio is 0',
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
      {},
    ],
  ])('are not sent of %s', async (_what, more, headers) => {
    const collector = await openCollector();
    const running = await runCompanion({ environment: environmentOf(collector.origin, more) });
    await running.chat({}, headers);
    await running.companion.stop();
    expect(collector.spans).toEqual([]);
  });

  it('stop nothing where the collector is away, and are told of once', async () => {
    const collector = await openCollector(400);
    const running = await runCompanion({ environment: environmentOf(collector.origin) });
    for (let n = 0; n < 3; n += 1) expect((await running.chat()).status).toBe(200);
    await running.companion.stop();
    expect(running.troubles).toEqual([expect.stringContaining('spans could not be delivered')]);
  });
});

describe('the variables of OpenTelemetry', () => {
  it.each([
    [{}, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'file:///etc' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'TRUE' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/base/' }, 'http://c:4318/base/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t/x' }, 'https://t/x'],
  ])('%j lead to %s', (environment, url) => {
    expect(readTraceOptions(environment)?.url ?? null).toBe(url);
  });

  it('name the service, and what is none of their form is passed over', () => {
    const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_EXPORTER_OTLP_HEADERS: 'a=1,,b, c=%zz' };
    expect(readTraceOptions({ ...base, OTEL_RESOURCE_ATTRIBUTES: 'service.name=x,team=y' })).toMatchObject({
      ...{ headers: { a: '1', c: '%zz' }, service: 'x', resource: { team: 'y' } },
    });
    expect(readTraceOptions({ ...base, OTEL_SERVICE_NAME: 'toll', OTEL_TRACES_SAMPLER_ARG: '7' })).toMatchObject({
      service: 'toll',
      ratio: 1,
    });
  });
});

describe('a span', () => {
  const call = (change: object): EndedCall =>
    ({
      ...{
        callId: 'c',
        requestId: 'r',
        provider: 'openai',
        surface: 'openai/chat',
        wire: 'openai-chat',
        origin: 'tool:x',
      },
      ...{ model: 'm', isStream: false, outputMax: null, how: 'answer', status: 200, startedAt: 0, firstByteAt: 1 },
      ...{ endedAt: 2, oursMs: null, traceparent: null, refusal: null, record: null, replaced: null },
      ...change,
    }) as EndedCall;

  it.each([
    '',
    'x',
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
  ])('has no parent where the client sends "%s"', (traceparent) => {
    expect(toSpan(call({ traceparent })).parent).toBeNull();
  });

  it('counts what came out of a cache among the input, as the conventions do', () => {
    const usage = {
      'input-tokens': 10,
      'cached-input-tokens': 5,
      'cache-write-tokens': 3,
      'cache-write-1h-tokens': 1,
      'output-tokens': 7,
    };
    const record = { outcome: 'answer', certainty: 'billed', usage, cost: null, refusalCause: null };
    expect(toSpan(call({ record })).attributes).toMatchObject({
      ...{ 'gen_ai.usage.input_tokens': 19, 'gen_ai.usage.output_tokens': 7 },
      ...{ 'gen_ai.usage.cache_read.input_tokens': 5, 'gen_ai.usage.cache_creation.input_tokens': 4 },
    });
  });

  it('of an API that is no generative model has none of their attributes', () => {
    const { name, attributes } = toSpan(call({ provider: 'deepl', wire: 'metered', model: null }));
    expect([name, Object.keys(attributes).filter((key) => key.startsWith('gen_ai'))]).toEqual(['call deepl', []]);
  });
});
