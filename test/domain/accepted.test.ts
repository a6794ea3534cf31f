import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Accepted, isShownToFit, withoutDisproved, withoutOvertaken } from '../../lib/domain/accepted.ts';

const one: Accepted = { unit: 'USD', usableNano: 100n, reserveNano: 400n, readAt: 7 };

describe('a call that went through against our figures', () => {
  it.each<[string, bigint, bigint, boolean]>([
    ['the same again', 400n, 100n, true],
    ['a smaller one', 399n, 100n, true],
    ['a little larger one', 444n, 100n, true],
    ['a larger one', 445n, 100n, false],
    ['a smaller one with as much less in the wallet', 200n, 50n, true],
    ['one with a little less in the wallet than that', 200n, 45n, true],
    ['one with less in the wallet than that', 200n, 44n, false],
    ['one at a far lower balance', 80n, 24n, false],
    ['one with an empty wallet', 1n, 0n, false],
  ])('%s: needs %s of %s', (_name, needed, usable, isShown) => {
    expect(isShownToFit([one], 'USD', needed, usable)).toBe(isShown);
  });

  it('says nothing about another currency', () => {
    expect(isShownToFit([one], 'CNY', 1n, 100n)).toBe(false);
  });

  it('with an empty wallet shows the same with an empty wallet, and not with a debt', () => {
    const empty = { ...one, usableNano: 0n };
    expect(isShownToFit([empty], 'USD', 400n, 0n)).toBe(true);
    expect(isShownToFit([empty], 'USD', 400n, -1n)).toBe(false);
  });

  it('is forgotten when a refusal contradicts it, and then shows that no more', () => {
    const amounts = fc.bigInt(1n, 10n ** 6n);
    fc.assert(
      fc.property(amounts, amounts, amounts, amounts, (usableNano, reserveNano, hadNano, needNano) => {
        const all = [{ ...one, usableNano, reserveNano }];
        const kept = withoutDisproved(all, { unit: 'USD', usableNano: hadNano, reserveNano: needNano });
        expect(kept.length === 0).toBe(isShownToFit(all, 'USD', needNano, hadNano));
        expect(isShownToFit(kept, 'USD', needNano, hadNano)).toBe(false);
      }),
    );
  });

  it.each<[string, bigint | null, number, number]>([
    ['less is there than thought', 80n, 7, 1],
    ['as much is there as thought', 90n, 7, 1],
    ['money arrived', 91n, 7, 0],
    ['nobody can tell', null, 7, 0],
    ['money arrived after another reading', 500n, 8, 1],
  ])('and the next reading says that %s', (_name, nowNano, readAt, left) => {
    const before = { unit: 'USD', at: readAt, usableNano: 90n };
    expect(withoutOvertaken([one], before, nowNano)).toHaveLength(left);
  });
});
