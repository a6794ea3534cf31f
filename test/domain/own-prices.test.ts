import { describe, expect, it } from 'vitest';
import { exchange, withExchangeRate } from '../../lib/domain/exchange.ts';
import { explainShown } from '../../lib/domain/explain-record.ts';
import { listOf } from '../../lib/domain/learn-price.ts';
import {
  NO_TARIFF,
  OWN_PRICES_MAX,
  type OwnPrice,
  type OwnTariff,
  readTimes,
  withOwnPrice,
  withOwnTariff,
  withTimes,
} from '../../lib/domain/own-prices.ts';
import { type Price, priceUsage } from '../../lib/domain/price.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { chatPrice, ONE } from './samples.ts';

const LISTED = chatPrice({ rounding: 'half-up' });
const MINE: OwnPrice = {
  model: 'big',
  unit: 'CNY',
  rates: { 'input-tokens': 2_000_000n, 'output-tokens': 8_000_000n },
  on: '2026-11-20',
};
const pricesOf = (
  tariff: OwnTariff,
  change: { model?: string; group?: string | null; listed?: readonly Price[] } = {},
) => withOwnTariff(change.listed ?? [LISTED], { model: 'big', group: null, tariff, ...change });

describe('a multiplier', () => {
  const tariff: OwnTariff = { times: { '': '0.85', vip: '0.5' }, prices: [] };

  it('changes every rate, and says so', () => {
    const [price] = pricesOf(tariff);
    expect(price).toMatchObject({ rates: { 'input-tokens': 8_500_000n, 'output-tokens': 25_500_000n }, times: '0.85' });
    expect(price && listOf(price)).not.toBe(listOf(LISTED));
  });

  it.each([
    ['vip', 5_000_000n],
    ['default', 8_500_000n],
    [null, 8_500_000n],
    ['__proto__', 8_500_000n],
  ])('of a group goes before that of all: %s', (group, rate) => {
    expect(pricesOf(tariff, { group })[0]?.rates['input-tokens']).toBe(rate);
  });

  it('of another group changes nothing', () => {
    expect(pricesOf({ times: { vip: '0.5' }, prices: [] }, { group: 'default' })).toEqual([LISTED]);
  });

  it('holds at all sizes, hours and days', () => {
    const rates = { 'input-tokens': 20_000_000n };
    const listed = chatPrice({
      sizes: [{ aboveInputTokens: 1000, rates }],
      windows: [{ fromMinute: 0, toMinute: 1, weekdays: [0], exceptDays: [], rates }],
      dated: [{ from: '2026-01-01', rates, sizes: [{ aboveInputTokens: 5, rates }] }],
    });
    const [price] = pricesOf({ times: { '': '2' }, prices: [] }, { listed: [listed] });
    const doubled = { 'input-tokens': 40_000_000n };
    expect(price?.sizes?.[0]?.rates).toEqual(doubled);
    expect(price?.windows?.[0]?.rates).toEqual(doubled);
    expect(price?.dated?.[0]).toMatchObject({ rates: doubled, sizes: [{ rates: doubled }] });
  });

  it('is exact where points are billed, whose rates may be one part of a point', () => {
    const points = { perUnitNano: 500_000n * ONE, parts: 1n, rates: { 'input-tokens': 1n }, pointsMin: 1n };
    const [price] = pricesOf(tariff, { listed: [chatPrice({ points })] });
    // 1,000 points at 0.85 are 850, of which 500,000 make a dollar.
    expect(price && priceUsage({ 'input-tokens': 1000 }, price)).toBe(1_700_000n);
  });

  it('leaves an unpriced model unpriced', () => {
    expect(pricesOf(tariff, { listed: [] })).toEqual([]);
  });

  it.each([
    ['0.85', { of: 85n, per: 100n }],
    ['1', { of: 1n, per: 1n }],
    ['1000', { of: 1000n, per: 1n }],
    ['0.000001', { of: 1n, per: 1_000_000n }],
    ['1000.1', null],
    ['0', null],
    ['0.0', null],
    ['-1', null],
    ['1e3', null],
    ['0.0000001', null],
    ['', null],
    ['0,85', null],
  ])('is typed as %s', (typed, ratio) => {
    expect(readTimes(typed)).toEqual(ratio);
  });

  it('that is none any more is not believed', () => {
    expect(pricesOf({ times: { '': 'much' }, prices: [] })).toEqual([LISTED]);
  });
});

