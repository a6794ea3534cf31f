import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFrozen, findLeaks } from '../../lib/watch/find-leaks.ts';
import { type BalanceAt, byDay, isWorthTelling, reconcile, type SeenCall } from '../../lib/watch/reconcile.ts';

const NANO = 1_000_000_000n;
const MINUTE = 60_000;
const LAG = MINUTE;
const START = Date.UTC(2026, 10, 20);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Hours after the start. */
const at = (hours: number): number => START + hours * 60 * MINUTE;
const cents = (count: number): bigint => (BigInt(count) * NANO) / 100n;
const point = (hours: number, left: number, frozen: number | null = null): BalanceAt => ({
  ...{ at: at(hours), availableNano: cents(left) + 1n, frozenNano: frozen === null ? null : cents(frozen) },
});
const call = (hours: number, cost: number | null, change: Partial<SeenCall> = {}): SeenCall => {
  const nano = cost === null ? null : cents(cost);
  return {
    ...{ callId: `call-${hours}`, providerRequestId: null, model: 'm', outcome: 'answer', setAsideNano: null },
    ...{ openedAt: at(hours), settledAt: at(hours) + 1000 },
    cost: nano === null ? null : { lowNano: nano, likelyNano: nano, highNano: nano },
    ...change,
  };
};
const run = (
  points: readonly BalanceAt[],
  calls: readonly SeenCall[] = [],
  reported: readonly { at: number; nano: bigint }[] = [],
) => reconcile({ unit: 'USD', points, calls, reported, lagMs: LAG });

describe('what is gone beside what was seen', () => {
  it('a drop that its calls explain', () => {
    const [span] = run([point(0, 1000), point(5, 900)], [call(1, 60), call(2, 40)]);
    expect(span).toMatchObject({ goneNano: cents(100), seenNano: cents(100), differenceNano: 0n, isExplained: true });
  });

  it('what nobody here saw is the difference', () => {
    const [span] = run([point(0, 1000), point(5, 900)], [call(1, 60)]);
    expect(span).toMatchObject({ differenceNano: cents(40), isExplained: false, isSettled: true });
  });

  it('a reading while a call runs, or before it is billed, parts nothing', () => {
    const slow = call(1, 60, { settledAt: at(3) });
    expect(run([point(0, 1000), point(2, 940), point(4, 940)], [slow])).toHaveLength(1);
    expect(run([point(0, 1000), { ...point(1, 1000), at: slow.settledAt + 1 }, point(4, 940)], [slow])).toHaveLength(1);
  });

  it('a call of unknown cost is told apart from one that is free', () => {
    const [span] = run([point(0, 1000), point(5, 900)], [call(1, null), call(2, 0)]);
    expect(span).toMatchObject({ unknownCalls: 1, seenNano: 0n });
  });

  it('one reading tells nothing', () => {
    expect(run([point(0, 1000)])).toEqual([]);
  });
});

describe('money that came in', () => {
  it('is the rise, and what was spent meanwhile', () => {
    const [span] = run([point(0, 100), point(5, 1050)], [call(1, 50)]);
    expect(span?.topUps).toEqual([{ from: at(0), to: at(5), nano: cents(1000), isReported: false }]);
    expect(span).toMatchObject({ goneNano: cents(50), isExplained: true });
  });

  it('as it was reported, so that what was taken besides shows', () => {
    const [span] = run([point(0, 100), point(5, 1050)], [], [{ at: at(1), nano: cents(1000) }]);
    expect(span).toMatchObject({ goneNano: cents(50), differenceNano: cents(50), isExplained: false });
  });

  it('a report after the rise is of another payment', () => {
    const [span] = run([point(0, 100), point(5, 1100)], [], [{ at: at(6), nano: cents(5) }]);
    expect(span?.topUps).toMatchObject([{ isReported: false }]);
  });

  it('is not what was set aside and came back', () => {
    const slow = call(1, 10, { settledAt: at(3), setAsideNano: cents(300) });
    const [span] = run([point(0, 1000), point(2, 700), point(4, 990)], [slow]);
    expect(span).toMatchObject({ topUps: [], goneNano: cents(10), isExplained: true });
  });
});

