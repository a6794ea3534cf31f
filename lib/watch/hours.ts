import { isoDayOf, momentOfMinute, utcMomentOf } from '../domain/utc-day.ts';
import { instantOf, wallAt, weekdayOf } from './zone-clock.ts';

/** When somebody may be told of what can wait. */
export interface Hours {
  /** Minutes after midnight, `[from, until)`; `until` below `from`: over midnight. Equal: the whole day. */
  readonly from: number;
  readonly until: number;
  /** 1 is Monday, 7 Sunday; of a span over midnight the day it begins on. */
  readonly days: readonly number[];
}

const DAY_MS = 86_400_000;

/** Whether an instant (epoch ms) falls into these hours of a zone's clock (IANA name). @throws RangeError for an unknown zone. */
export function isWithinHours({ from, until, days }: Hours, zone: string, at: number): boolean {
  const wall = wallAt(zone, at);
  const [today, dayBefore] = [weekdayOf(wall), weekdayOf(wall - DAY_MS)];
  const { minute } = utcMomentOf(wall);
  if (from < until) return days.includes(today) && minute >= from && minute < until;
  return (days.includes(today) && minute >= from) || (days.includes(dayBefore) && minute < until);
}

/**
 * The last instant (epoch ms) up to `at` at which the zone's clock showed this minute of a day. Where the clock skips that minute, it
 * is as much later as it skips; where it shows it twice, the first counts.
 */
export function lastTimeOfDay(minutes: number, zone: string, at: number): number {
  const today = momentOfMinute(wallAt(zone, at), minutes);
  const first = instantOf(zone, today);
  return first <= at ? first : instantOf(zone, today - DAY_MS);
}

/** The day of an instant (epoch ms) by a zone's clock, `YYYY-MM-DD`. */
export function dayAt(zone: string, at: number): string {
  return isoDayOf(wallAt(zone, at));
}
