import { describe, expect, it } from 'vitest';
import { explainRefused } from '../../../companion/calls/explain-refused.ts';
import type { CallEnd } from '../../../companion/gateway/review-port.ts';
import type { CallFacts } from '../../../lib/domain/facts.ts';
import { findSurfaceById } from '../../../lib/providers/registry.ts';
import { balanceOf, factsOf } from '../../domain/samples.ts';

/** A call that a provider refused with this body. */
function endOf(errorText: string): CallEnd {
  return {
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
}

/** What a provider's refusal with this body is told as in its header. */
function headerOf(errorText: string): string {
  return String(explainRefused(endOf(errorText), null)?.note.headers['tollkeeper-explanation']);
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

describe('a refusal that says "insufficient balance" and nothing else', () => {
  const explainedWith = (facts: CallFacts | null) => {
    const explained = explainRefused(endOf('{"error":{"message":"Insufficient balance"}}'), facts);
    return { cause: explained?.cause, told: explained?.note.member as Record<string, unknown> | undefined };
  };

  it('is taken at its word where nobody knows the wallet', () => {
    expect(explainedWith(null)).toMatchObject({ cause: 'depleted', told: { cause: 'depleted' } });
    expect(explainedWith(null).told).not.toHaveProperty('balance');
  });

  it('is told with what is there and what was needed, where that is known', () => {
    const { cause, told } = explainedWith(factsOf(balanceOf(1_000_000n)));
    expect(cause).toBe('not-enough');
    expect(told).toMatchObject({ cause: 'insufficient_for_request', balance: { unit: 'USD', amount: '0.001' } });
    expect(told).toHaveProperty('cost.unit', 'USD');
  });

  it('is told as frozen where that is what is missing', () => {
    const frozenNano = 10n ** 12n;
    expect(explainedWith(factsOf(balanceOf(1_000_000n, { frozenNano })))).toMatchObject({ cause: 'frozen' });
  });

  it('is not said to be a lack of money where there is enough', () => {
    const { cause, told } = explainedWith(factsOf(balanceOf(10n ** 13n)));
    expect(cause).toBeNull();
    expect(told).toMatchObject({ cause: 'unsure', explanation: expect.not.stringMatching(/used up/) });
  });

  it('is taken at its word where the reading is old, or of another unit', () => {
    expect(explainedWith(factsOf(balanceOf(10n ** 13n, { at: 0 }))).cause).toBe('depleted');
    expect(explainedWith(factsOf(balanceOf(5n, { unit: 'credits' }))).told).not.toHaveProperty('cost');
  });
});
