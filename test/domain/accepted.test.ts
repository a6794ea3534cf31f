import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Accepted,
  doubtOvertaken,
  isShownToFit,
  type Needed,
  neededFor,
  withoutDisproved,
} from '../../lib/domain/accepted.ts';
import { estimateCall } from '../../lib/domain/estimate-call.ts';
import { batchDraft, batchPrice, chatDraft, chatPrice } from './samples.ts';

/** 20 for the input, 400 for the output by the price list; 100 were there: at most 80 of the 400 were tested. */
const one: Accepted = {
  unit: 'USD',
  inputNano: 20n,
  outputNano: 400n,
  isDefault: false,
  usableNano: 100n,
  readAt: 7,
};

function needs(inputNano: bigint, outputNano: bigint, change: Partial<Needed> = {}): Needed {
  return { unit: 'USD', inputNano, outputNano, isDefault: false, ...change };
}

describe('a call that went through against our figures', () => {
  it.each<[string, Needed, bigint, boolean]>([
    ['the same again', needs(20n, 400n), 100n, true],
    ['the same with a little less', needs(20n, 400n), 91n, true],
    ['the same with clearly less', needs(20n, 400n), 90n, false],
    ['half as long an answer with as much less', needs(20n, 200n), 60n, true],
    ['a larger input, which is tested in full', needs(100n, 400n), 100n, false],
    ['one at a far lower balance', needs(1n, 1n), 24n, false],
    ['one with an empty wallet', needs(1n, 0n), 0n, false],
    ['one in another currency', needs(1n, 1n, { unit: 'CNY' }), 100n, false],
    ['one that gives no bound', needs(20n, 400n, { isDefault: true }), 100n, true],
  ])('%s', (_name, needed, usable, isShown) => {
    expect(isShownToFit([one], needed, usable)).toBe(isShown);
  });

  it('without a bound says nothing about one with a bound', () => {
    const unbounded = { ...one, isDefault: true };
    expect(isShownToFit([unbounded], needs(20n, 400n), 100n)).toBe(false);
    expect(isShownToFit([unbounded], needs(20n, 400n, { isDefault: true }), 100n)).toBe(true);
  });

  it('with an empty wallet shows the same with an empty wallet, and not with a debt', () => {
    const empty = { ...one, usableNano: 0n };
    expect(isShownToFit([empty], needs(20n, 400n), 0n)).toBe(true);
    expect(isShownToFit([empty], needs(20n, 400n), -1n)).toBe(false);
  });

  it('with not even its input covered is compared as a whole', () => {
    const trusted = { ...one, inputNano: 200n };
    expect(isShownToFit([trusted], needs(200n, 400n), 100n)).toBe(true);
    expect(isShownToFit([trusted], needs(400n, 400n), 100n)).toBe(false);
  });

  it('is forgotten when a refusal contradicts it, and then shows that no more', () => {
    const amounts = fc.bigInt(1n, 10n ** 6n);
    fc.assert(
      fc.property(
        amounts,
        amounts,
        amounts,
        amounts,
        amounts,
        (usableNano, inputNano, outputNano, hadNano, needNano) => {
          const all = [{ ...one, usableNano, inputNano, outputNano }];
          const refused = { ...needs(needNano, outputNano), usableNano: hadNano };
          const kept = withoutDisproved(all, refused);
          expect(kept.length === 0).toBe(isShownToFit(all, refused, hadNano));
          expect(isShownToFit(kept, refused, hadNano)).toBe(false);
        },
      ),
    );
  });

  it.each<[string, bigint | null, number, boolean]>([
    ['less is there than thought', 80n, 7, true],
    ['as much is there as thought', 90n, 7, true],
    ['money arrived', 91n, 7, false],
    ['nobody can tell', null, 7, false],
    ['money arrived after another reading', 500n, 8, true],
  ])('and the next reading says that %s', (_name, nowNano, readAt, isSure) => {
    const after = doubtOvertaken([one], { unit: 'USD', at: readAt, usableNano: 90n }, nowNano);
    expect(isShownToFit(after, needs(20n, 400n), 100n)).toBe(isSure);
    // Twice by chance is not to be believed.
    expect(isShownToFit([...after, ...after], needs(20n, 400n), 100n)).toBe(true);
  });
});

describe('what a call needs', () => {
  it.each([
    [
      'a chat, in its two parts',
      chatDraft(),
      chatPrice(),
      { inputNano: 12_000_000n, outputNano: 122_880_000n, isDefault: false },
    ],
    [
      'a chat without a bound',
      chatDraft({ outputTokensMax: null }),
      chatPrice(),
      { outputNano: 122_880_000n, isDefault: true },
    ],
    [
      'a batch',
      batchDraft(25),
      batchPrice(),
      { unit: 'credits', inputNano: 0n, outputNano: 450_000_000_000n, isDefault: false },
    ],
  ])('%s', (_name, draft, price, expected) => {
    const estimate = estimateCall(draft, price, null);
    expect(estimate && neededFor(draft, estimate)).toMatchObject(expected);
  });
});
