import { describe, expect, it } from 'vitest';
import { priceUsage, rateOf } from '../../lib/domain/price.ts';
import { batchPrice, chatPrice, ONE } from './samples.ts';

const cached = { 'input-tokens': 10_000_000n, 'cached-input-tokens': 1_000_000n, 'output-tokens': 30_000_000n };

describe('priceUsage', () => {
  it.each([
    ['input and output', { 'input-tokens': 1000, 'output-tokens': 2000 }, chatPrice(), 70_000_000n],
    [
      'a cached token at the cached price',
      { 'input-tokens': 1000, 'cached-input-tokens': 9000 },
      chatPrice({ rates: cached }),
      19_000_000n,
    ],
    [
      'a cached token at the input price where none is known',
      { 'cached-input-tokens': 9000 },
      chatPrice(),
      90_000_000n,
    ],
    ['records in credits', { records: 25 }, batchPrice(), 450n * ONE],
    [
      '10⁹ tokens at $75 per million',
      { 'input-tokens': 1e9 },
      chatPrice({ rates: { 'input-tokens': 75_000_000n } }),
      75_000n * ONE,
    ],
    ['a free model', { 'input-tokens': 5 }, chatPrice({ rates: { 'input-tokens': 0n } }), 0n],
    ['nothing', {}, chatPrice(), 0n],
    ['a meter without a rate that counted nothing', { 'input-tokens': 1, records: 0 }, chatPrice(), 10_000n],
  ] as const)('prices %s', (_name, usage, price, nano) => {
    expect(priceUsage(usage, price)).toBe(nano);
  });

  it('does not know the price of a meter without a rate: unknown is not zero', () => {
    expect(priceUsage({ records: 1 }, chatPrice())).toBeNull();
    expect(priceUsage({ 'input-tokens': 1, requests: 1 }, chatPrice())).toBeNull();
  });

  it('rounds the whole call once', () => {
    const rates = { 'input-tokens': 400n, 'output-tokens': 400n };
    const usage = { 'input-tokens': 1, 'output-tokens': 1 };
    expect(priceUsage(usage, chatPrice({ rates, rounding: 'up' }))).toBe(1n);
    expect(priceUsage(usage, chatPrice({ rates, rounding: 'half-up' }))).toBe(1n);
    expect(priceUsage(usage, chatPrice({ rates, rounding: 'down' }))).toBe(0n);
  });
});

describe('rateOf', () => {
  it('tells free from unknown', () => {
    expect(rateOf(chatPrice({ rates: { 'output-tokens': 0n } }), 'output-tokens')).toBe(0n);
    expect(rateOf(chatPrice({ rates: {} }), 'output-tokens')).toBeNull();
    expect(rateOf(chatPrice({ rates: {} }), 'cached-input-tokens')).toBeNull();
  });
});
