import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsBilled } from '../../lib/domain/billed-steps.ts';
import type { Usage } from '../../lib/domain/call.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { explainRecord } from '../../lib/domain/explain-record.ts';
import { type Price, pricedBy, priceUsage } from '../../lib/domain/price.ts';
import { timesPrice } from '../../lib/domain/price-tiers.ts';
import { pricesOfEach } from '../../lib/domain/prices-of-each.ts';
import { chatDraft, chatPrice, chatRecord } from './samples.ts';

/** A minute begun at six cents (a thousandth of a dollar a second). */
const BY_MINUTE: Price = chatPrice({
  model: null,
  rates: { milliseconds: 1_000_000n },
  steps: { milliseconds: { each: 60_000 } },
});
/** By the second, ten at least. */
const BY_SECOND: Price = { ...BY_MINUTE, steps: { milliseconds: { each: 1000, least: 10_000 } } };
/** A call costs a cent at least. */
const AT_LEAST: Price = { ...BY_MINUTE, steps: {}, callMin: 10_000_000_000n };

describe('what is billed in steps', () => {
  it.each([
    [BY_MINUTE, 1, 60_000_000n],
    [BY_MINUTE, 60_000, 60_000_000n],
    [BY_MINUTE, 60_001, 120_000_000n],
    [BY_SECOND, 1, 10_000_000n],
    [BY_SECOND, 10_001, 11_000_000n],
    [AT_LEAST, 1, 10_000_000n],
    [AT_LEAST, 10_000, 10_000_000n],
    [AT_LEAST, 10_001, 10_001_000n],
    [BY_MINUTE, 0, 0n],
    [AT_LEAST, 0, 0n],
  ])('%#: %o of %i ms costs %s', (price, milliseconds, nano) => {
    expect(priceUsage({ milliseconds }, price)).toBe(nano);
  });

  it('nothing is billed as nothing, and nothing ever as less than there is', () => {
    const step = fc.record({ each: fc.integer({ min: 1, max: 1e6 }) }, { requiredKeys: ['each'] });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        step,
        fc.integer({ min: 0, max: 1e6 }),
        (count, { each }, least) => {
          const billed = unitsBilled(count, { each, least });
          expect(billed).toBeGreaterThanOrEqual(count);
          expect(billed % each).toBe(0);
          if (count === 0) expect(billed).toBe(0);
        },
      ),
    );
  });
});

describe('several calls that are billed together', () => {
  const each = { low: 1, likely: 1, high: 1 };
  const batch = chatDraft({ inputTokens: { low: 10, likely: 10, high: 10 }, outputTokensMax: 1, answers: 10, each });

  it.each([
    ['a least', { callMin: 10_000_000_000n }],
    ['a fee', { callFee: 10_000_000_000n }],
  ])('have each %s: it is held for all of them', (_, part) => {
    const estimate = estimateCall(batch, chatPrice(part), null);
    expect(estimate?.mostNano).toBeGreaterThanOrEqual(100_000_000n);
    expect(estimate?.likelyNano).toBeGreaterThanOrEqual(100_000_000n);
    expect(estimate?.lowNano).toBeGreaterThanOrEqual(100_000_000n);
  });

  it('come together to what each comes to by itself, within their range', () => {
    const price = (callMin: bigint, step: number): Price =>
      chatPrice({
        callMin,
        callFee: 1_000n,
        steps: { 'input-tokens': { each: step }, 'output-tokens': { each: 1, least: step } },
      });
    const call = fc.record({
      'input-tokens': fc.integer({ min: 1, max: 500 }),
      'output-tokens': fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.array(call, { minLength: 1, maxLength: 8 }),
        fc.bigInt(0n, 10n ** 9n),
        fc.integer({ min: 1, max: 100 }),
        (calls, min, step) => {
          const one = price(min, step);
          const real = calls.reduce((sum, usage) => sum + (priceUsage(usage, one) ?? 0n), 0n);
          const sum = (meter: 'input-tokens' | 'output-tokens') => calls.reduce((all, usage) => all + usage[meter], 0);
          const usage = { 'input-tokens': sum('input-tokens'), 'output-tokens': sum('output-tokens') };
          const { low, high } = pricesOfEach(one, each, calls.length);
          // Each is rounded by itself.
          const slack = BigInt(calls.length);
          expect(priceUsage(usage, low) ?? 0n).toBeLessThanOrEqual(real + slack);
          expect((priceUsage(usage, high) ?? 0n) + slack).toBeGreaterThanOrEqual(real);
        },
      ),
    );
  });
});

