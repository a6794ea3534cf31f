const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;

/** An instant as calendars in UTC see it, without a clock's help. */
export interface UtcMoment {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Sunday 0. */
  readonly weekday: number;
  /** Whole minutes since midnight. */
  readonly minute: number;
}

/** Takes an instant, epoch ms of 1970 or later, apart. */
export function utcMomentOf(atMs: number): UtcMoment {
  const minutes = Math.floor(atMs / MINUTE_MS);
  const day = Math.floor(minutes / DAY_MINUTES);
  // 1970-01-01 was a Thursday.
  return { day, weekday: (day + 4) % 7, minute: minutes % DAY_MINUTES };
}

/** The instant, epoch ms, at which so many minutes of the UTC day of `atMs` are over. */
export function momentOfMinute(atMs: number, minute: number): number {
  return (utcMomentOf(atMs).day * DAY_MINUTES + minute) * MINUTE_MS;
}

/**
 * Days since 1970-01-01 of an ISO day; NaN for anything else.
 * https://howardhinnant.github.io/date_algorithms.html#days_from_civil: years begin in March, so that leap days come last.
 */
export function dayOfIso(iso: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (match === null) return Number.NaN;
  const [year = 0, month = 0, date = 0] = match.slice(1).map(Number);
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

/** The instant of `2026-12-01 00:00` in UTC, epoch ms; NaN for anything else. */
export function instantOfUtc(written: string): number {
  const [, day = '', hours, minutes] = /^(\S{10}) (\d{2}):(\d{2})$/.exec(written) ?? [];
  return (dayOfIso(day) * DAY_MINUTES + Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is such a day, as it is written in ISO: `2026-02-29` is none. */
export function isDay(written: string): boolean {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(written) ?? []).map(Number);
  return day >= 1 && day <= daysOfMonth(year, month);
}

/** How many days a month (1 to 12) has; 0 of any other. */
export function daysOfMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (DAYS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
}

/** The ISO day of an instant, epoch ms of 1970 or later, in UTC: `2026-11-21`. The way back of {@link dayOfIso}. */
export function isoDayOf(atMs: number): string {
  const days = utcMomentOf(atMs).day + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}
