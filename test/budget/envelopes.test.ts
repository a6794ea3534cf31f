import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, limitAt } from '../../lib/budget/budget.ts';
import { budgetsOf, type Envelope, faultOf, shareOut } from '../../lib/budget/envelopes.ts';
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

  it('of a limit that was lowered after a move, the move takes what there is', () => {
    const moves = [{ id: 'm', from: 'reserve', to: 'development', amount: 15n, at: 0, until: 200 }];
    const lowered = budgetOf({ limit: 10n, envelopes: { shares: SHARES, moves } });
    expect(budgetsOf(lowered).map((one) => limitAt(one, 100))).toEqual([10n, 6n, 4n, 0n]);
  });

  it('whatever is moved, raised or resized: the parts are at least 0 and sum to the limit in force', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'reserve', 'gone');
    const instant = fc.nat({ max: 300 });
    const span = fc.tuple(instant, instant);
    const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
    const move = fc.record({ from: name, to: name, amount, span });
    const raise = fc.record({ by: amount, span });
    const share = fc.integer({ min: 0, max: 1000 });
    const all = fc.record({
      limit: fc.bigInt({ min: 0n, max: 10n ** 13n }),
      shares: fc.tuple(share, share, share, share).filter((parts) => parts.some((part) => part > 0)),
      moves: fc.array(move, { maxLength: 20 }),
      raises: fc.array(raise, { maxLength: 4 }),
      at: instant,
    });
    fc.assert(
      fc.property(all, ({ limit, shares, moves, raises, at }) => {
        const names = ['a', 'b', 'c', 'reserve'];
        const envelopes = {
          shares: names.map((own, index) => ({
            ...{ name: own, share: shares[index] ?? 0, labels: own === 'reserve' ? [] : [own] },
          })),
          moves: moves.map(({ span: [from, until], ...one }, index) => ({ ...one, id: `m${index}`, at: from, until })),
        };
        const raised = raises.map(({ by, span: [from, until] }, index) => ({ id: `r${index}`, by, from, until }));
        const [whole, ...parts] = budgetsOf(budgetOf({ limit, raises: raised, envelopes }));
        const caps = parts.map((part) => limitAt(part, at));
        expect(caps.every((cap) => cap >= 0n)).toBe(true);
        expect(caps.reduce((sum, cap) => sum + cap, 0n)).toBe(whole && limitAt(whole, at));
      }),
    );
  });
});

describe('what is wrong with a way to share out', () => {
  const [production, development, reserve] = SHARES as [Envelope, Envelope, Envelope];

  it.each<readonly [string, readonly Envelope[]]>([
    ['there are two envelopes "production"', [production, { ...production, labels: ['x'] }, reserve]],
    ['the label "test" is in two envelopes', [{ ...production, labels: ['test'] }, development, reserve]],
    ['exactly one envelope must have no labels', [production]],
    ['exactly one envelope must have no labels', [reserve, { ...reserve, name: 'rest' }]],
    ['"a/b" is no name', [{ ...production, name: 'a/b' }, reserve]],
    ['shares are whole numbers', [{ ...production, share: 0.5 }, reserve]],
    ['not all 0', [{ ...reserve, share: 0 }]],
    ['at most 20', Array.from({ length: 21 }, (_, index) => ({ name: `e${index}`, share: 1, labels: [`l${index}`] }))],
  ])('%s', (said, shares) => {
    expect(faultOf({ shares })).toContain(said);
  });

  it('nothing', () => {
    expect(faultOf({ shares: SHARES, emergency: { amount: 0n, stopsFirst: [] } })).toBeNull();
    expect(faultOf({ shares: SHARES, emergency: { amount: -1n, stopsFirst: [] } })).toContain('at least 0');
  });
});
