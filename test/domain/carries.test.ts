import { expect, it } from 'vitest';
import { carries, explainCarries, timesCarried } from '../../lib/domain/carries.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { nano } from './explain-examples.ts';

const USD = (amount: string) => ({ unit: 'USD', nano: nano(amount) });
const COST = { unit: 'USD', likelyNano: nano('1'), highNano: nano('3'), reserveNano: nano('2') };

it.each([
  ['3', 'yes'],
  ['2.5', 'maybe'],
  ['2', 'maybe'],
  ['1.99', 'no'],
  ['-1', 'no'],
] as const)('with $%s: %s', (amount, how) => {
  expect(carries(USD(amount), COST)).toBe(how);
});

it('does not test a balance against what nobody knows is set aside', () => {
  expect(carries(USD('1'), { ...COST, reserveNano: null })).toBe('maybe');
});

it('compares no amounts of different units', () => {
  expect(carries({ unit: 'CNY', nano: nano('100') }, COST)).toBeNull();
  expect(renderText(explainCarries({ unit: 'CNY', nano: nano('100') }, COST), 'en')).toBe(
    'It is paid in USD, so ¥100.00 says nothing about it.',
  );
});

it('says how often it suffices, and what costs nothing suffices for anything', () => {
  expect(timesCarried(USD('3.5'), COST)).toBe(3);
  const free = { unit: 'USD', likelyNano: 0n, highNano: 0n, reserveNano: 0n };
  expect(timesCarried(USD('3.5'), free)).toBeNull();
  expect(renderText(explainCarries(USD('3.5'), free), 'en')).toBe('$3.50 carries it: it costs nothing.');
});
