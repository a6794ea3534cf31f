import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../../lib/domain/call.ts';
import type { DropSample } from '../../lib/domain/follow-drops.ts';
import { DROPS_MIN, learnFromAll, learnFromDrops } from '../../lib/domain/learn-from-drops.ts';
import { type History, trailOf } from './drop-histories.ts';
import { NOW, ONE } from './samples.ts';

const cents = (count: number): bigint => (BigInt(count) * ONE) / 100n;
let at = NOW;
/** A drop of so many cents, known to a cent. */
function drop(spentCents: number, usage: Usage, change: { calls?: number; slackNano?: bigint } = {}): DropSample {
  at += 1000;
  const { calls = 1, slackNano = cents(1) } = change;
  return { at, restNano: cents(spentCents), slackNano, unpriced: [{ model: 'big', calls, usage }] };
}
const pages = (count: number, change = {}): DropSample => drop(count * 2, { pages: count }, change);
const of = (samples: readonly DropSample[]) => learnFromDrops(samples, 'big');
/** Two cents a page. */
const PAGE = 20_000_000_000n;

describe('one meter', () => {
  it(`is learned from ${DROPS_MIN} drops, and from no fewer`, () => {
    expect(of([pages(20), pages(50)])).toEqual({ kind: 'few', drops: 2, least: 3 });
    const lesson = of([pages(20), pages(50), pages(31)]);
    expect(lesson).toMatchObject({ kind: 'learned', drops: 3, rates: [{ meter: 'pages', likely: PAGE }] });
  });

  it('has an interval that is wider where drops say less', () => {
    const width = (samples: readonly DropSample[]): bigint => {
      const lesson = of(samples);
      if (lesson.kind !== 'learned') throw new Error(lesson.kind);
      return (lesson.rates[0]?.high ?? 0n) - (lesson.rates[0]?.low ?? 0n);
    };
    expect(width([pages(20), pages(31), pages(50)])).toBeGreaterThan(width([pages(200), pages(310), pages(500)]));
  });

  it('is what most drops agree on; those in which something else was spent are larger, and all different', () => {
    const lesson = of([pages(20), drop(90, { pages: 30 }), pages(50), drop(190, { pages: 40 }), pages(31), pages(26)]);
    expect(lesson).toMatchObject({ kind: 'learned', drops: 4, rates: [{ likely: PAGE }] });
  });

  it('is not told where too many do not agree', () => {
    const samples = [pages(20), drop(90, { pages: 30 }), pages(50), drop(190, { pages: 40 }), drop(300, { pages: 31 })];
    expect(of(samples)).toEqual({ kind: 'untold', drops: 5 });
  });

  it('is not told where drops are smaller than it allows: something else is wrong', () => {
    expect(of([pages(20), pages(50), pages(31), drop(20, { pages: 30 })])).toEqual({ kind: 'untold', drops: 4 });
  });

  it('ends when it stops agreeing, and is learned anew', () => {
    const old = Array.from({ length: 9 }, (_, index) => pages(20 + index));
    const dearer = [22, 40, 31].map((count) => drop(count * 3, { pages: count }));
    expect(of([...old, ...dearer.slice(0, 1)])).toMatchObject({ kind: 'learned', rates: [{ likely: PAGE }] });
    expect(of([...old, ...dearer.slice(0, 2)])).toEqual({ kind: 'untold', drops: 11 });
    expect(of([...old, ...dearer])).toMatchObject({ kind: 'learned', drops: 3, rates: [{ likely: 30_000_000_000n }] });
  });

  it('of a drop that another model had a part in only the most that it can be counts', () => {
    const shared = (spent: number, count: number): DropSample => {
      const own = drop(spent, { pages: count });
      return { ...own, unpriced: [...own.unpriced, { model: 'other', calls: 1, usage: { pages: 10 } }] };
    };
    const three = [pages(20), pages(50), pages(31)];
    expect(of([...three, shared(400, 31)])).toMatchObject({ kind: 'learned', drops: 3 });
    expect(of([...three, shared(20, 31)])).toEqual({ kind: 'untold', drops: 3 });
    expect(learnFromAll('USD', [...three, shared(400, 31)]).lessons).toMatchObject([
      { model: 'big', lesson: { kind: 'learned' } },
      { model: 'other', lesson: { kind: 'few', drops: 0 } },
    ]);
  });
});

