import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPEND_PERIODS, type SpendPart, type SpendQuery } from '../../lib/domain/spend-view.ts';
import { addDays, daysOfPeriod, viewSpend } from '../../lib/domain/sum-spend.ts';

const TODAY = '2026-11-21';
const part = (change: Partial<SpendPart>): SpendPart => ({
  ...{ day: TODAY, provider: 'p', model: 'm', account: '', key: '', origin: '', kind: '', label: '', unit: 'USD' },
  ...{ nano: 5n, calls: 1, unknownCalls: 0 },
  ...change,
});
const view = (parts: readonly SpendPart[], query: Partial<SpendQuery> = {}) => {
  const asked: SpendQuery = { period: '30', by: 'provider', within: {}, unit: null, ...query };
  return viewSpend(
    { parts, since: null, lacks: [], nameOf: (by, id) => `${by} ${id}` },
    asked,
    daysOfPeriod(asked.period, TODAY),
  );
};

describe('the days of a period', () => {
  it.each([
    ['7', TODAY, ['2026-11-15', '2026-11-21'], ['2026-11-08', '2026-11-14']],
    ['month', TODAY, ['2026-11-01', '2026-11-21'], ['2026-10-01', '2026-10-21']],
    ['month', '2026-03-31', ['2026-03-01', '2026-03-31'], ['2026-02-01', '2026-02-28']],
    ['last-month', '2026-01-01', ['2025-12-01', '2025-12-31'], ['2025-11-01', '2025-11-30']],
    ['last-month', '2024-03-05', ['2024-02-01', '2024-02-29'], ['2024-01-01', '2024-01-31']],
    [{ from: '2026-02-27', to: '2026-03-01' }, TODAY, ['2026-02-27', '2026-03-01'], ['2026-02-24', '2026-02-26']],
  ] as const)('%o on %s', (period, today, [from, to], [fromBefore, toBefore]) => {
    expect(daysOfPeriod(period, today)).toEqual({ days: { from, to }, before: { from: fromBefore, to: toBefore } });
  });
});

describe('spend', () => {
  it('has a bar for each day, week or month of the period, the first from its first day on', () => {
    expect(view([], { period: '7' })).toMatchObject({ step: 'day', steps: { length: 7 } });
    const weeks = view([], { period: '90' });
    expect(weeks.steps.slice(0, 2)).toEqual(['2026-08-24', '2026-08-31']);
    expect(view([], { period: { from: '2026-08-26', to: '2026-11-21' } }).steps.slice(0, 2)).toEqual([
      '2026-08-26',
      '2026-08-31',
    ]);
    expect(view([], { period: '365' })).toMatchObject({
      step: 'month',
      steps: { length: 13, 0: '2025-11-22', 1: '2025-12-01' },
    });
  });

  it('puts what cost most first, and every amount into its bar', () => {
    const found = view(
      [
        part({ provider: 'small', nano: 2n, day: '2026-11-20' }),
        part({ provider: 'large', nano: 7n }),
        part({ provider: 'large', nano: 4n, day: '2026-11-15' }),
        part({ provider: 'large', nano: 3n, day: '2026-11-14' }),
        part({ provider: 'gone', nano: 9n, day: '2026-11-10' }),
      ],
      { period: '7' },
    );
    expect(found.groups).toEqual([
      {
        id: 'large',
        name: 'provider large',
        nano: 11n,
        calls: 2,
        beforeNano: 3n,
        perStep: [4n, 0n, 0n, 0n, 0n, 0n, 7n],
      },
      {
        id: 'small',
        name: 'provider small',
        nano: 2n,
        calls: 1,
        beforeNano: 0n,
        perStep: [0n, 0n, 0n, 0n, 0n, 2n, 0n],
      },
      { id: 'gone', name: 'provider gone', nano: 0n, calls: 0, beforeNano: 9n, perStep: [0n, 0n, 0n, 0n, 0n, 0n, 0n] },
    ]);
    expect(found.total).toEqual({ nano: 13n, calls: 3, beforeNano: 12n });
  });

  it('goes into what was chosen, and names the way', () => {
    const parts = [
      part({ model: 'a' }),
      part({ model: 'b', nano: 6n }),
      part({ provider: 'q', model: 'a', nano: 100n }),
    ];
    const found = view(parts, { by: 'model', within: { provider: 'p' } });
    expect(found.groups.map(({ id, nano }) => [id, nano])).toEqual([
      ['b', 6n],
      ['a', 5n],
    ]);
    expect(found.path).toEqual([{ by: 'provider', id: 'p', name: 'provider p' }]);
  });

  it('never adds up different units: the one of most calls is shown, or the one that was asked for', () => {
    const parts = [
      part({ unit: 'credits', nano: 1000n, calls: 3 }),
      part({ nano: 5n, calls: 40 }),
      part({ unit: '', nano: 0n, calls: 2, unknownCalls: 2 }),
    ];
    expect(view(parts)).toMatchObject({ units: ['USD', 'credits'], unit: 'USD', total: { nano: 5n }, unknownCalls: 2 });
    expect(view(parts, { unit: 'credits' })).toMatchObject({ unit: 'credits', total: { nano: 1000n, calls: 3 } });
    expect(view(parts, { unit: 'EUR' }).unit).toBe('USD');
    expect(view([])).toMatchObject({ unit: null, groups: [], total: { nano: 0n } });
  });

  it('loses nothing and counts nothing twice, whatever is asked for', () => {
    const parts = fc.array(
      fc.record({
        ago: fc.integer({ min: 0, max: 900 }),
        provider: fc.constantFrom('p', 'q'),
        model: fc.constantFrom('a', 'b', ''),
        nano: fc.bigInt(0n, 10n ** 12n),
      }),
    );
    const period = fc.oneof(
      fc.constantFrom(...SPEND_PERIODS),
      fc
        .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }))
        .map(([ago, length]) => ({ from: addDays(TODAY, -ago - length), to: addDays(TODAY, -ago) })),
    );
    fc.assert(
      fc.property(parts, period, fc.constantFrom('provider', 'model'), (drawn, asked, by) => {
        const all = drawn.map(({ ago, ...rest }) => part({ ...rest, day: addDays(TODAY, -ago) }));
        const { days, before } = daysOfPeriod(asked, TODAY);
        const found = view(all, { period: asked, by });
        const sum = ({ from, to }: typeof days) =>
          all.filter(({ day }) => from <= day && day <= to).reduce((total, { nano }) => total + nano, 0n);
        if (found.unit === null) {
          expect(sum(days)).toBe(0n);
          return;
        }
        expect(found.total.nano).toBe(sum(days));
        expect(found.total.beforeNano).toBe(sum(before));
        expect(found.groups.flatMap(({ perStep }) => perStep).reduce((a, b) => a + b, 0n)).toBe(sum(days));
        expect(found.steps[0]).toBe(days.from);
      }),
      { numRuns: 200 },
    );
  });
});
