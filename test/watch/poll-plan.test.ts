import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASKS_PER_HOUR_MAX,
  countAsks,
  nextJobAskAt,
  nextPollAt,
  type PollFacts,
  type PollTimes,
  retryInMs,
} from '../../lib/watch/poll-plan.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const QUIET: PollFacts = { rechargedAt: null, isNear: false, hasSpent: false };
const read = (triedAt: number): PollTimes => ({ triedAt, failingSince: null, retryAt: null });
const minutesAfter = (facts: Partial<PollFacts>, now = NOW): number =>
  (nextPollAt(read(now), { ...QUIET, ...facts }, now) - now) / MINUTE;

describe('when a balance is asked for next', () => {
  it('at once, where it never was', () => {
    expect(nextPollAt({ triedAt: null, failingSince: null, retryAt: null }, QUIET, NOW)).toBe(NOW);
  });

  it.each([
    ['nothing happens', {}, 360],
    ['something was spent', { hasSpent: true }, 15],
    ['it is near its line', { isNear: true }, 30],
    ['it is near its line and something was spent', { isNear: true, hasSpent: true }, 5],
    ['money was said to be on its way', { rechargedAt: NOW - MINUTE }, 1],
    ['that was said an hour ago', { rechargedAt: NOW - HOUR }, 5],
    ['that was said yesterday', { rechargedAt: NOW - DAY }, 30],
    ['that was said ten days ago', { rechargedAt: NOW - 10 * DAY }, 360],
    ['that was said yesterday, near the line, with spend', { rechargedAt: NOW - DAY, isNear: true, hasSpent: true }, 5],
  ] as const)('%s: %j in minutes', (_when, facts, minutes) => {
    expect(minutesAfter(facts)).toBe(minutes);
  });

  it('once after a week of sleep, and not for every pulse that was slept through', () => {
    const slept = read(NOW - 7 * DAY);
    expect(nextPollAt(slept, QUIET, NOW)).toBeLessThanOrEqual(NOW);
    expect(nextPollAt(read(NOW), QUIET, NOW)).toBeGreaterThan(NOW);
  });

  it('a clock that was set back by a month does not silence it; clocks that differ by a minute cause no storm', () => {
    expect(nextPollAt(read(NOW + 30 * DAY), QUIET, NOW)).toBe(NOW);
    expect(nextPollAt(read(NOW + MINUTE), QUIET, NOW)).toBeGreaterThan(NOW);
    expect(minutesAfter({ rechargedAt: NOW + 30 * DAY })).toBe(360);
  });

  it('within a day of the last ask, whatever is so', () => {
    const instant = fc.integer({ min: NOW - 40 * DAY, max: NOW + 40 * DAY });
    fc.assert(
      fc.property(
        fc.record({ triedAt: fc.option(instant), failingSince: fc.option(instant), retryAt: fc.option(instant) }),
        fc.record({ rechargedAt: fc.option(instant), isNear: fc.boolean(), hasSpent: fc.boolean() }),
        (times, facts) => {
          const next = nextPollAt(times, facts, NOW);
          expect(next).toBeLessThanOrEqual(Math.max(NOW, (times.triedAt ?? NOW) + DAY));
        },
      ),
    );
  });
});

describe('after an error', () => {
  const wait = (change: Partial<Parameters<typeof retryInMs>[0]>): number =>
    retryInMs({ failures: 1, isHopeless: false, retryAfterMs: null, random: 0.5, ...change });

  it('it is asked again after a minute, then twice as long from one error to the next, six hours at most', () => {
    expect([1, 2, 3, 8, 9, 10, 400].map((failures) => wait({ failures }) / MINUTE)).toEqual([
      1, 2, 4, 128, 256, 360, 360,
    ]);
  });

  it('it is asked rarely where only a person can help', () => {
    expect(wait({ isHopeless: true })).toBe(12 * HOUR);
  });

  it('never before what the provider asks to be waited for, which is a day at most', () => {
    expect(wait({ retryAfterMs: 10 * MINUTE })).toBe(10 * MINUTE);
    expect(wait({ retryAfterMs: 90 * DAY })).toBe(DAY);
  });

  it('those that failed together come again apart', () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, random) => {
        const middle = wait({ failures });
        const own = wait({ failures, random });
        expect(own).toBeGreaterThanOrEqual(middle / 2);
        expect(own).toBeLessThanOrEqual(middle * 1.5);
      }),
    );
    expect(wait({ random: 0 })).not.toBe(wait({ random: 0.9 }));
  });
});

describe('when it is asked what became of work', () => {
  const deadlineAt = NOW + DAY;
  const nextOf = (triedAt: number | null, now: number, retryAt: number | null = null): number =>
    nextJobAskAt({ triedAt, retryAt, openedAt: NOW, deadlineAt }, now);

  it('a minute after it was begun, then by its age, each half an hour at the least', () => {
    expect(nextOf(null, NOW)).toBe(NOW + MINUTE);
    const waits = [MINUTE, 40 * MINUTE, 20 * HOUR].map((age) => (nextOf(NOW + age, NOW + age) - NOW - age) / MINUTE);
    expect(waits).toEqual([1, 5, 30]);
  });

  it('once its deadline is over at once, and from then on as before', () => {
    expect(nextOf(deadlineAt - 5 * MINUTE, deadlineAt - 5 * MINUTE)).toBe(deadlineAt);
    expect(nextOf(deadlineAt, deadlineAt)).toBe(deadlineAt + 30 * MINUTE);
  });

  it('after an error when that says; clocks that were set back silence nothing', () => {
    expect(nextOf(NOW + HOUR, NOW + HOUR, NOW + 3 * HOUR)).toBe(NOW + 3 * HOUR);
    expect(nextOf(NOW + HOUR, NOW + HOUR, NOW + 90 * DAY)).toBe(NOW + HOUR + DAY);
    expect(nextOf(NOW + 30 * DAY, NOW + HOUR)).toBeLessThanOrEqual(NOW + HOUR);
    expect(nextJobAskAt({ triedAt: null, retryAt: null, openedAt: NOW + DAY, deadlineAt }, NOW)).toBe(NOW);
  });
});

it('asks are counted by the hour', () => {
  const first = countAsks(null, NOW, ASKS_PER_HOUR_MAX);
  expect(countAsks(first, NOW + HOUR - 1, 1).asks).toBe(ASKS_PER_HOUR_MAX + 1);
  expect(countAsks(first, NOW + HOUR, 1).asks).toBe(1);
});
