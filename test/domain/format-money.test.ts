import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBadge } from '../../lib/domain/format-badge.ts';
import { formatExact, formatMoney, formatRate } from '../../lib/domain/format-money.ts';
import { findLowLine } from '../../lib/domain/low-balance.ts';
import { findOwnLimit } from '../../lib/domain/own-limit.ts';
import { nano } from './explain-examples.ts';

const usd = (decimal: string) => ({ unit: 'USD', nano: nano(decimal) });
const of = (unit: string, decimal: string) => ({ unit, nano: nano(decimal) });

describe('an amount for people', () => {
  it.each([
    ['0', '$0.00'],
    ['0.024', '$0.024'],
    ['0.0008', '$0.0008'],
    ['0.00296', '$0.003'],
    ['0.05296', '$0.053'],
    ['0.02', '$0.02'],
    ['0.0996', '$0.10'],
    ['0.5', '$0.50'],
    ['3.92', '$3.92'],
    ['12.4', '$12.40'],
    ['1234.5', '$1,234.50'],
    ['-0.5', '-$0.50'],
    ['0.000000001', '$0.000000001'],
  ])('%s dollars read %s', (decimal, text) => {
    expect(formatMoney(usd(decimal), 'en')).toBe(text);
  });

  it('names credits and currencies of their own', () => {
    expect(formatMoney(of('credits', '450'), 'en')).toBe('450 credits');
    expect(formatMoney(of('credits', '1'), 'en')).toBe('1 credit');
    expect(formatMoney(of('credits', '4500'), 'zh')).toBe('4500 点');
    expect(formatMoney(of('credits', '45000'), 'zh')).toBe('45,000 点');
    expect(formatMoney(of('CNY', '7.1'), 'zh')).toBe('¥7.10');
    expect(formatMoney(of('VND', '350000'), 'en')).toBe('350,000 VND');
    expect(formatMoney(of('points', '12.5'), 'en')).toBe('12.5 points');
  });

  it('leaves whole limits whole, and rounds up what must suffice', () => {
    expect(formatMoney(usd('10'), 'en', { decimalsMin: 0 })).toBe('$10');
    expect(formatMoney(usd('0.5'), 'en', { decimalsMin: 0 })).toBe('$0.50');
    expect(formatMoney(usd('1.001'), 'en', { rounding: 'up' })).toBe('$1.01');
  });

  it.each([
    ['4.9976', 'down', '$4.99'],
    ['4.9976', undefined, '$5.00'],
    ['0.0412', 'up', '$0.042'],
    ['0.0418', 'down', '$0.041'],
    ['5', 'down', '$5.00'],
    ['-0.031', 'down', '-$0.031'],
    ['-1.001', 'down', '-$1.01'],
  ] as const)('%s dollars rounded %s read %s', (decimal, rounding, text) => {
    expect(formatMoney(usd(decimal), 'en', rounding && { rounding })).toBe(text);
  });

  it('never promises more than somebody has, never less than is needed', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.integer({ min: 2, max: 9 }),
        (value, decimals) => {
          const shown = (rounding: 'up' | 'down', fixed?: number) => {
            const text = formatMoney({ unit: 'USD', nano: value }, 'en', {
              rounding,
              ...(fixed && { decimals: fixed }),
            });
            return text.startsWith('less than ') ? null : nano(text.replace(/[$,]/g, ''));
          };
          for (const fixed of [undefined, decimals]) {
            const [down, up] = [shown('down', fixed), shown('up', fixed)];
            expect(down === null || down <= value).toBe(true);
            expect(up === null || up >= value).toBe(true);
          }
        },
      ),
    );
  });

  it('never reads as nothing when it is something', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 24n }), fc.constantFrom('USD', 'credits', 'VND'), (value, unit) => {
        expect(formatMoney({ unit, nano: value }, 'en')).toMatch(/[1-9]/);
      }),
    );
  });

  it('is within one percent of the amount, or half a cent', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (value) => {
        const shown = Number(formatMoney({ unit: 'USD', nano: value }, 'en').replace(/[$,]/g, ''));
        const real = Number(value) / 1e9;
        expect(Math.abs(shown - real)).toBeLessThanOrEqual(Math.max(real * 0.051, 0) + (real >= 0.1 ? 0.005001 : 0));
      }),
    );
  });

  it('keeps every digit in the sum', () => {
    expect(formatExact(usd('0.05296'), 'en')).toBe('$0.05296');
    expect(formatExact(usd('0.1'), 'en')).toBe('$0.10');
    expect(formatExact(of('credits', '1000000000000.000000001'), 'en')).toBe('1,000,000,000,000.000000001 credits');
    expect(formatRate('USD', 10_000_000n, 1_000_000, 'en')).toBe('$10');
    expect(formatRate('USD', 150_000n, 1_000_000, 'en')).toBe('$0.15');
    expect(formatRate('credits', 18_000_000_000_000n, 1, 'zh')).toBe('18 点');
  });
});

describe('the badge', () => {
  it.each([
    ['USD', '3.92', '$3.9'],
    ['USD', '12.4', '$12'],
    ['USD', '392', '$392'],
    ['USD', '1234', '$1k'],
    ['USD', '123456', '123k'],
    ['USD', '0.05', '5¢'],
    ['USD', '0.0008', '<1¢'],
    ['USD', '0', '$0'],
    ['USD', '-3', '-$3'],
    ['credits', '392', '392'],
    ['credits', '1234', '1.2k'],
    ['credits', '0.05', '<.1'],
    ['CNY', '7.18', '¥7.1'],
  ])('of %s %s is %s', (unit, decimal, text) => {
    expect(formatBadge(of(unit, decimal))).toBe(text);
  });

  it('has at most four characters and promises no more than is there', () => {
    const factors: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }),
        fc.constantFrom('USD', 'credits'),
        (value, unit) => {
          const text = formatBadge({ unit, nano: value });
          expect(text.length).toBeLessThanOrEqual(4);
          const shown = /^\$?([\d.]+)([kMBT]?)$/.exec(text);
          if (value > 0n && shown) {
            expect(Number(shown[1]) * (factors[shown[2] ?? ''] ?? 1)).toBeLessThanOrEqual(Number(value) / 1e9);
          }
        },
      ),
    );
  });
});

it.each(['constructor', '__proto__', 'toString'])('credits may be called %s', (unit) => {
  expect(formatMoney({ unit, nano: nano('3') }, 'en')).toBe(`3 ${unit}`);
  expect(formatBadge({ unit, nano: nano('3') })).not.toContain('function');
  const habits = { costs: [], ownLimits: {} };
  expect(findOwnLimit(unit, habits, null)).toEqual(findOwnLimit('credits', habits, null));
  expect(findLowLine(unit, [], {})).toEqual(findLowLine('credits', [], {}));
});
