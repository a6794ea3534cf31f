import { describe, expect, it } from 'vitest';
import { limitRate } from '../../lib/domain/limit-rate.ts';

describe('a rate limit', () => {
  it('lets so many through a minute, each key on its own', () => {
    const isAllowed = limitRate<string>(2);
    expect([isAllowed('a', 0), isAllowed('a', 1), isAllowed('a', 2), isAllowed('b', 3)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(isAllowed('a', 60_000)).toBe(false);
    expect(isAllowed('a', 60_001)).toBe(true);
  });

  it('remembers a bounded number of keys: with too many the count starts afresh', () => {
    const isAllowed = limitRate<number>(1);
    expect([isAllowed(-1, 0), isAllowed(-1, 0)]).toEqual([true, false]);
    for (let key = 0; key < 1001; key += 1) isAllowed(key, 0);
    expect(isAllowed(-1, 0)).toBe(true);
  });
});
