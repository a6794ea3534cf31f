import { describe, expect, it } from 'vitest';
import { toFixed } from '../decimal.ts';
import { costOf } from './billing.ts';
import { billedModelOf, isPeak, ratesOf } from './prices.ts';

describe('peak hours', () => {
  // 2026-11-23 is a Monday.
  it.each([
    ['2026-11-23T00:59:59.999Z', false],
    ['2026-11-23T01:00:00.000Z', true],
    ['2026-11-23T03:59:59.999Z', true],
    ['2026-11-23T04:00:00.000Z', false],
    ['2026-11-23T05:59:59.999Z', false],
    ['2026-11-23T06:00:00.000Z', true],
    ['2026-11-23T09:59:59.999Z', true],
    ['2026-11-23T10:00:00.000Z', false],
    ['2026-11-27T08:00:00.000Z', true],
    ['2026-11-28T08:00:00.000Z', false],
    ['2026-11-29T02:00:00.000Z', false],
  ])('%s: %j', (iso, expected) => {
    expect(isPeak(Date.parse(iso), [])).toBe(expected);
  });

  it('are not on public holidays in China', () => {
    expect(isPeak(Date.parse('2026-10-01T02:00:00Z'), [])).toBe(true);
    expect(isPeak(Date.parse('2026-10-01T02:00:00Z'), ['2026-10-01'])).toBe(false);
  });
});

describe('the price of a call', () => {
  const tokens = { hitTokens: 10_000, missTokens: 2000, completionTokens: 500 };
  it.each([
    // 10,000 × 0.003 + 2,000 × 0.15 + 500 × 0.60 = 630 millionths
    ['deepseek-flash', 'USD', false, '0.000630000'],
    ['deepseek-flash', 'USD', true, '0.001260000'],
    // 10,000 × 0.022 + 2,000 × 0.66 + 500 × 1.98 = 2,530
    ['deepseek-v4-pro', 'USD', false, '0.002530000'],
    ['deepseek-v4-pro', 'USD', true, '0.005060000'],
    // 10,000 × 0.02 + 2,000 × 1 + 500 × 4 = 4,200
    ['deepseek-flash', 'CNY', false, '0.004200000'],
    ['deepseek-flash', 'CNY', true, '0.008400000'],
    // 10,000 × 0.15 + 2,000 × 4.5 + 500 × 13.5 = 17,250
    ['deepseek-v4-pro', 'CNY', false, '0.017250000'],
    ['deepseek-v4-pro', 'CNY', true, '0.034500000'],
  ] as const)('%s in %s, peak %j: %s', (model, currency, isDear, expected) => {
    expect(toFixed(costOf(ratesOf(model, currency, isDear), tokens), 9)).toBe(expected);
  });

  it('goes by the name billed', () => {
    expect(billedModelOf('deepseek-v4-flash')).toBe('deepseek-flash');
    expect(billedModelOf('deepseek-chat')).toBeNull();
    expect(billedModelOf('toString')).toBeNull();
  });
});