describe('several meters', () => {
  const tokens = (input: number, output: number): DropSample =>
    drop(0, {}, {}) && {
      ...drop(0, { 'input-tokens': input, 'output-tokens': output }, { slackNano: 1000n }),
      restNano: BigInt(input) * 10_000n + BigInt(output) * 30_000n,
    };

  it('are told apart where calls were different enough', () => {
    const lesson = of([tokens(9000, 100), tokens(500, 4000), tokens(3000, 3000), tokens(8000, 900)]);
    expect(lesson).toMatchObject({
      kind: 'learned',
      rates: [
        { meter: 'input-tokens', likely: 10_000_000n },
        { meter: 'output-tokens', likely: 30_000_000n },
      ],
    });
  });

  it('are not, where one grew with the other: nobody can say which costs what', () => {
    expect(of([1, 2, 3, 4, 5].map((n) => tokens(n * 1000, n * 500)))).toEqual({ kind: 'untold', drops: 5 });
  });

  it('are one price for each call where that does not depend on their length', () => {
    const call = (input: number, output: number, calls: number): DropSample =>
      drop(calls * 5, { 'input-tokens': input, 'output-tokens': output }, { calls, slackNano: 1000n });
    const lesson = of([call(900, 100, 2), call(50_000, 4000, 3), call(300, 20, 2), call(8000, 900, 5)]);
    expect(lesson).toMatchObject({ kind: 'learned', rates: [{ meter: 'requests', likely: 50_000_000_000n }] });
    // All of one length: it may be the length that costs.
    expect(of([2, 3, 4, 5].map((n) => call(n * 1000, n * 500, n)))).toEqual({ kind: 'untold', drops: 4 });
  });
});

describe('histories with rounding, lag, other tools and calls of known price', () => {
  const seeds = fc.integer({ min: 1, max: 2 ** 31 });
  const base = { readings: 40, callsMax: 6, isMixed: true, lagMs: 50_000 };
  const metered = { rates: { pages: 18n * 10n ** 12n }, stepNano: ONE };
  const inCents = { rates: { 'input-tokens': 10_000_000n }, stepNano: ONE / 100n };
  const two = { rates: { 'input-tokens': 10_000_000n, 'output-tokens': 30_000_000n }, stepNano: 1000n };
  const isRight = (history: History): boolean | null => {
    const lesson = of(trailOf(history).samples);
    if (lesson.kind !== 'learned') return null;
    return lesson.rates.every(({ meter, low, high }) => {
      const rate = history.rates[meter];
      return rate !== undefined && low <= rate && rate <= high;
    });
  };

  it.each([
    ['whole credits', metered],
    ['cents', inCents],
    ['two rates, millionths', two],
  ])('the true price lies in the interval where nothing was spent unseen (%s)', (_, kind) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(isRight({ ...base, ...kind, unseenPercent: 0, seed })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['whole credits', metered, 0.97],
    ['cents', inCents, 0.97],
    ['two rates, millionths', two, 0.97],
  ])('and nearly always where other tools spend between one in five readings (%s)', (_, kind, least) => {
    const told = Array.from({ length: 120 }, (__, index) =>
      isRight({ ...base, ...kind, unseenPercent: 20, seed: index + 1 }),
    );
    const learned = told.filter((one) => one !== null);
    expect(learned.length).toBeGreaterThan(60);
    expect(learned.filter(Boolean).length / learned.length).toBeGreaterThanOrEqual(least);
  });
});
