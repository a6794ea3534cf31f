import { describe, expect, it } from 'vitest';
import { findLowLine } from '../../lib/domain/low-balance.ts';
import { ONE } from './samples.ts';

const usd = (...nanos: readonly bigint[]) => nanos.map((nano) => ({ unit: 'USD', nano }));
const USUAL = usd(ONE, ONE, 2n * ONE, 3n * ONE, 90n * ONE);

describe('below what a balance is low', () => {
  it.each([
    ['ten calls as the one in the middle', USUAL, undefined, 20n * ONE],
    ['nothing, before there are five calls', USUAL.slice(1), undefined, null],
    ['nothing, where calls were free', usd(0n, 0n, 0n, 0n, 0n), undefined, null],
    ['the amount that was chosen', USUAL, { USD: 7n }, 7n],
    ['one that was chosen before any call', [], { USD: 7n }, 7n],
    ['not one that was chosen in another unit', USUAL, { CNY: 7n }, 20n * ONE],
  ])('%s', (_name, costs, chosen, below) => {
    expect(findLowLine('USD', costs, chosen).belowNano).toBe(below);
  });
});
