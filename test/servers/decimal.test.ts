import { expect, it } from 'vitest';
import { decimal, minus, plus, roundHalfAway, signOf, times, toFixed } from './decimal.ts';

it('multiplies and adds what a float gets wrong', () => {
  expect(0.09 * 500_000 * 0.7).toBe(31_499.999999999996);
  expect(times(decimal(0.09), decimal(500_000), decimal(0.7))).toEqual({ units: 31_500_000n, scale: 3 });
  expect(toFixed(plus(decimal(0.1), decimal(0.2)), 3)).toBe('0.300');
});

it('reads exponents and signs', () => {
  expect(toFixed(decimal(1e-7), 8)).toBe('0.00000010');
  expect(toFixed(decimal(1e21), 0)).toBe('1000000000000000000000');
  expect(toFixed(minus(decimal('0.05'), decimal('0.1')), 2)).toBe('-0.05');
  expect(signOf(decimal('-0.0'))).toBe(0);
  expect(() => decimal('NaN')).toThrow('NaN');
});

it('rounds halves away from zero and cuts off beyond the places shown', () => {
  const rounded = ['0.5', '1.5', '2.5', '-0.5', '-2.5', '0.4999'].map((text) => roundHalfAway(decimal(text)));
  expect(rounded).toEqual([1n, 2n, 3n, -1n, -3n, 0n]);
  expect(toFixed(decimal('1.999'), 2)).toBe('1.99');
});
