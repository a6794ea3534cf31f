import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, limitAt } from '../../lib/budget/budget.ts';
import { budgetsOf, type Envelope, shareOut } from '../../lib/budget/envelopes.ts';
import { budgetOf, callOf } from './samples.ts';

const SHARES: readonly Envelope[] = [
  { name: 'production', share: 60, labels: ['production'] },
  { name: 'development', share: 20, labels: ['development', 'test'] },
  { name: 'reserve', share: 20, labels: [] },
];

describe('shares', () => {
  it.each<readonly [bigint, readonly number[], readonly bigint[]]>([
    [100n, [60, 20, 20], [60n, 20n, 20n]],
    [10n, [1, 1, 1], [4n, 3n, 3n]],
    [2n, [60, 20, 20], [1n, 1n, 0n]],
    [0n, [1, 2], [0n, 0n]],
    [7n, [0, 1], [0n, 7n]],
    [10n ** 21n + 1n, [60, 20, 20], [6n * 10n ** 20n + 1n, 2n * 10n ** 20n, 2n * 10n ** 20n]],
  ])('%s by %j', (total, shares, parts) => {
    expect(shareOut(total, shares)).toEqual(parts);
  });

  it('sum to the total, each at most one off its exact part', () => {
    const shares = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 22n }),
        shares.filter((list) => list.some((share) => share > 0)),
        (total, list) => {
          const parts = shareOut(total, list);
          const sum = list.reduce((all, share) => all + BigInt(share), 0n);
          expect(parts.reduce((all, part) => all + part, 0n)).toBe(total);
          for (const [index, part] of parts.entries()) {
            const off = part * sum - total * BigInt(list[index] ?? 0);
            expect(off > -sum && off < sum).toBe(true);
          }
        },
      ),
    );
  });

  it.each([[[]], [[0, 0]], [[1.5]], [[-1, 2]]])('%j are none', (shares) => {
    expect(() => shareOut(10n, shares)).toThrow(RangeError);
  });
});

describe('envelopes of a budget', () => {
  const budget = budgetOf({ limit: 101n, envelopes: { shares: SHARES, moves: [] } });

  it('a call draws on the whole and on exactly one of them; unlabelled ones on the reserve', () => {
    const drawn = (label: string | null): readonly string[] =>
      budgetsOf(budget).flatMap((one) => (isWithin(one, callOf({ label })) ? [one.id] : []));
    expect(drawn('production')).toEqual(['all', 'all/production']);
    expect(drawn('test')).toEqual(['all', 'all/development']);
    expect(drawn(null)).toEqual(['all', 'all/reserve']);
    expect(drawn('something else')).toEqual(['all', 'all/reserve']);
  });

  it('share the limit in force: a raise is shared too', () => {
    const raised = budgetOf({ ...budget, raises: [{ id: 'r', by: 99n, from: 100, until: 200 }] });
    const limits = (instant: number): readonly bigint[] => budgetsOf(raised).map((one) => limitAt(one, instant));
    expect(limits(0)).toEqual([101n, 61n, 20n, 20n]);
    expect(limits(150)).toEqual([200n, 120n, 40n, 40n]);
  });

  it('a move counts until its window ends, and nothing is gained or lost by it', () => {
    const moves = [{ id: 'm', from: 'reserve', to: 'development', amount: 15n, at: 100, until: 200 }];
    const moved = budgetOf({ ...budget, envelopes: { shares: SHARES, moves } });
    const limits = (instant: number): readonly bigint[] => budgetsOf(moved).map((one) => limitAt(one, instant));
    expect(limits(99)).toEqual([101n, 61n, 20n, 20n]);
    expect(limits(100)).toEqual([101n, 61n, 35n, 5n]);
    expect(limits(200)).toEqual([101n, 61n, 20n, 20n]);
  });

  it('there is exactly one reserve', () => {
    const of = (shares: readonly Envelope[]) => () => budgetsOf(budgetOf({ envelopes: { shares, moves: [] } }));
    expect(of(SHARES.slice(0, 2))).toThrow(RangeError);
    expect(of([...SHARES, { name: 'more', share: 1, labels: [] }])).toThrow(RangeError);
  });
});
