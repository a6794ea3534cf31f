import type { CallRecord } from '../../lib/domain/record.ts';

/** A settled call that was answered, with everything that records of this version have. */
export function recordOf(callId: string, openedAt: number, change: Partial<CallRecord> = {}): CallRecord {
  const nano = BigInt(openedAt % 1_000_000);
  return {
    ...{ callId, requestId: callId, providerRequestId: `req_${openedAt}`, provider: 'openai', surface: 'chat' },
    ...{ account: 'openai:acc_1', fingerprint: 'ab'.repeat(32), masked: null, origin: 'https://a.example' },
    ...{ model: 'm-1', draft: null, estimateLikelyNano: nano, outcome: 'answer' },
    forecast: { lowNano: 1n, highNano: nano },
    usage: { 'input-tokens': 1200, 'output-tokens': openedAt % 777 },
    cost: { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano },
    ...{ certainty: 'billed', pricedBy: null, refusalCause: null, isReviewed: true },
    ...{ openedAt, settledAt: openedAt + 900, day: new Date(openedAt).toISOString().slice(0, 10) },
    ...change,
  };
}
