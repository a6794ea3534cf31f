import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smaller } from '../../lib/domain/money.ts';
import { type FundedWallet, planFunding } from '../../lib/watch/plan-funding.ts';

const wallet = (given: Partial<FundedWallet>): FundedWallet => ({
  ...{ account: 'openai:acme', unit: 'USD', leftNano: 10n, daysNano: Array(10).fill(3n), floorNano: 0n },
  ...{ amountNano: 12n, leastNano: 0n, ...given },
});
const days = (given: Partial<FundedWallet>) => planFunding(wallet(given)).map(({ day }) => day);

describe('a funding plan', () => {
  it('recharges on the day on which the wallet would fall below its floor, not before', () => {
    // 10, 7, 4, 1 | 13, 10, 7, 4 and 1 after it
    expect(days({})).toEqual([3, 7]);
    expect(planFunding(wallet({}))[0]).toMatchObject({ beforeNano: 1n, amountNano: 12n });
    expect(days({ floorNano: 1n })).toEqual([3, 7]);
    expect(days({ floorNano: 2n })).toEqual([2, 6]);
  });

  it('what is left to the last unit needs none', () => {
    expect(days({ leftNano: 30n })).toEqual([]);
    expect(days({ leftNano: 29n })).toEqual([9]);
  });

  it('a debt is paid on the first day, as often as it takes', () => {
    expect(days({ leftNano: -20n, daysNano: [0n] })).toEqual([0, 0]);
  });

  it('without an amount it is what all the days take, and never less than the provider takes', () => {
    expect(planFunding(wallet({ amountNano: null }))).toMatchObject([{ day: 3, amountNano: 30n }]);
    expect(planFunding(wallet({ amountNano: null, leastNano: 50n }))).toMatchObject([{ amountNano: 50n }]);
    expect(planFunding(wallet({ amountNano: 5n, leastNano: 9n }))[0]).toMatchObject({ amountNano: 9n });
    expect(planFunding(wallet({ amountNano: null, daysNano: [0n, 0n] }))).toEqual([]);
  });

  it('with its recharges it never falls below the floor, and without the last of them it would', () => {
    const nano = fc.bigInt(0n, 1000n);
    fc.assert(
      fc.property(
        fc.array(nano, { maxLength: 30 }),
        nano,
        nano,
        fc.bigInt(200n, 3000n),
        (daysNano, left, floor, amount) => {
          const given = wallet({ daysNano, leftNano: left, floorNano: floor, amountNano: amount });
          const plan = planFunding(given);
          const lowest = (recharges: typeof plan): bigint => {
            let now = left;
            return daysNano.reduce((low, spent, day) => {
              now += amount * BigInt(recharges.filter((one) => one.day === day).length) - spent;
              return smaller(now, low);
            }, floor);
          };
          expect(lowest(plan)).toBe(floor);
          if (plan.length > 0) expect(lowest(plan.slice(0, -1))).toBeLessThan(floor);
        },
      ),
    );
  });
});
