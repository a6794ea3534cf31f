import fc from 'fast-check';
import { type Balance, balanceNow } from '../../lib/domain/balance.ts';
import type { Draft, RefusalReading } from '../../lib/domain/call.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import type { OutputForecast } from '../../lib/domain/output-forecast.ts';
import type { Price } from '../../lib/domain/price.ts';
import type { CallRecord } from '../../lib/domain/record.ts';

/** One whole unit in nano-units. */
export const ONE = 1_000_000_000n;
/** 2026-11-21T12:00Z: when the samples are looked at, epoch ms. */
export const NOW = 1_795_262_400_000;

/** A chat call: 1,200 tokens in, at most 4,096 out. */
export function chatDraft(change: Partial<Draft> = {}): Draft {
  return {
    wire: 'openai-chat',
    model: 'big',
    inputTokens: { low: 1200, likely: 1200, high: 1200 },
    outputTokensMax: 4096,
    answers: 1,
    units: null,
    isStream: false,
    revisable: ['output-max', 'model'],
    ...change,
  };
}

/** A call for so many records. */
export function batchDraft(count: number, change: Partial<Draft> = {}): Draft {
  const none = {
    inputTokens: null,
    outputTokensMax: null,
    model: null,
    wire: 'metered',
    revisable: ['batch'],
  } as const;
  return chatDraft({ ...none, units: { meter: 'records', count }, ...change });
}

/** $10 and $30 per million tokens. */
export function chatPrice(change: Partial<Price> = {}): Price {
  return {
    model: 'big',
    unit: 'USD',
    rates: { 'input-tokens': 10_000_000n, 'output-tokens': 30_000_000n },
    rounding: 'up',
    outputTokensDefault: 4096,
    outputTokensPrior: [60, 220, 420],
    date: '2026-11-21',
    source: 'test',
    ...change,
  };
}

/** 18 credits a record. */
export function batchPrice(change: Partial<Price> = {}): Price {
  const none = { model: null, unit: 'credits', outputTokensDefault: null, outputTokensPrior: null } as const;
  return chatPrice({ ...none, rates: { records: 18_000n * ONE }, ...change });
}

/** A forecast that rests on calls to the same model. */
export function lengthsOf(p10: number, p50: number, p90: number, calls = 46, p95 = 2 * p90): OutputForecast {
  return { p10, p50, p90, p95, calls, of: calls === 0 ? null : 'model' };
}

/** A balance read just now. */
export function balanceOf(availableNano: bigint | null, change: Partial<Balance> = {}): Balance {
  const { spentSinceNano = 0n, openNano = 0n, ...reading } = change;
  const base = { unit: 'USD', availableNano, frozenNano: 0n, at: NOW, source: 'console', ...reading } as const;
  return balanceNow(base, spentSinceNano, openNano);
}

/** The facts of the sample chat call over a balance; null: never read. */
export function factsOf(balance: Balance | null, change: Partial<CallFacts> = {}): CallFacts {
  return {
    providerName: 'Sample',
    model: 'big',
    estimate: estimateCall(chatDraft(), chatPrice(), null),
    balance,
    key: null,
    batch: null,
    fits: { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null },
    links: { recharge: null, keys: null, transactions: null },
    rechargeMinNano: null,
    ownLimitNano: null,
    callsWaiting: 1,
    reserveAllNano: null,
    now: NOW,
    ...change,
  };
}

/** The record of an answer of 1,000 tokens to 1,000, billed at {@link chatPrice}. */
export function chatRecord(change: Partial<CallRecord> = {}): CallRecord {
  const nano = ONE / 25n;
  return {
    ...{ callId: 'a', requestId: 'a', provider: 'sample', surface: 'sample/chat', account: null, fingerprint: null },
    ...{ origin: 'https://sample.example', model: 'big', draft: chatDraft(), estimateLikelyNano: null },
    ...{ outcome: 'answer', usage: { 'input-tokens': 1000, 'output-tokens': 1000 } },
    cost: { unit: 'USD', lowNano: nano, likelyNano: nano, highNano: nano },
    ...{ certainty: 'billed', refusalCause: null, isReviewed: true },
    ...{ openedAt: NOW, settledAt: NOW, day: '2026-11-21' },
    ...change,
  };
}

/** A refusal that says "money" and nothing else. */
export function refusalOf(change: Partial<RefusalReading> = {}): RefusalReading {
  return {
    says: 'money',
    status: 402,
    code: 'insufficient_balance',
    availableNano: null,
    neededNano: null,
    unit: null,
    retryAfterMs: null,
    providerRequestId: null,
    hasAnswerBegun: false,
    ...change,
  };
}

export const roundings = fc.constantFrom('up', 'half-up', 'down' as const);

/** Rates from a thousandth of a nano-unit to 10¹² nano-units a piece, pico-units. */
export const rates = fc.oneof(fc.bigInt(1n, 5_000n), fc.bigInt(1n, 10n ** 9n), fc.bigInt(1n, 10n ** 15n));

/** Counts up to 10⁹. */
export const counts = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 1_000_000_000 }));

/** A range of counts with low ≤ likely ≤ high. */
export const countRanges = fc
  .tuple(counts, counts, counts)
  .map((three) => three.sort((a, b) => a - b))
  .map(([low = 0, likely = 0, high = 0]) => ({ low, likely, high }));

/** Draft and price of a chat call, of any size. */
export const chatCalls = fc
  .record({
    inputTokens: countRanges,
    outputTokensMax: fc.option(fc.integer({ min: 1, max: 1_000_000_000 })),
    answers: fc.integer({ min: 1, max: 128 }),
    rounding: roundings,
    input: rates,
    output: rates,
  })
  .map(({ inputTokens, outputTokensMax, answers, rounding, input, output }) => ({
    draft: chatDraft({ inputTokens, outputTokensMax, answers }),
    price: chatPrice({ rounding, rates: { 'input-tokens': input, 'output-tokens': output } }),
  }));
