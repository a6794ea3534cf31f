import { describe, expect, it } from 'vitest';
import { limitRate } from '../../lib/webext/limit-rate.ts';

describe('a rate limit', () => {
  it('lets so many through a minute, each key on its own', () => {
    let now = 0;
    const isAllowed = limitRate<string>(2, () => now);
    expect([isAllowed('a'), isAllowed('a'), isAllowed('a'), isAllowed('b')]).toEqual([true, true, false, true]);
    now = 60_000;
    expect(isAllowed('a')).toBe(false);
    now = 60_001;
    expect(isAllowed('a')).toBe(true);
  });

  it('keeps no more keys than it has room for', () => {
    const isAllowed = limitRate<number>(1, () => 0);
    for (let key = 0; key < 5000; key += 1) expect(isAllowed(key)).toBe(true);
  });
});
