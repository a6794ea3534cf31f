import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convertNano,
  inverseRate,
  larger,
  parseDecimal,
  percentOf,
  priceQuantities,
  type RoundingMode,
  smaller,
  timesIn,
  toDecimal,
  toStepAbove,
} from '../../lib/domain/money.ts';
import { counts, ONE, rates } from './samples.ts';

describe('priceQuantities', () => {
  it.each<[RoundingMode, bigint, bigint]>([
    ['up', 1n, 1n],
    ['up', 999n, 1n],
    ['up', 1000n, 1n],
    ['up', 1001n, 2n],
    ['half-up', 499n, 0n],
    ['half-up', 500n, 1n],
    ['half-up', 1499n, 1n],
    ['half-up', 1500n, 2n],
    ['down', 999n, 0n],
    ['down', 1999n, 1n],
  ])('rounds %s: %d pico-units are %d nano-units', (rounding, pico, nano) => {
    expect(priceQuantities([{ count: 1, picoPerUnit: pico }], rounding)).toBe(nano);
  });

  it('rounds once, after the sum', () => {
    const third = { count: 1, picoPerUnit: 334n };
    expect(priceQuantities([third, third, third], 'up')).toBe(2n);
    expect(priceQuantities([third, third, third], 'down')).toBe(1n);
  });

  it.each([
    ['10⁹ tokens at $75 per million', 1_000_000_000, 75_000_000n, 75_000n * ONE],
    ['10¹² credits', 1, 10n ** 12n * ONE * 1000n, 10n ** 12n * ONE],
    ['a VND balance of $350 in records of 1,000 ₫', 8_925, 1_000n * ONE * 1000n, 8_925_000n * ONE],
    ['more units than 2⁵³', 9_007_199_254_740_993n, 1000n, 9_007_199_254_740_993n],
  ])('is exact beyond 2⁵³: %s', (_name, count, picoPerUnit, nano) => {
    for (const rounding of ['up', 'half-up', 'down'] as const) {
      expect(priceQuantities([{ count, picoPerUnit }], rounding)).toBe(nano);
    }
  });

  it('costs nothing for nothing', () => {
    expect(priceQuantities([], 'up')).toBe(0n);
    expect(priceQuantities([{ count: 0, picoPerUnit: 7n }], 'up')).toBe(0n);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -1n])('throws for a count of %s', (count) => {
    expect(() => priceQuantities([{ count, picoPerUnit: 1n }], 'up')).toThrow(RangeError);
  });

  it('keeps the modes in order and less than one nano-unit apart', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ count: counts, picoPerUnit: rates }), { maxLength: 5 }), (quantities) => {
        const [down, half, up] = (['down', 'half-up', 'up'] as const).map((mode) => priceQuantities(quantities, mode));
        expect(down).toBeLessThanOrEqual(half ?? -1n);
        expect(half).toBeLessThanOrEqual(up ?? -1n);
        expect((up ?? 0n) - (down ?? 0n)).toBeLessThanOrEqual(1n);
      }),
    );
  });
});

describe('toStepAbove', () => {
  it.each([
    [0n, 10n, 0n],
    [1n, 10n, 10n],
    [10n, 10n, 10n],
    [11n, 10n, 20n],
  ])('%s in steps of %s is %s', (nano, step, above) => {
    expect(toStepAbove(nano, step)).toBe(above);
  });
});

describe('parseDecimal', () => {
  it.each<[unknown, bigint]>([
    ['7.18', 7_180_000_000n],
    [7.18, 7_180_000_000n],
    ['-0.5', -500_000_000n],
    ['+3', 3n * ONE],
    ['.5', 500_000_000n],
    ['5.', 5n * ONE],
    ['0', 0n],
    ['-0', 0n],
    [' 392 ', 392n * ONE],
    ['7.1e-3', 7_100_000n],
    ['1E3', 1000n * ONE],
    [1e21, 10n ** 30n],
    [0.1 + 0.2, 300_000_000n],
    ['0.0000000019', 1n],
    ['-0.0000000019', -1n],
    ['1e-10', 0n],
    ['8925000', 8_925_000n * ONE],
    ['1000000000000.000000001', 10n ** 21n + 1n],
  ])('reads %s', (value, nano) => {
    expect(parseDecimal(value)).toBe(nano);
  });

  it.each(
    [
      [
        '',
        ' ',
        '.',
        '-',
        'e5',
        '1e',
        '1e+',
        '--1',
        '1.2.3',
        '1,000',
        '0x10',
        '$5',
        '5 USD',
        '１２',
        '1_000',
        'Infinity',
      ],
      ['NaN', '1e100', '1e-100', 'null', '1\n2', '9'.repeat(41), `0.${'0'.repeat(60)}1`],
      [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        null,
        undefined,
        true,
        {},
        [],
        ['5'],
        5n,
        () => 5,
      ],
    ].flat(),
  )('takes %s for no decimal', (value) => {
    expect(parseDecimal(value)).toBeNull();
  });

  it('reads back exactly what toDecimal wrote', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (nano) => {
        expect(parseDecimal(toDecimal(nano))).toBe(nano);
      }),
    );
  });

  it('never throws, and returns a bigint or null', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.string(), fc.double(), fc.stringMatching(/^[-+\d.eE ]{0,45}$/)),
        (value) => {
          const nano = parseDecimal(value);
          expect(nano === null || typeof nano === 'bigint').toBe(true);
        },
      ),
    );
  });
});

describe('toDecimal', () => {
  it.each([
    [7_180_000_000n, '7.18'],
    [1n, '0.000000001'],
    [-1n, '-0.000000001'],
    [-7_180_000_000n, '-7.18'],
    [0n, '0'],
    [10n ** 12n * ONE, '1000000000000'],
  ])('writes %d as %s', (nano, text) => {
    expect(toDecimal(nano)).toBe(text);
  });
});

describe('shares and comparisons', () => {
  it.each([
    [392n * ONE, 25, 98n * ONE],
    [3n, 25, 0n],
    [10n ** 21n, 12.5, 125n * 10n ** 18n],
  ])('%d at %d percent is %d', (nano, percent, share) => {
    expect(percentOf(nano, percent)).toBe(share);
  });

  it.each([
    [5n * ONE, 120_000_000n, 41n],
    [0n, 1n, 0n],
    [-5n, 1n, 0n],
    [5n, 0n, null],
  ])('%d pays %d-unit calls %s times', (nano, each, times) => {
    expect(timesIn(nano, each)).toBe(times);
  });

  it('orders two amounts', () => {
    expect([smaller(-1n, 1n), larger(-1n, 1n), smaller(2n, 2n)]).toEqual([-1n, 1n, 2n]);
  });
});

describe('a rate the other way round', () => {
  it('leads back to at least what it came from, and to no more than rounding makes of it', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 15n), fc.bigInt(1n, 10n ** 18n), (rateNano, amountNano) => {
        const inverse = inverseRate(rateNano) ?? 0n;
        const there = convertNano(amountNano, inverse) ?? 0n;
        const exact = (amountNano * rateNano) / ONE;
        expect(there).toBeGreaterThanOrEqual(exact);
        expect((there - exact) * inverse).toBeLessThanOrEqual(exact + 2n * inverse);
      }),
    );
  });

  it.each([0n, -1n, 10n ** 18n + 1n])('there is none for %d', (rateNano) => {
    expect(inverseRate(rateNano)).toBeNull();
  });
});
