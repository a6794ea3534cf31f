import { describe, expect, it } from 'vitest';
import { expandSchedule, type PlannedWork } from '../../lib/watch/expand-schedule.ts';

const DAY = 86_400_000;
const work = (more: Partial<PlannedWork>): PlannedWork => ({
  ...{ at: '2026-10-20T02:30', zone: 'Europe/Vienna', nano: 5n, every: null, lastDay: null },
  ...more,
});
const times = (one: PlannedWork, from: string, days: number): readonly string[] =>
  expandSchedule(one, Date.parse(from), Date.parse(from) + days * DAY).map(({ at, nano }) => {
    expect(nano).toBe(5n);
    return new Date(at).toISOString().slice(0, 16);
  });

describe('planned work', () => {
  it('comes once, and not again when it is over', () => {
    expect(times(work({}), '2026-10-19T00:00:00Z', 365)).toEqual(['2026-10-20T00:30']);
    expect(times(work({}), '2026-10-20T00:30:01Z', 365)).toEqual([]);
  });

  it('keeps to the clock when that is put forward or back, and comes once a day', () => {
    expect(times(work({ every: 'day' }), '2026-10-24T00:00:00Z', 3)).toEqual([
      ...['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
    ]);
    // 2:30 is left out on that day.
    expect(times(work({ every: 'day' }), '2027-03-27T12:00:00Z', 2)).toEqual(['2027-03-28T01:30', '2027-03-29T00:30']);
  });

  it('on the 31st is on the last day of shorter months, and on the 31st again', () => {
    const monthly = work({ at: '2027-01-31T12:00', zone: 'UTC', every: 'month' });
    expect(times(monthly, '2027-01-01T00:00:00Z', 100)).toEqual([
      ...['2027-01-31T12:00', '2027-02-28T12:00', '2027-03-31T12:00'],
    ]);
    expect(times(monthly, '2027-03-30T00:00:00Z', 40)).toEqual(['2027-03-31T12:00', '2027-04-30T12:00']);
  });

  it('ends with its last day, and what began years ago is found at once', () => {
    const weekly = work({ at: '1999-01-01T08:00', zone: 'UTC', every: 'week', lastDay: '2026-11-20' });
    expect(times(weekly, '2026-11-01T00:00:00Z', 60)).toEqual([
      ...['2026-11-06T08:00', '2026-11-13T08:00', '2026-11-20T08:00'],
    ]);
  });

  it('is looked ahead for a bounded number of times', () => {
    expect(times(work({ every: 'day' }), '2026-10-19T00:00:00Z', 4000)).toHaveLength(366);
  });

  it('at a time that there is none of is refused', () => {
    expect(() => expandSchedule(work({ at: '2026-02-31T02:00' }), 0, DAY)).toThrow(RangeError);
    expect(() => expandSchedule(work({ zone: 'Mars/Olympus' }), 0, DAY)).toThrow(RangeError);
  });
});
