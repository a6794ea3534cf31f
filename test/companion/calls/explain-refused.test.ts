import { expect, it } from 'vitest';
import { explainRefused } from '../../../companion/calls/explain-refused.ts';
import type { CallEnd } from '../../../companion/gateway/review-port.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';

/** What a provider's refusal with this body is told as in its header. */
function headerOf(errorText: string): string {
  const end: CallEnd = {
    call: {
      ...{ callId: 'a', requestId: 'a', kind: 'call', provider: 'sandbox', wire: 'metered', method: 'POST' },
      ...{
        surface: findSurfaceById('sandbox/enrich'),
        path: '/v1/enrich',
        tool: 'unnamed',
        label: null,
        account: null,
      },
      ...{ key: 'sk-1', isSigned: false, retry: null, idempotencyKey: null },
    },
    ...{ how: 'answer', status: 402, headers: {}, reading: null, errorText, bookedAs: null },
    ...{ startedAt: 0, firstByteAt: null, endedAt: 0 },
  };
  return String(explainRefused(end)?.note.headers['tollkeeper-explanation']);
}

it.each([
  '{"error":{"message":"Insufficient balance: you have 3 credits, this needs 36"}}',
  `{"error":{"message":"Insufficient balance","model":"${'m'.repeat(9000)}"}}`,
  '{"error":{"message":"余额不足\\u007f\\n"}}',
  `Insufficient balance ${'余额不足 '.repeat(2000)}`,
])('a header stays short, and of signs that every client takes, whatever the provider says', (said) => {
  const header = headerOf(said);
  expect(header).toMatch(/^[\x20-\x7e]{2,2048}$/);
  expect(JSON.parse(header)).toMatchObject({ cause: expect.any(String), options: expect.any(Array) });
});
