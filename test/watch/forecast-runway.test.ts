import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSpend, forecastRunway } from '../../lib/watch/forecast-runway.ts';
import type { RunwayInput } from '../../lib/watch/runway.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday's midnight in UTC. */
const START = Date.UTC(2026, 0, 5);

function input(hours: readonly number[], leftNano: bigint, more: Partial<RunwayInput> = {}): RunwayInput {
  const nano = hours.map((amount) => BigInt(Math.round(amount)));
  const now = START + hours.length * HOUR_MS;
  return { spend: { unit: 'USD', startMs: START, nano }, leftNano, now, zone: 'UTC', scheduled: [], ...more };
}
const even = (days: number, amount = 1000): number[] => new Array<number>(days * 24).fill(amount);
const isLastOfMonth = (day: number): boolean => {
  const [at, after] = [START + day * DAY_MS, START + (day + 2) * DAY_MS];
  return new Date(at).getUTCMonth() !== new Date(after).getUTCMonth();
};
const days = (from: number, to: number | null): number => ((to ?? Number.NaN) - from) / DAY_MS;

describe('a runway', () => {
  it('at an even pace is what is left by what a day takes', () => {
    const asked = input(even(28), 24_000n * 7n);
    const { p10, p50, p90, perDayNano, basis, days: seen } = forecastRunway(asked);
    expect(days(asked.now, p50)).toBeCloseTo(7, 1);
    expect(days(asked.now, p10)).toBeGreaterThan(6.7);
    expect(days(asked.now, p90)).toBeLessThan(7.3);
    expect(Number(perDayNano)).toBeCloseTo(24_000, -2);
    expect([basis, seen]).toEqual(['weekly', 28]);
  });

  it('goes on over weekends on which nothing is spent', () => {
    const hours = even(28).map((amount, hour) => (Math.floor(hour / 24) % 7 < 5 ? amount : 1));
    // Eight working days from a Monday on: the Wednesday after the next weekend.
    const asked = input(hours, 24_000n * 8n);
    expect(days(asked.now, forecastRunway(asked).p50)).toBeCloseTo(10, 0);
  });

  it('follows a level that changed', () => {
    const asked = input([...even(20), ...even(8, 4000)], 24_000n * 4n * 5n);
    expect(days(asked.now, forecastRunway(asked).p50)).toBeCloseTo(5, 0);
  });

  it.each([
    ['falls', -0.03],
    ['rises', 0.02],
  ])('goes on with use that %s day by day', (_how, perDay) => {
    const level = (hour: number): number => 100_000 * (1 + perDay) ** (hour / 24) * (1 + 0.3 * Math.sin(hour * 7));
    const hours = Array.from({ length: 60 * 24 }, (_, hour) => level(hour));
    const next = Array.from({ length: 10 * 24 }, (_, hour) => level(hours.length + hour));
    const asked = input(hours, BigInt(Math.round(next.reduce((sum, amount) => sum + amount, 0))));
    const { p10, p50, p90 } = forecastRunway(asked);
    expect(Math.abs(days(asked.now, p50) - 10)).toBeLessThan(0.6);
    expect(days(asked.now, p10)).toBeGreaterThan(8);
    expect(days(asked.now, p90)).toBeLessThan(13);
    const expected = expectSpend(asked, 10).reduce((sum, amount) => sum + Number(amount), 0);
    expect(expected / Number(asked.leftNano)).toBeCloseTo(1, 1);
  });

  it.each([
    ['a cycle that is no week', (day: number) => (day % 10 >= 7 ? 6 : 1), 100],
    ['the ends of months', (day: number) => (isLastOfMonth(day) ? 12 : 1), 110],
  ])('knows %s', (_what, factor, count) => {
    const level = (hour: number): number => 1000 * factor(Math.floor(hour / 24)) * (1 + 0.2 * Math.sin(hour * 7));
    const hours = Array.from({ length: count * 24 }, (_, hour) => level(hour));
    for (const ahead of [4, 9, 16]) {
      const next = Array.from({ length: ahead * 24 }, (_, hour) => level(hours.length + hour));
      const asked = input(hours, BigInt(Math.round(next.reduce((sum, amount) => sum + amount, 0))));
      expect(Math.abs(days(asked.now, forecastRunway(asked).p50) - ahead)).toBeLessThan(0.7);
    }
  });

  it('takes off what is scheduled when it comes', () => {
    const at = START + 30 * DAY_MS;
    const asked = input(even(28), 24_000n * 7n, { scheduled: [{ at, nano: 24_000n * 6n }] });
    expect(forecastRunway(asked).p50).toBeLessThanOrEqual(at + HOUR_MS);
    const small = { ...asked, scheduled: [{ at, nano: 24_000n * 2n }] };
    expect(days(asked.now, forecastRunway(small).p50)).toBeCloseTo(5, 1);
  });

  it('without spend has no end, and without a balance is over', () => {
    const none = input(even(10, 0), 5n);
    expect(forecastRunway(none)).toMatchObject({ p10: null, p50: null, p90: null, perDayNano: 0n, days: 0 });
    const empty = input(even(10), 0n);
    expect(forecastRunway(empty)).toMatchObject({ p10: empty.now, p50: empty.now, p90: empty.now });
  });

  it('that is longer than is looked has no end', () => {
    expect(forecastRunway(input(even(28), 24_000n * 10_000n))).toMatchObject({ p10: null, p50: null, p90: null });
  });

  it('of a first day is as the day was, and says so by its width', () => {
    const asked = input(even(1), 24_000n * 3n);
    const { p10, p50, p90, basis } = forecastRunway(asked);
    expect(basis).toBe('recent');
    expect(days(asked.now, p50)).toBeGreaterThan(1.5);
    expect(days(asked.now, p50)).toBeLessThan(5);
    expect(days(asked.now, p90) - days(asked.now, p10)).toBeGreaterThan(1);
  });

  it('does not count the hour that runs as a whole one', () => {
    const asked = input([...even(28), 10], 24_000n * 7n);
    const early = { ...asked, now: asked.now - HOUR_MS + 60_000 };
    expect(days(early.now, forecastRunway(early).p50)).toBeCloseTo(7, 1);
  });

  it('is by the clock of the zone, on both sides of a change of it', () => {
    // Nine to ten in the morning in Vienna, summer and winter.
    const startMs = Date.UTC(2026, 2, 1);
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Vienna', hour: '2-digit', hourCycle: 'h23' });
    const nano = even(24).map((_, hour) => (local.format(startMs + hour * HOUR_MS) === '09' ? 1_000_000n : 0n));
    const now = startMs + 24 * DAY_MS;
    const asked = { spend: { unit: 'USD', startMs, nano }, now, zone: 'Europe/Vienna', scheduled: [] };
    // Over the change of 29 March.
    const { p50 } = forecastRunway({ ...asked, leftNano: 6_500_000n });
    expect(local.format(p50 ?? 0)).toBe('09');
  });

  it('ends in order, never before now, the same whenever it is asked, and sooner with less', () => {
    const amounts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })), {
      minLength: 1,
      maxLength: 800,
    });
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 10n ** 9n }), (hours, left) => {
        const asked = input(hours, left);
        const found = forecastRunway(asked);
        expect(forecastRunway(asked)).toEqual(found);
        const [p10, p50, p90] = [found.p10, found.p50, found.p90].map((end) => end ?? Number.POSITIVE_INFINITY);
        expect([p10, p50, p90].map((end) => (end ?? 0) >= asked.now)).toEqual([true, true, true]);
        expect((p10 ?? 0) <= (p50 ?? 0) && (p50 ?? 0) <= (p90 ?? 0)).toBe(true);
        expect(found.perDayNano >= 0n).toBe(true);
        const less = forecastRunway({ ...asked, leftNano: left / 4n }).p50 ?? Number.POSITIVE_INFINITY;
        // What is looked back at is shorter where less is left.
        expect(less).toBeLessThanOrEqual((p50 ?? 0) + DAY_MS);
      }),
      { numRuns: 40 },
    );
  });
});
