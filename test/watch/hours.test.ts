import { describe, expect, it } from 'vitest';
import { dayAt, isWithinHours, lastTimeOfDay } from '../../lib/watch/hours.ts';
import { DAY, HOUR, MINUTE } from './watch-world.ts';

const WEEK = [1, 2, 3, 4, 5, 6, 7];

describe('hours', () => {
  const at = (iso: string): number => Date.parse(iso);
  it.each([
    ['2026-11-23T07:59:59Z', false],
    ['2026-11-23T08:00:00Z', true],
    ['2026-11-23T17:59:59Z', true],
    ['2026-11-23T18:00:00Z', false],
  ])('%s is within 8 to 18: %j', (iso, is) => {
    expect(isWithinHours({ from: 480, until: 1080, days: WEEK }, 'UTC', at(iso))).toBe(is);
  });

  it('over midnight belong to the day they begin on', () => {
    const night = { from: 22 * 60, until: 6 * 60, days: [5] };
    expect(isWithinHours(night, 'UTC', at('2026-11-27T23:00:00Z'))).toBe(true);
    expect(isWithinHours(night, 'UTC', at('2026-11-28T05:59:00Z'))).toBe(true);
    expect(isWithinHours(night, 'UTC', at('2026-11-28T23:00:00Z'))).toBe(false);
    expect(isWithinHours(night, 'UTC', at('2026-11-27T05:00:00Z'))).toBe(false);
  });

  it('are those of the zone, also on days when its clock changes', () => {
    const day = { from: 180, until: 240, days: WEEK };
    // 25 October 2026, Vienna: 3:00 comes after the hour that is there twice.
    expect(isWithinHours(day, 'Europe/Vienna', at('2026-10-25T01:30:00Z'))).toBe(false);
    expect(isWithinHours(day, 'Europe/Vienna', at('2026-10-25T02:00:00Z'))).toBe(true);
  });
});

describe('the last time that a clock showed a minute', () => {
  it.each([
    ['2026-11-23T09:00:00Z', 'UTC', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T08:59:59Z', 'UTC', '2026-11-22T09:00:00.000Z'],
    // Vienna, the day the clock goes forward, and the day after.
    ['2026-03-29T07:00:00Z', 'Europe/Vienna', '2026-03-29T07:00:00.000Z'],
    ['2026-03-30T06:59:00Z', 'Europe/Vienna', '2026-03-29T07:00:00.000Z'],
  ])('at %s in %s: %s', (iso, zone, last) => {
    expect(new Date(lastTimeOfDay(540, zone, Date.parse(iso))).toISOString()).toBe(last);
  });

  it('comes once a day and never back, through a year of clock changes', () => {
    let before = lastTimeOfDay(150, 'Europe/Vienna', Date.UTC(2026, 0, 1));
    const days = new Set<string>();
    for (let at = Date.UTC(2026, 0, 1, 12); at < Date.UTC(2027, 0, 1); at += 6 * HOUR + 7 * MINUTE) {
      const last = lastTimeOfDay(150, 'Europe/Vienna', at);
      expect(last).toBeGreaterThanOrEqual(before);
      expect(at - last).toBeLessThanOrEqual(DAY + HOUR);
      days.add(`${dayAt('Europe/Vienna', last)} ${last}`);
      before = last;
    }
    expect(days.size).toBe(365);
  });
});