it('any month of calls, top-ups and readings is explained to the last nano-unit, however it is read', () => {
  const event = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('call' as const), nano: fc.bigInt({ min: 0n, max: NANO }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('top-up' as const), nano: fc.bigInt({ min: NANO, max: 50n * NANO }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), nano: fc.constant(0n) }) },
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let left = 100n * NANO + 1n;
      const points: BalanceAt[] = [];
      const calls: SeenCall[] = [];
      const reported: { at: number; nano: bigint }[] = [];
      let topUps = 0;
      for (const [index, { kind, nano }] of events.entries()) {
        const now = at(index);
        if (kind === 'read') points.push({ at: now, availableNano: left, frozenNano: null });
        if (kind === 'call') {
          left -= nano;
          const cost = { lowNano: nano, likelyNano: nano, highNano: nano };
          calls.push(call(index, 0, { callId: String(index), cost }));
        }
        // Each is read before and after: two at once are one rise.
        if (kind === 'top-up') {
          points.push({ at: now, availableNano: left, frozenNano: null });
          left += nano;
          topUps += 1;
          reported.push({ at: now + 1, nano });
          points.push({ at: now + 2, availableNano: left, frozenNano: null });
        }
      }
      const spans = run(points, calls, reported);
      expect(spans.filter(({ differenceNano }) => differenceNano !== 0n)).toEqual([]);
      expect(spans.flatMap((span) => span.topUps)).toHaveLength(topUps);
    }),
  );
});

describe('days', () => {
  it('a span belongs to the day on which it ends, and adds up', () => {
    const spans = run([point(0, 1000), point(10, 950), point(20, 900), point(30, 700)], [call(1, 50), call(11, 50)]);
    expect(byDay(spans, dayOf)).toMatchObject([
      { day: '2026-11-20', goneNano: cents(100), differenceNano: 0n, isExplained: true },
      { day: '2026-11-21', goneNano: cents(200), differenceNano: cents(200), isExplained: false },
    ]);
  });

  it.each([
    ['half of what is gone, and two dollars', 400, 200, true],
    ['a few cents', 110, 100, false],
    ['a dollar of a hundred', 10_100, 10_000, false],
  ])('%s is worth telling, or not', (_what, gone, seen, isTold) => {
    const spans = run([point(0, 20_000), point(10, 20_000 - gone)], [call(1, seen)]);
    expect(byDay(spans, dayOf).map(isWorthTelling)).toEqual([isTold]);
  });
});

describe('evidence', () => {
  const failed = (hours: number, aside: number) =>
    call(hours, 0, { outcome: 'error', setAsideNano: cents(aside), providerRequestId: `req-${hours}` });

  it('the calls that brought no answer and had as much set aside as is missing', () => {
    const spans = run([point(0, 1000), point(9, 690)], [call(1, 10), failed(2, 300), failed(3, 77)]);
    expect(findLeaks(spans)).toMatchObject([
      { missingNano: cents(300), isMatch: true, calls: [{ providerRequestId: 'req-2' }] },
    ]);
  });

  it('all that failed, where none of them makes it up', () => {
    const spans = run([point(0, 1000), point(9, 690)], [failed(2, 200), failed(3, 77)]);
    expect(findLeaks(spans)).toMatchObject([{ isMatch: false, calls: [{}, {}] }]);
  });

  it('none where every call was answered or never sent, or nothing is missing', () => {
    const unsent = call(2, 0, { outcome: 'unsent', setAsideNano: cents(300) });
    expect(findLeaks(run([point(0, 1000), point(9, 690)], [unsent]))).toEqual([]);
    expect(findLeaks(run([point(0, 1000), point(9, 690)], [call(1, 10)]))).toEqual([]);
    expect(findLeaks(run([point(0, 1000), point(9, 1000)], [failed(2, 300)]))).toEqual([]);
  });

  it('what stays frozen for hours with no call under way', () => {
    const points = [point(0, 1000), point(1, 700, 300), point(2, 700, 300), point(5, 700, 300), point(6, 1000, 0)];
    expect(findFrozen(points, [])).toEqual([{ from: at(1), to: at(5), nano: cents(300) }]);
    const running = call(0.5, 10, { settledAt: at(5.5) });
    expect(findFrozen(points, [running])).toEqual([]);
  });
});
