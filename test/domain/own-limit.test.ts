import { describe, expect, it } from 'vitest';
import { findOwnLimit } from '../../lib/domain/own-limit.ts';
import { balanceOf, ONE } from './samples.ts';

const habits = (nanos: readonly bigint[], unit = 'USD', ownLimits: Readonly<Record<string, bigint>> = {}) => ({
  costs: nanos.map((nano) => ({ unit, nano })),
  ownLimits,
});

describe('when a call is asked about for its cost alone', () => {
  it.each([
    ['nothing is known of the user', 'USD', null, 500_000_000n],
    ['there are fewer than five calls', 'USD', habits([ONE, ONE, ONE, ONE]), 500_000_000n],
    ['four times the usual is less than $0.50', 'USD', habits([1n, 1n, 1n, 1n, 100_000_000n]), 500_000_000n],
    ['four times the usual is more', 'USD', habits([1n, 2n, 3n, 4n, ONE]), 4n * ONE],
    ['the usual was in another unit', 'USD', habits([ONE, ONE, ONE, ONE, ONE], 'CNY'), 500_000_000n],
    ['the user chose a limit', 'USD', habits([ONE, ONE, ONE, ONE, ONE], 'USD', { USD: 7n }), 7n],
    ['the user chose a limit of 0', 'USD', habits([], 'USD', { USD: 0n }), 0n],
    ['the user chose one in another unit', 'USD', habits([], 'USD', { CNY: 7n }), 500_000_000n],
    ['it counts in yuan', 'CNY', null, 3_500_000_000n],
  ])('%s', (_name, unit, usual, limit) => {
    expect(findOwnLimit(unit, usual, null)?.nano).toBe(limit);
  });

  it('is a quarter of the balance in credits, and nothing where that is unknown', () => {
    expect(findOwnLimit('credits', null, balanceOf(392n * ONE, { unit: 'credits' }))?.nano).toBe(98n * ONE);
    expect(findOwnLimit('credits', null, balanceOf(10n ** 21n, { unit: 'credits' }))?.nano).toBe(25n * 10n ** 19n);
    expect(findOwnLimit('credits', null, balanceOf(null, { unit: 'credits' }))).toBeNull();
    expect(findOwnLimit('credits', null, null)).toBeNull();
  });

  it('says by which rule', () => {
    const rule = (...given: Parameters<typeof findOwnLimit>) => findOwnLimit(...given)?.rule;
    const dear = [ONE, ONE, ONE, ONE, ONE];
    expect(rule('USD', habits(dear, 'USD', { USD: 7n }), null)).toEqual({ kind: 'chosen' });
    expect(rule('USD', habits(dear), null)).toEqual({ kind: 'usual', usualNano: ONE });
    expect(rule('USD', habits([1n, 1n, 1n, 1n, 1n]), null)).toEqual({ kind: 'floor' });
    expect(rule('USD', habits([ONE / 8n, ONE / 8n, ONE / 8n, ONE / 8n, ONE / 8n]), null)).toEqual({ kind: 'floor' });
    expect(rule('USD', null, null)).toEqual({ kind: 'floor' });
    expect(rule('credits', null, balanceOf(392n, { unit: 'credits' }))).toEqual({ kind: 'share', balanceNano: 392n });
  });

  it('stays exact where costs pass 2⁵³', () => {
    const usual = 9_007_199_254_740_993n;
    expect(findOwnLimit('USD', habits([usual, usual, usual, usual, usual]), null)?.nano).toBe(usual * 4n);
  });
});
