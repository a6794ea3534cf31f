import type { Attributes } from '@opentelemetry/api';
import type { Meter, WireId } from '../../lib/domain/call.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { hideSecrets } from '../events/hide-secrets.ts';
import { type EndedCall, requestOf } from '../events/news.ts';
import { outcomeOf } from '../metrics/tally.ts';

/** A call as a span: sizes, sums and what became of it; never what was asked or answered. */
export interface CallSpan {
  readonly name: string;
  readonly attributes: Attributes;
  readonly isError: boolean;
  /** Null: the client has no trace of its own. */
  readonly parent: SpanParent | null;
}

/** Where a client's trace stands. */
export interface SpanParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** What OpenTelemetry calls some providers (`gen_ai.provider.name`); others are called by our id. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  'google-gemini': 'gcp.gemini',
  'aws-bedrock': 'aws.bedrock',
  'azure-openai': 'azure.ai.openai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};

/** What is done over a wire (`gen_ai.operation.name`); one that is not here is no generative model. */
const OPERATIONS: Readonly<Partial<Record<WireId, string>>> = {
  'openai-chat': 'chat',
  'openai-responses': 'chat',
  'openai-realtime': 'chat',
  'anthropic-messages': 'chat',
  'bedrock-converse': 'chat',
  'cohere-chat': 'chat',
  'gemini-generate': 'generate_content',
  'openai-embeddings': 'embeddings',
  'openai-images': 'generate_content',
  'openai-audio': 'generate_content',
};

const READ: readonly Meter[] = ['cached-input-tokens', 'cached-audio-input-tokens'];
const WRITTEN: readonly Meter[] = ['cache-write-tokens', 'cache-write-1h-tokens'];
const INPUT: readonly Meter[] = ['input-tokens', 'audio-input-tokens', 'image-input-tokens', ...READ, ...WRITTEN];
const OUTPUT: readonly Meter[] = ['output-tokens', 'audio-output-tokens', 'image-output-tokens'];

/** What became of a call that is no failure of anybody. */
const FINE: readonly string[] = ['answer', 'unsent', 'cut-by-client'];

/**
 * One call in the words of the semantic conventions for generative models, and ours where they have none.
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */
export function toSpan(call: EndedCall): CallSpan {
  const { record, refusal, status, how } = call;
  const outcome = outcomeOf(call);
  const word = record?.outcome === 'cut' && how !== null ? how : outcome;
  const isError = !FINE.includes(word);
  const operation = call.wire === null ? undefined : OPERATIONS[call.wire];
  const model = call.model === null ? null : hideSecrets(call.model);
  const errorType = record?.refusalCause ?? refusal?.type ?? (status !== null && status >= 400 ? String(status) : word);
  return {
    name: operation === undefined ? `call ${call.provider}` : [operation, model].filter(Boolean).join(' '),
    isError,
    parent: readParent(call.traceparent),
    attributes: {
      ...(operation !== undefined && { ...generative(call, operation), ...usageOf(call) }),
      ...(operation !== undefined && model !== null && { 'gen_ai.request.model': model }),
      ...(status !== null && { 'http.response.status_code': status }),
      ...(isError && { 'error.type': errorType }),
      ...own(call, outcome),
    },
  };
}

function generative(
  { provider, outputMax, isStream, firstByteAt, startedAt }: EndedCall,
  operation: string,
): Attributes {
  const [family = provider] = provider.split('@');
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': PROVIDER_NAMES[family] ?? family,
    'gen_ai.request.stream': isStream,
    ...(outputMax !== null && { 'gen_ai.request.max_tokens': outputMax }),
    ...(isStream &&
      firstByteAt !== null && { 'gen_ai.response.time_to_first_chunk': (firstByteAt - startedAt) / 1000 }),
  };
}

/** The conventions count what came out of a cache among the input; we keep each apart. */
function usageOf({ record }: EndedCall): Attributes {
  const usage = record?.usage ?? null;
  if (usage === null) return {};
  const sum = (meters: readonly Meter[]): number => meters.reduce((all, meter) => all + (usage[meter] ?? 0), 0);
  const has = (meters: readonly Meter[]): boolean => meters.some((meter) => usage[meter] !== undefined);
  return {
    ...(has(INPUT) && { 'gen_ai.usage.input_tokens': sum(INPUT) }),
    ...(has(OUTPUT) && { 'gen_ai.usage.output_tokens': sum(OUTPUT) }),
    ...(has(READ) && { 'gen_ai.usage.cache_read.input_tokens': sum(READ) }),
    ...(has(WRITTEN) && { 'gen_ai.usage.cache_creation.input_tokens': sum(WRITTEN) }),
  };
}

function own(
  { record, refusal, callId, requestId, origin, provider, surface, oursMs }: EndedCall,
  outcome: string,
): Attributes {
  const { cost = null } = record ?? {};
  return {
    'tollkeeper.call.id': callId,
    'tollkeeper.request.id': requestOf({ callId, requestId }),
    'tollkeeper.origin': hideSecrets(origin),
    'tollkeeper.provider': provider,
    'tollkeeper.outcome': outcome,
    ...(surface !== null && { 'tollkeeper.surface': surface }),
    // A text: what collectors keep of a number may be rounded.
    ...(cost !== null && { 'tollkeeper.cost': toDecimal(cost.likelyNano), 'tollkeeper.cost.unit': cost.unit }),
    ...(record !== null && { 'tollkeeper.cost.certainty': record.certainty }),
    ...(refusal !== null && { 'tollkeeper.policies': [...refusal.policies] }),
    ...(oursMs !== null && { 'tollkeeper.overhead_ms': oursMs }),
  };
}

/** A `traceparent` of the W3C; null: none, or none that is one. */
function readParent(text: string | null): SpanParent | null {
  const [, version, traceId, spanId, flags = ''] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || version === 'ff') return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
