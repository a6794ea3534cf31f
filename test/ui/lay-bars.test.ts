import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layBars } from '../../lib/ui/lay-bars.ts';

const format = (value: number): string => `$${value}`;
const series = (values: readonly number[]) => ({ id: 'a', name: 'A', values });

describe('a chart of bars', () => {
  it('stacks in proportion, inside of its picture, without overlap', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: 120, max: 4000 }), (one, two, width) => {
        const bars = Math.max(one.length, two.length);
        const laid = layBars([series(one), series(two)], bars, { width, format });
        let right = laid.left;
        for (const { x, width: wide, parts } of laid.bars) {
          expect(x).toBeGreaterThanOrEqual(right - 1e-6);
          right = x + wide;
          for (const { y, height } of parts) {
            expect(y).toBeGreaterThanOrEqual(laid.top - 1e-6);
            expect(y + height).toBeLessThanOrEqual(laid.bottom + 0.5 + 1e-6);
          }
        }
        expect(right).toBeLessThanOrEqual(Math.max(width, laid.left + 1) + 1e-6);
      }),
    );
  });

  it('has twice the height for twice the amount, and none for nothing', () => {
    const { bars } = layBars([series([10, 20, 0])], 3, { width: 600, format });
    const [one, two, none] = bars.map(({ parts }) => parts[0]?.height);
    expect((two ?? 0) / (one ?? 1)).toBeCloseTo(2);
    expect(none).toBeUndefined();
  });

  it('names as many bars as there is room for', () => {
    const named = (width: number) => {
      const { bars } = layBars([series(Array.from({ length: 30 }, () => 1))], 30, { width, format });
      return bars.filter(({ isNamed }) => isNamed).length;
    };
    expect(named(1000)).toBeGreaterThan(8);
    expect(named(280)).toBeGreaterThan(1);
    expect(named(280)).toBeLessThan(5);
  });

  it('stands where nothing was spent', () => {
    const { lines, bars } = layBars([series([0, 0])], 2, { width: 400, format });
    expect(lines.every(({ y }) => Number.isFinite(y))).toBe(true);
    expect(bars.every(({ parts }) => parts.length === 0)).toBe(true);
  });
});
