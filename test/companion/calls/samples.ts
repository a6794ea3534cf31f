import type { CallEnd, GatewayCall } from '../../../companion/gateway/review-port.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';

/** A call of the sandbox, of two records. */
const surface = findSurfaceById('sandbox/enrich');
export const call: GatewayCall = {
  ...{ callId: 'a', requestId: 'a', kind: 'call', provider: 'sandbox', surface, wire: 'metered', method: 'POST' },
  ...{ path: '/v1/enrich', tool: 'unnamed', label: null, account: null, key: 'sk-1', isSigned: false, retry: null },
  ...{ idempotencyKey: null, signal: new AbortController().signal },
  body: { kind: 'text', text: '{"records":[{},{}]}', bytes: 19 },
};

/** Its end, which says what it took. */
export const end: CallEnd = {
  ...{ call, how: 'answer', status: 200, headers: { 'content-type': 'application/json' }, errorText: null },
  ...{ bookedAs: null, startedAt: Date.now(), firstByteAt: null, endedAt: Date.now() },
  reading: { usage: { records: 2 }, cost: '36', output: null, errorText: null, isComplete: true },
};
