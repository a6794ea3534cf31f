import { Temporal } from 'temporal-polyfill';

/** When somebody may be told of what can wait. */
export interface Hours {
  /** Minutes after midnight, `[from, until)`; `until` below `from`: over midnight. Equal: the whole day. */
  readonly from: number;
  readonly until: number;
  /** 1 is Monday, 7 Sunday; of a span over midnight the day it begins on. */
  readonly days: readonly number[];
}

const DAY_MINUTES = 1440;

/** Whether an instant (epoch ms) falls into these hours of a zone's clock (IANA name). @throws RangeError for an unknown zone. */
export function isWithinHours({ from, until, days }: Hours, zone: string, at: number): boolean {
  const clock = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const minute = clock.hour * 60 + clock.minute;
  const dayBefore = clock.dayOfWeek === 1 ? 7 : clock.dayOfWeek - 1;
  if (from < until) return days.includes(clock.dayOfWeek) && minute >= from && minute < until;
  return (days.includes(clock.dayOfWeek) && minute >= from) || (days.includes(dayBefore) && minute < until);
}

/**
 * The last instant (epoch ms) up to `at` at which the zone's clock showed this minute of a day. Where the clock skips that minute,
 * the first one after it counts; where it shows it twice, the first.
 */
export function lastTimeOfDay(minutes: number, zone: string, at: number): number {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const time = Temporal.PlainTime.from({ hour: Math.floor((minutes % DAY_MINUTES) / 60), minute: minutes % 60 });
  const ofDay = (date: Temporal.PlainDate): number =>
    date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
  const today = ofDay(day);
  return today <= at ? today : ofDay(day.subtract({ days: 1 }));
}

/** The day of an instant (epoch ms) by a zone's clock, `YYYY-MM-DD`. */
export function dayAt(zone: string, at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}
