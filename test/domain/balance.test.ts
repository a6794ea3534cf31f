import { describe, expect, it } from 'vitest';
import { BALANCE_FRESH_MS_MAX, balanceNow, isStale } from '../../lib/domain/balance.ts';
import { balanceOf, NOW, ONE } from './samples.ts';

describe('the balance now', () => {
  it.each([
    [7n * ONE, 2n * ONE, ONE, 4n * ONE],
    [ONE, 0n, 0n, ONE],
    [ONE, 2n * ONE, 0n, -ONE],
    [-ONE, 0n, 0n, -ONE],
    // What was set aside comes back where the reading already lacked it.
    [ONE, -ONE, 0n, 2n * ONE],
    [10n ** 21n, 1n, 1n, 10n ** 21n - 2n],
  ])('of %d less %d spent and %d set aside is %d', (available, spent, open, usable) => {
    expect(balanceNow(balanceOf(available), spent, open).usableNano).toBe(usable);
  });

  it('stays unknown where the reading is unknown', () => {
    expect(balanceNow(balanceOf(null), 5n, 5n).usableNano).toBeNull();
  });
});

describe('a reading is stale', () => {
  it.each([
    [0, false],
    [BALANCE_FRESH_MS_MAX, false],
    [BALANCE_FRESH_MS_MAX + 1, true],
    [-1, false],
    [-BALANCE_FRESH_MS_MAX, false],
    [-BALANCE_FRESH_MS_MAX - 1, true],
  ])('%d ms after it was read: %s', (ageMs, stale) => {
    expect(isStale(balanceOf(ONE), NOW + ageMs)).toBe(stale);
  });
});
