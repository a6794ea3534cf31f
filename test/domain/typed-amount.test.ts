import { expect, it } from 'vitest';
import { readTypedAmount } from '../../lib/domain/typed-amount.ts';

it.each([
  ['5', 5_000_000_000n],
  [' 5.50 ', 5_500_000_000n],
  ['5,5', 5_500_000_000n],
  ['0,125', 125_000_000n],
  ['1,000', 1_000_000_000_000n],
  ['12,345,678.5', 12_345_678_500_000_000n],
  ['999,999,999', 999_999_999_000_000_000n],
  ['0', 0n],
])('%j is an amount', (typed, nano) => {
  expect(readTypedAmount(typed)).toBe(nano);
});

it.each([
  '',
  '-5',
  '1e3',
  '$5',
  '5.',
  '1,00,000',
  '1,000,5',
  '1.000.000',
  '1'.repeat(16),
  `${'999,'.repeat(5)}999`,
  '5 USD',
  '五',
])('%j is none', (typed) => {
  expect(readTypedAmount(typed)).toBeNull();
});
