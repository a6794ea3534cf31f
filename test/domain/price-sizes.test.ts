import { describe, expect, it } from 'vitest';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { findFits } from '../../lib/domain/find-fits.ts';
import { inputTokensOf, type Price, priceOfSize, priceUsage } from '../../lib/domain/price.ts';
import { priceAt } from '../../lib/domain/price-at.ts';
import { chatDraft, chatPrice } from './samples.ts';

/** gemini-2.5-pro as of 2026-08: twice the input price above 200,000 tokens, for all of them. */
const TIERED: Price = chatPrice({
  rates: { 'input-tokens': 1_250_000n, 'cached-input-tokens': 125_000n, 'output-tokens': 10_000_000n },
  sizes: [
    {
      aboveInputTokens: 200_000,
      rates: { 'input-tokens': 2_500_000n, 'cached-input-tokens': 250_000n, 'output-tokens': 15_000_000n },
    },
  ],
});

describe('a price by the size of the whole call', () => {
  it.each([
    ['at the bound', { 'input-tokens': 200_000, 'output-tokens': 1000 }, 260_000_000n],
    ['one token above it', { 'input-tokens': 200_001, 'output-tokens': 1000 }, 515_002_500n],
    [
      'above it with what was cached',
      { 'input-tokens': 1, 'cached-input-tokens': 200_000, 'output-tokens': 0 },
      50_002_500n,
    ],
  ])('%s', (_name, usage, nano) => {
    expect(priceUsage(usage, TIERED)).toBe(nano);
  });

  it('counts all input, however it is billed', () => {
    const usage = { 'input-tokens': 1, 'cached-input-tokens': 2, 'cache-write-tokens': 4, 'cache-write-1h-tokens': 8 };
    expect(inputTokensOf({ ...usage, 'output-tokens': 100, searches: 3 })).toBe(15);
  });

  it('takes the highest bound that is passed, in whatever order they stand', () => {
    const at = (aboveInputTokens: number, rate: bigint) => ({ aboveInputTokens, rates: { 'input-tokens': rate } });
    const price = chatPrice({ rates: { 'input-tokens': 1n }, sizes: [at(128, 3n), at(256, 4n), at(32, 2n)] });
    const rates = [32, 33, 128, 129, 257].map((tokens) => priceOfSize(price, tokens).rates['input-tokens']);
    expect(rates).toEqual([1n, 2n, 2n, 3n, 4n]);
  });

  it('an estimate that may lie on either side of the bound costs accordingly', () => {
    const draft = chatDraft({
      inputTokens: { low: 199_000, likely: 200_500, high: 202_000 },
      outputTokensMax: 0,
    });
    const estimate = estimateCall(draft, TIERED, null);
    expect(estimate).toMatchObject({
      // All of it may be cached.
      lowNano: 24_875_000n,
      likelyNano: 501_250_000n,
      highNano: 505_000_000n,
      reserveNano: 501_250_000n,
      reserveLowNano: 248_750_000n,
    });
    expect(estimate?.parts[0]).toMatchObject({ picoPerUnit: 2_500_000n, nano: 501_250_000n });
  });

  it('what fits is worked out by the price that holds above the bound', () => {
    const draft = chatDraft({
      inputTokens: { low: 300_000, likely: 300_000, high: 300_000 },
      outputTokensMax: 10_000,
    });
    // 0.75 for the question; 0.015 buys 1,000 tokens of the answer.
    const fits = findFits(draft, TIERED, 765_000_000n, []);
    expect(fits).toMatchObject({ outputTokensMax: 1000, outputReserveNano: 765_000_000n });
  });
});

describe('a price that changes on a day', () => {
  const rates = (pico: bigint) => ({ 'input-tokens': pico });
  const price = chatPrice({
    rates: rates(10n),
    dated: [
      { from: '2026-08-21', rates: rates(30n), sizes: [{ aboveInputTokens: 5, rates: rates(60n) }] },
      { from: '2026-07-30', rates: rates(20n) },
    ],
  });
  const on = (iso: string): Price => priceAt(price, { startedAt: Date.parse(iso), endedAt: Date.parse(iso) });

  it.each([
    ['2026-07-29T23:59:59.999Z', 10n],
    ['2026-07-30T00:00:00Z', 20n],
    ['2026-08-20T23:59:59.999Z', 20n],
    ['2026-08-21T00:00:00Z', 30n],
    ['2027-01-01T00:00:00Z', 30n],
  ])('at %s', (iso, pico) => {
    expect(on(iso).rates['input-tokens']).toBe(pico);
  });

  it('sizes of one list are not those of another', () => {
    expect(priceUsage({ 'input-tokens': 6_000 }, on('2026-08-20T00:00:00Z'))).toBe(120n);
    expect(priceUsage({ 'input-tokens': 6_000 }, on('2026-08-21T00:00:00Z'))).toBe(360n);
  });
});
