import { expect, it } from 'vitest';
import { tokensOf } from '../../lib/domain/tokens-of.ts';

it('are those that were stated, whatever we counted, and no other meters', () => {
  expect(tokensOf({ usage: { 'input-tokens': 1200, 'output-tokens': 99.5, searches: 1 }, tokensAtMost: 5 })).toBe(1300);
  expect(tokensOf({ usage: {}, tokensAtMost: 5 })).toBe(0);
});

it('are our own count where nobody stated them, and unknown without that', () => {
  expect(tokensOf({ usage: null, tokensAtMost: 61 })).toBe(61);
  expect(tokensOf({ usage: null })).toBeNull();
});
