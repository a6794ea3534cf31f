import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_SPEND, SPEND_BY, SPEND_PERIODS, type SpendQuery } from '../../lib/domain/spend-view.ts';
import { addressOfSpend, readSpendAddress } from '../../lib/ui/spend-address.ts';

describe('the address of a spend', () => {
  it('is short for what is shown at first', () => {
    expect(addressOfSpend(FIRST_SPEND)).toBe('#spend');
    expect(readSpendAddress('#spend')).toEqual(FIRST_SPEND);
  });

  it('comes back as what was asked for', () => {
    const id = fc.string({ unit: 'grapheme', maxLength: 20 });
    const queries: fc.Arbitrary<SpendQuery> = fc.record({
      period: fc.oneof(fc.constantFrom(...SPEND_PERIODS), fc.constant({ from: '2026-02-01', to: '2026-02-28' })),
      by: fc.constantFrom(...SPEND_BY),
      within: fc.record({ provider: id, model: id, origin: id }, { requiredKeys: [] }),
      unit: fc.option(fc.string({ minLength: 1 })),
    });
    fc.assert(
      fc.property(queries, (query) => {
        const { by, ...rest } = readSpendAddress(addressOfSpend(query)) ?? FIRST_SPEND;
        expect(rest).toEqual({ period: query.period, within: query.within, unit: query.unit });
        // What is not written is what one looks at next: never something that was gone into already.
        if (query.by !== FIRST_SPEND.by) expect(by).toBe(query.by);
      }),
    );
  });

  it.each([
    '#spend?period=8&by=colour',
    '#spend?period=2026-03-01..2026-02-01',
    '#spend?period=2026-02-30..2026-03-01',
  ])('begins anew with what it does not understand: %s', (address) => {
    expect(readSpendAddress(address)).toEqual(FIRST_SPEND);
  });

  it('is null for other screens', () => {
    expect(readSpendAddress('#calls')).toBeNull();
    expect(readSpendAddress('#spending')).toBeNull();
  });
});
