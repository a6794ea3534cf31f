import type { CallRecord } from '../../lib/domain/record.ts';

/** 1 November 2026, 00:00 UTC. */
export const NOVEMBER = Date.UTC(2026, 10, 1);

/** A settled call; ids sort as they are numbered. */
export function recordOf(number: number, change: Partial<CallRecord> = {}): CallRecord {
  const callId = `c${String(number).padStart(6, '0')}`;
  const openedAt = change.openedAt ?? NOVEMBER + number * 1000;
  return {
    ...{ callId, requestId: callId, provider: 'openai', surface: 'openai/chat', account: null, fingerprint: null },
    ...{ origin: 'tool:nightly/prod', model: 'gpt-5.5', draft: null, estimateLikelyNano: 2_000_000n },
    ...{ outcome: 'answer', usage: { 'input-tokens': 100, 'cached-input-tokens': 20, 'output-tokens': 30 } },
    cost: { unit: 'USD', lowNano: 1_500_000n, likelyNano: 1_500_000n, highNano: 1_500_000n },
    ...{ certainty: 'billed', refusalCause: null, isReviewed: true, openedAt, settledAt: openedAt + 1234 },
    day: new Date(openedAt).toISOString().slice(0, 10),
    ...change,
  };
}
