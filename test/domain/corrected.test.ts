import { describe, expect, it } from 'vitest';
import { asCorrected, joinCorrections } from '../../lib/domain/corrected.ts';
import { ONE } from './samples.ts';

const cost = { unit: 'USD', lowNano: ONE, likelyNano: 2n * ONE, highNano: 3n * ONE };
const of = (id: string, nano: bigint, unit = 'USD') => ({ id, kind: 'refund', unit, nano }) as const;

describe('a corrected call', () => {
  it('counts as what it came to after all, and never as less than nothing', () => {
    const known = { cost, certainty: 'estimated' } as const;
    expect(asCorrected({ ...known, corrections: [of('a', -ONE), of('b', -ONE / 2n)] }).cost).toEqual({
      ...{ unit: 'USD', lowNano: 0n, likelyNano: ONE / 2n, highNano: (3n * ONE) / 2n },
    });
    expect(asCorrected(known)).toBe(known);
    expect(asCorrected({ ...known, corrections: [of('a', -ONE, 'CNY')] }).cost).toEqual(cost);
  });

  it('of which nobody knew the cost has the one that is said, and is known', () => {
    const unknown = { cost: { ...cost, unit: 'CNY' }, certainty: 'unknown' } as const;
    expect(asCorrected({ ...unknown, corrections: [of('a', 0n)] })).toMatchObject({
      cost: { unit: 'USD', lowNano: 0n, likelyNano: 0n, highNano: 0n },
      certainty: 'estimated',
    });
    expect(asCorrected(unknown)).toBe(unknown);
  });

  it('has each correction of two sides once, in one order', () => {
    const [a, b] = [of('a', 1n), of('b', 2n)];
    expect(joinCorrections([b], [a, b])).toEqual([a, b]);
    expect(joinCorrections([a, b], undefined)).toEqual([a, b]);
    expect(joinCorrections(undefined, [])).toBeUndefined();
  });
});