describe('a price of the user’s own', () => {
  it('goes before every list and multiplier, in its own currency', () => {
    const prices = pricesOf({ times: { '': '0.5' }, prices: [MINE] });
    expect(prices).toHaveLength(1);
    expect(prices[0]).toMatchObject({ unit: 'CNY', rates: MINE.rates, basis: { kind: 'own' }, date: '2026-11-20' });
  });

  it('is there where no list has one', () => {
    expect(pricesOf({ times: {}, prices: [MINE] }, { listed: [] })).toHaveLength(1);
    expect(pricesOf({ times: {}, prices: [MINE] }, { model: 'bigger', listed: [] })).toEqual([]);
  });

  it('sets aside as the provider does, and has no other hours and sizes', () => {
    const listed = chatPrice({ setsAside: 'nothing', sizes: [{ aboveInputTokens: 1, rates: {} }], tiers: {} });
    const [price] = pricesOf({ times: {}, prices: [MINE] }, { listed: [listed] });
    expect(price?.setsAside).toBe('nothing');
    expect(price).not.toHaveProperty('sizes');
    expect(price).not.toHaveProperty('tiers');
    expect(price?.outputTokensDefault).toBe(LISTED.outputTokensDefault);
  });

  it('is set, set anew and forgotten; so is a multiplier', () => {
    const once = withOwnPrice(NO_TARIFF, 'big', MINE);
    const twice = withOwnPrice(once, 'big', { ...MINE, on: '2026-11-21' });
    expect(twice.prices.map(({ on }) => on)).toEqual(['2026-11-21']);
    expect(withOwnPrice(twice, 'big', null)).toEqual(NO_TARIFF);
    expect(withTimes(withTimes(NO_TARIFF, 'vip', '0.5'), 'vip', null)).toEqual(NO_TARIFF);
  });

  it('is one of so many at most: the oldest goes', () => {
    const models = Array.from({ length: OWN_PRICES_MAX + 1 }, (_, index) => `m${index}`);
    const full = models.reduce((tariff, model) => withOwnPrice(tariff, model, { ...MINE, model }), NO_TARIFF);
    expect(full.prices).toHaveLength(OWN_PRICES_MAX);
    expect(full.prices[0]?.model).toBe('m1');
  });
});

describe('an exchange rate for showing', () => {
  const rate = { from: 'USD', to: 'CNY', rate: '7.1', on: '2026-11-21' };

  it.each([
    [
      { unit: 'USD', nano: ONE },
      { unit: 'CNY', nano: 7_100_000_000n },
    ],
    [
      { unit: 'USD', nano: -ONE },
      { unit: 'CNY', nano: -7_100_000_000n },
    ],
    [
      { unit: 'USD', nano: 1n },
      { unit: 'CNY', nano: 7n },
    ],
    // Never 1 to 1, and never 0.
    [{ unit: 'EUR', nano: ONE }, null],
  ])('leads from one unit to the other: %#', (money, shown) => {
    expect(exchange(money, rate)).toEqual(shown);
  });

  it.each(['0', '-7', 'x', ''])('that is none shows nothing: %j', (bad) => {
    expect(exchange({ unit: 'USD', nano: ONE }, { ...rate, rate: bad })).toBeNull();
  });

  it('is said beside the sum of a call, never instead of it', () => {
    const cost = { unit: 'USD', lowNano: ONE, likelyNano: ONE, highNano: ONE };
    const lines = explainShown(cost, [{ ...rate, from: 'EUR' }, rate]);
    expect(lines.map((text) => renderText(text, 'en'))).toEqual(['≈ ¥7.10 at your rate of 2026-11-21.']);
    expect(explainShown({ ...cost, unit: 'credits' }, [rate])).toEqual([]);
    expect(explainShown(null, [rate])).toEqual([]);
  });

  it('is one for each unit, set anew and forgotten', () => {
    const euros = { ...rate, to: 'EUR', rate: '0.9' };
    expect(withExchangeRate(withExchangeRate([], 'USD', rate), 'USD', euros)).toEqual([euros]);
    expect(withExchangeRate([rate], 'USD', null)).toEqual([]);
  });
});
