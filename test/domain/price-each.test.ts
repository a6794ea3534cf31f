import { expect, it } from 'vitest';
import type { Count, Draft, Outcome } from '../../lib/domain/call.ts';
import { costOf } from '../../lib/domain/cost-of.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import type { Price } from '../../lib/domain/price.ts';
import { chatDraft } from './samples.ts';

const count = (low: number, high = low): Count => ({ low, likely: Math.round((low + high) / 2), high });
/** $1 and $2 a million, five times as much where a request has more than 1,000 tokens. */
const price: Price = {
  model: 'sized',
  unit: 'USD',
  rates: { 'input-tokens': 1_000_000n, 'output-tokens': 2_000_000n },
  sizes: [{ aboveInputTokens: 1000, rates: { 'input-tokens': 5_000_000n, 'output-tokens': 10_000_000n } }],
  rounding: 'half-up',
  setsAside: 'output-bound',
  outputTokensDefault: null,
  outputTokensPrior: [10, 10, 10],
  date: '2026-11-21',
  source: 'a test',
};
const batchOf = (each: Count, answers = 10): Draft =>
  chatDraft({
    model: 'sized',
    inputTokens: { low: each.low * answers, likely: each.likely * answers, high: each.high * answers },
    outputTokensMax: 10,
    answers,
    each,
  });
const billed = (each: Count | undefined): Outcome => ({
  kind: 'answer',
  usage: { 'input-tokens': 10_000, 'output-tokens': 100 },
  cost: null,
  output: null,
  ...(each && { each }),
});

it('the size of a request is its own, not that of the batch it is in', () => {
  expect(estimateCall(batchOf(count(1000)), price, null)?.likelyNano).toBe(10_200_000n);
  expect(estimateCall(batchOf(count(1001)), price, null)?.likelyNano).toBe(51_050_000n);
  expect(costOf(billed(count(1000)), batchOf(count(1000)), price, true)).toMatchObject({
    cost: { likelyNano: 10_200_000n },
    certainty: 'billed',
  });
  expect(costOf(billed(undefined), batchOf(count(1000)), price, true).cost?.likelyNano).toBe(51_000_000n);
});

it('a batch of requests of several sizes costs between what all would cost as the smallest and as the largest', () => {
  const mixed = estimateCall(batchOf(count(500, 1500)), price, null);
  expect([mixed?.lowNano, mixed?.highNano]).toEqual([5_200_000n, 76_000_000n]);
  expect(costOf(billed(count(500, 1500)), batchOf(count(500, 1500)), price, true)).toEqual({
    cost: { unit: 'USD', lowNano: 10_200_000n, likelyNano: 10_200_000n, highNano: 51_000_000n },
    certainty: 'estimated',
  });
});