const METERS = ['milliseconds', 'requests', 'input-tokens', 'output-tokens'] as const;
const usageOf = fc.record(
  Object.fromEntries(METERS.map((meter) => [meter, fc.integer({ min: 0, max: 1e7 })])),
) as fc.Arbitrary<Usage>;
const priceOf = fc
  .record({
    rates: fc.record(Object.fromEntries(METERS.map((meter) => [meter, fc.bigInt({ min: 0n, max: 10n ** 10n })]))),
    steps: fc.dictionary(
      fc.constantFrom(...METERS),
      fc.record(
        { each: fc.integer({ min: 1, max: 1e5 }), least: fc.integer({ min: 1, max: 1e5 }) },
        { requiredKeys: ['each'] },
      ),
    ),
    callMin: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    rounding: fc.constantFrom('up' as const, 'half-up' as const),
  })
  .map((change) => chatPrice(change as Partial<Price>));

describe('with steps and a least sum', () => {
  it('whoever uses more never pays less: what is held for the most covers all that is smaller', () => {
    fc.assert(
      fc.property(priceOf, usageOf, usageOf, (price, one, other) => {
        const most = Object.fromEntries(METERS.map((meter) => [meter, Math.max(one[meter] ?? 0, other[meter] ?? 0)]));
        const [small, large] = [priceUsage(one, price), priceUsage(most, price)];
        expect(small !== null && large !== null && small <= large).toBe(true);
      }),
    );
  });

  it('the worst case of a call covers every answer that it may get', () => {
    const bounds = fc.record({ input: fc.integer({ min: 0, max: 1e6 }), output: fc.integer({ min: 1, max: 1e5 }) });
    fc.assert(
      fc.property(priceOf, bounds, fc.double({ min: 0, max: 1, noNaN: true }), (base, { input, output }, part) => {
        const { requests: _, milliseconds: _ms, ...rates } = base.rates;
        const price = { ...base, rates };
        const draft = chatDraft({ inputTokens: { low: input, likely: input, high: input }, outputTokensMax: output });
        const most = estimateCall(draft, price, null)?.mostNano;
        const billed = priceUsage({ 'input-tokens': input, 'output-tokens': Math.floor(output * part) }, price);
        expect(most !== undefined && billed !== null && billed <= most).toBe(true);
      }),
    );
  });

  it('a forecast has parts that add up to it', () => {
    for (const price of [BY_MINUTE, BY_SECOND, AT_LEAST]) {
      const draft = chatDraft({ inputTokens: null, units: { meter: 'milliseconds', count: 61_000 } });
      const small = { ...draft, units: { meter: 'milliseconds', count: 5 } } as const;
      for (const one of [draft, small]) {
        const estimate = estimateCall(one, price, null);
        const sum = estimate?.parts
          .filter(({ role }) => role === 'likely')
          .reduce((all, { count, picoPerUnit }) => all + (BigInt(count) * picoPerUnit) / 1000n, 0n);
        expect(sum).toBe(estimate?.likelyNano);
      }
    }
  });

  it('a record keeps both, and its sum is shown by what was billed', () => {
    const kept = pricedBy({ ...BY_MINUTE, callMin: 1n });
    expect([kept.steps, kept.callMin]).toEqual([BY_MINUTE.steps, 1n]);
    const cost = { unit: 'USD', lowNano: 60_000_000n, likelyNano: 60_000_000n, highNano: 60_000_000n };
    const record = chatRecord({ usage: { milliseconds: 5 }, cost, pricedBy: pricedBy(BY_MINUTE) });
    const text = JSON.stringify(explainRecord(record, null).cost, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(text).toContain('60000');
    expect(text).not.toContain('paid.byPrice');
  });

  it('a group’s ratio holds for the least, too', () => {
    expect(timesPrice(AT_LEAST, { of: 1n, per: 2n }).callMin).toBe(5_000_000_000n);
  });
});
