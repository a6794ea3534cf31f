import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CACHE_POLICIES, FIRST_SAVINGS, type SavingsQuery } from '../../lib/domain/savings-view.ts';
import { SPEND_PERIODS } from '../../lib/domain/spend-view.ts';
import { addressOfSavings, readSavingsAddress } from '../../lib/ui/savings-address.ts';

describe('the address of what could have been saved', () => {
  it('is short for what is shown at first', () => {
    expect(addressOfSavings(FIRST_SAVINGS)).toBe('#savings');
    expect(readSavingsAddress('#savings')).toEqual(FIRST_SAVINGS);
  });

  it('comes back as what was asked for', () => {
    const name = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => text.trim() !== ''));
    const queries: fc.Arbitrary<SavingsQuery> = fc.record({
      period: fc.oneof(fc.constantFrom(...SPEND_PERIODS), fc.constant({ from: '2026-02-01', to: '2026-02-28' })),
      ...{ of: name, model: name, provider: name },
      cache: fc.option(fc.constantFrom(...CACHE_POLICIES)),
    });
    fc.assert(
      fc.property(queries, (query) => {
        expect(readSavingsAddress(addressOfSavings(query))).toEqual(query);
      }),
    );
  });

  it.each([
    '#savings?period=8&caches=all&model=',
    `#savings?of=${'x'.repeat(201)}`,
    '#savings?at=%20&period=2026-03-01..2026-02-01',
  ])('begins anew with what it does not understand: %s', (address) => {
    expect(readSavingsAddress(address)).toEqual(FIRST_SAVINGS);
  });

  it('is null for other screens', () => {
    expect(readSavingsAddress('#spend')).toBeNull();
    expect(readSavingsAddress('#savings-of-others')).toBeNull();
  });
});
