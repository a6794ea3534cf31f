import { describe, expect, it } from 'vitest';
import { cheapestInput, type Price, priceUsage, rateOf } from '../../lib/domain/price.ts';
import { hoursAt, priceAt } from '../../lib/domain/price-at.ts';
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

describe('a price that is another at certain times', () => {
  const windows: Price['windows'] = [
    {
      fromMinute: 60,
      toMinute: 240,
      weekdays: [1, 2, 3, 4, 5],
      exceptDays: ['2026-11-26'],
      rates: { 'input-tokens': 2n },
    },
    { fromMinute: 360, toMinute: 600, weekdays: [1, 2, 3, 4, 5], exceptDays: [], rates: { 'input-tokens': 3n } },
    { fromMinute: 0, toMinute: 1440, weekdays: [0], exceptDays: [], rates: { 'input-tokens': 4n } },
  ];
  const price = chatPrice({ rates: { 'input-tokens': 1n }, windows });
  const rateAt = (iso: string): bigint | undefined => {
    const at = Date.parse(iso);
    return priceAt(price, { startedAt: at, endedAt: at }).rates['input-tokens'];
  };

  it.each([
    ['2026-11-23T00:59:59.999Z', 1n],
    ['2026-11-23T01:00:00.000Z', 2n],
    ['2026-11-23T03:59:59.999Z', 2n],
    ['2026-11-23T04:00:00.000Z', 1n],
    ['2026-11-23T05:59:59.999Z', 1n],
    ['2026-11-23T06:00:00.000Z', 3n],
    ['2026-11-23T09:59:59.999Z', 3n],
    ['2026-11-23T10:00:00.000Z', 1n],
    // Friday, Saturday, Sunday and its edges.
    ['2026-11-27T01:00:00.000Z', 2n],
    ['2026-11-28T01:00:00.000Z', 1n],
    ['2026-11-28T23:59:59.999Z', 1n],
    ['2026-11-29T00:00:00.000Z', 4n],
    ['2026-11-29T23:59:59.999Z', 4n],
    ['2026-11-30T00:00:00.000Z', 1n],
    // A day left out of the first window, not of the second.
    ['2026-11-26T01:00:00.000Z', 1n],
    ['2026-11-26T06:00:00.000Z', 3n],
  ])('at %s has the rate %d', (iso, rate) => {
    expect(rateAt(iso)).toBe(rate);
  });

  it('is decided by the start of a call, or by its end where the price says so', () => {
    const times = {
      startedAt: Date.parse('2026-11-23T00:59:59.999Z'),
      endedAt: Date.parse('2026-11-23T01:00:00.000Z'),
    };
    expect(priceAt(price, times).rates).toEqual({ 'input-tokens': 1n });
    expect(priceAt({ ...price, instant: 'start' }, times).rates).toEqual({ 'input-tokens': 1n });
    expect(priceAt({ ...price, instant: 'end' }, times).rates).toEqual({ 'input-tokens': 2n });
  });

  it.each([
    ['2026-11-23T00:59:59.999Z', null],
    ['2026-11-23T01:00:00.000Z', '2026-11-23T04:00:00.000Z'],
    ['2026-11-23T03:59:59.999Z', '2026-11-23T04:00:00.000Z'],
    ['2026-11-23T04:00:00.000Z', null],
    ['2026-11-26T02:00:00.000Z', null],
    // All of Sunday, until Monday begins.
    ['2026-11-22T13:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ])('at %s is the dearer one until %s', (iso, until) => {
    const hours = hoursAt(price, Date.parse(iso));
    expect(hours).toEqual(until === null ? null : { until: Date.parse(until), isDearer: true });
  });

  it('is one price over windows that follow each other, cheaper or neither as its rates say', () => {
    const at = Date.parse('2026-11-23T23:00:00.000Z');
    const every = { weekdays: [0, 1, 2, 3, 4, 5, 6], exceptDays: [] };
    const night = [
      { ...every, fromMinute: 1320, toMinute: 1440, rates: { 'input-tokens': 0n } },
      { ...every, fromMinute: 0, toMinute: 300, rates: { 'input-tokens': 0n } },
    ];
    expect(hoursAt({ ...price, windows: night }, at)).toEqual({
      until: Date.parse('2026-11-24T05:00:00.000Z'),
      isDearer: false,
    });
    const rates = { 'input-tokens': 0n, 'output-tokens': 2n };
    const mixed = night.map((window) => ({ ...window, rates }));
    expect(hoursAt({ rates: { 'input-tokens': 1n, 'output-tokens': 1n }, windows: mixed }, at)).toBeNull();
    expect(hoursAt(chatPrice(), at)).toBeNull();
  });

  it('is plain afterwards: nothing of the windows is left to be chosen again', () => {
    const times = { startedAt: Date.parse('2026-11-23T01:00:00.000Z'), endedAt: 0 };
    expect(priceAt(price, times)).toEqual(chatPrice({ rates: { 'input-tokens': 2n } }));
    expect(priceAt(chatPrice(), times)).toEqual(chatPrice());
  });
});

describe('the cheapest way to bill input', () => {
  it('is cached where that has a lower price of its own', () => {
    expect(cheapestInput(chatPrice({ rates: cached }))).toBe('cached-input-tokens');
    expect(cheapestInput(chatPrice())).toBe('input-tokens');
    expect(cheapestInput(chatPrice({ rates: { ...cached, 'cached-input-tokens': 11_000_000n } }))).toBe('input-tokens');
  });
});
