import { describe, expect, it } from 'vitest';
import { findRises } from '../../lib/watch/rises.ts';

const ONE = 1_000_000_000n;
const points = (...nano: readonly (bigint | null)[]) =>
  nano.map((availableNano, at) => ({ unit: 'USD', at, reading: { availableNano } }));

describe('a rise of a balance', () => {
  it('is told with when the reading before it was, and by how much', () => {
    expect(findRises(points(5n * ONE, 2n * ONE, 12n * ONE))).toEqual([
      { unit: 'USD', after: 1, at: 2, nano: 10n * ONE },
    ]);
  });

  it('of less than half a unit, or of next to nothing of it, is what came back of a call', () => {
    expect(findRises(points(ONE, ONE + ONE / 2n - 1n))).toEqual([]);
    expect(findRises(points(1000n * ONE, 1019n * ONE))).toEqual([]);
    expect(findRises(points(1000n * ONE, 1020n * ONE))).toHaveLength(1);
    expect(findRises(points(-5n * ONE, 0n))).toHaveLength(1);
  });

  it('is looked for past readings that say nothing, in any order, of each unit by itself', () => {
    const mixed = [...points(ONE, null, 9n * ONE), { unit: 'CNY', at: 1, reading: { availableNano: 99n * ONE } }];
    expect(findRises(mixed.toReversed())).toEqual([{ unit: 'USD', after: 0, at: 2, nano: 8n * ONE }]);
  });
});
