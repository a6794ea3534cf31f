import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HOURS, LEADS, type Lead } from '../../lib/watch/remind-at.ts';
import { type RunwayLimits, type RunwaySubject, runwayConditions } from '../../lib/watch/runway-conditions.ts';

const ZONE = 'Europe/Vienna';
const at = (wall: string): number => Temporal.PlainDateTime.from(wall).toZonedDateTime(ZONE).epochMilliseconds;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Ends then; one of ten runs a quarter of the way earlier. */
function ending(now: number, end: number): RunwaySubject {
  const ends = { p10: end - (end - now) / 4, p50: end, p90: end + HOUR, horizon: now + 365 * DAY };
  return {
    ...({ of: { kind: 'account', id: 'openai:acme' }, name: 'acme', unit: 'USD', left: 5_000_000_000n } as const),
    ...{ renewsAt: null, link: null, runway: { ...ends, perDayNano: 2_000_000_000n, basis: 'weekly', days: 20 } },
  };
}

const isTold = (wall: string, end: string, change: Partial<RunwayLimits> = {}): boolean => {
  const now = at(wall);
  const usual = { daysOf: () => 3, leadOf: (): Lead | null => null, isOpen: () => false };
  const calendar = { zone: ZONE, hours: DEFAULT_HOURS, holidays: [] };
  return runwayConditions([ending(now, at(end))], { now, ...calendar, ...usual, ...change }).length > 0;
};

describe('what ends within its days', () => {
  it('is told then where somebody is at work then', () => {
    expect(isTold('2026-11-18T11:00', '2026-11-21T11:30')).toBe(false);
    expect(isTold('2026-11-18T11:31', '2026-11-21T11:30')).toBe(true);
  });

  it('waits through the night for the morning, as long as it lasts until then', () => {
    expect(isTold('2026-11-18T03:00', '2026-11-19T12:00')).toBe(false);
    expect(isTold('2026-11-18T09:00', '2026-11-19T12:00')).toBe(true);
  });

  it('is told in the night where it may end before the morning', () => {
    expect(isTold('2026-11-18T03:00', '2026-11-18T10:00')).toBe(true);
  });

  it('is told before the weekend in which its days begin, and before the holiday before that', () => {
    // Three days before Wednesday noon are Sunday noon.
    expect(isTold('2026-11-20T08:59', '2026-11-25T12:00')).toBe(false);
    expect(isTold('2026-11-20T09:00', '2026-11-25T12:00')).toBe(true);
    const holidays = ['2026-11-20'];
    expect(isTold('2026-11-19T09:00', '2026-11-25T12:00', { holidays })).toBe(true);
    expect(isTold('2026-11-20T10:00', '2026-11-25T12:00', { holidays })).toBe(false);
  });

  it('stays told through nights and weekends, and until it lasts well longer', () => {
    const isOpen = () => true;
    expect(isTold('2026-11-19T02:00', '2026-11-21T12:00', { isOpen })).toBe(true);
    expect(isTold('2026-11-21T15:00', '2026-11-25T12:00', { isOpen })).toBe(true);
    expect(isTold('2026-11-18T12:00', '2026-11-21T18:00', { isOpen })).toBe(true);
    expect(isTold('2026-11-18T12:00', '2026-11-24T18:00', { isOpen })).toBe(false);
  });

  it('is told earlier to who pays by transfer, and stays told at night', () => {
    const byTransfer = { leadOf: () => LEADS.transfer };
    // Nine of ten end after Tuesday: by Thursday a transfer has to be on its way.
    expect(isTold('2026-11-19T10:00', '2026-11-26T10:00')).toBe(false);
    expect(isTold('2026-11-19T10:00', '2026-11-26T10:00', byTransfer)).toBe(true);
    expect(isTold('2026-11-19T22:00', '2026-11-26T10:00', { ...byTransfer, isOpen: () => true })).toBe(true);
  });

  it('of no days and no way of paying is not told at all', () => {
    expect(isTold('2026-11-18T11:00', '2026-11-18T12:00', { daysOf: () => 0 })).toBe(false);
  });
});
