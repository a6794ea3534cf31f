import type { PayingBy } from '../domain/notices-view.ts';
import { isoDayOf, momentOfMinute, utcMomentOf } from '../domain/utc-day.ts';
import { instantOf, wallAt, weekdayOf } from './zone-clock.ts';
import { openZoneHours } from './zone-hours.ts';

/** How long money takes: hours, and days on which banks work (Monday to Friday, no holiday). */
export interface Lead {
  readonly workingDays: number;
  readonly hours: number;
}

/** What each way takes where the user says nothing else. */
export const LEADS: Readonly<Record<PayingBy, Lead>> = {
  card: { workingDays: 0, hours: 0 },
  transfer: { workingDays: 3, hours: 0 },
  coins: { workingDays: 0, hours: 1 },
};

/** 168 hours of the week, Monday's first at 0: whether the person is at work. */
export type WorkingHours = readonly boolean[];

const WEEK_HOURS = 168;
const DAY_HOURS = 24;
const HOUR_MS = 3_600_000;
const DAY_MS = DAY_HOURS * HOUR_MS;
/** From so few instants nothing is learned. */
const LEARNED_FROM = 20;
/** An hour with this part of what the busiest hours have is a working hour. */
const USUAL_SHARE = 0.3;
const BUSIEST = 10;
/** Further is not looked: longer holidays than these are not waited for. */
const DAYS_MAX = 60;

/** Nine to five, Monday to Friday. */
export const DEFAULT_HOURS: WorkingHours = Array.from({ length: WEEK_HOURS }, (_, hour) => {
  const ofDay = hour % DAY_HOURS;
  return hour < 5 * DAY_HOURS && ofDay >= 9 && ofDay < 17;
});

/**
 * When a person works, by the instants (epoch ms) at which they called or acknowledged something; from fewer than 20 of them
 * {@link DEFAULT_HOURS}. At least one hour is one.
 * @throws RangeError for a zone that there is none of.
 */
export function learnHours(instants: readonly number[], zone: string): WorkingHours {
  if (instants.length < LEARNED_FROM) return DEFAULT_HOURS;
  const clock = openZoneHours(zone);
  const counts = new Array<number>(WEEK_HOURS).fill(0);
  for (const instant of instants) {
    const hour = clock.hourOf(instant);
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  const busiest = counts.toSorted((one, other) => other - one).slice(0, BUSIEST);
  const most = busiest.reduce((sum, count) => sum + count, 0) / BUSIEST;
  return counts.map((count) => count > 0 && count >= most * USUAL_SHARE);
}

/** When a person is at work. */
export interface WorkCalendar {
  /** IANA name: whose hours and days they are. */
  readonly zone: string;
  readonly hours: WorkingHours;
  /** Days off, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
}

/** What a reminder is timed by. */
export interface Reminding extends WorkCalendar {
  /** When the balance ends, epoch ms: the early end of the forecast. */
  readonly endsAt: number;
  /** Epoch ms. */
  readonly now: number;
  readonly lead: Lead;
}

/**
 * When to remind somebody to recharge (epoch ms, never before `now`): at the beginning of the last working day on which it is
 * still early enough, so before weekends and holidays and not in them. Where that has passed: now, if they are at work; else when
 * they are next, if that is before the end; else now, whatever the hour.
 * @throws RangeError for a zone that there is none of.
 */
export function remindAt(reminding: Reminding): number {
  const { now, endsAt } = reminding;
  const latest = latestStart(reminding);
  return place(reminding, { latest, inTime: latest > now ? latest : endsAt, now });
}

/**
 * When to tell somebody of an end (`endsAt`, its early end) that they want to know of from an instant on (`knowFrom`), all epoch ms: then,
 * if they are at work; else before, and otherwise as {@link remindAt} places what has to be paid.
 * @throws RangeError for a zone that there is none of.
 */
export function tellAt({ knowFrom, endsAt, now, ...calendar }: Omit<Reminding, 'lead'> & { knowFrom: number }): number {
  if (knowFrom >= now && isAtWork(knowFrom, calendar)) return knowFrom;
  return place(calendar, { latest: knowFrom, inTime: endsAt, now });
}

/** The beginning of the last working day before an instant, epoch ms; null: for two months there was none. */
export function lastStart(before: number, calendar: WorkCalendar): number | null {
  const today = wallAt(calendar.zone, before);
  for (let back = 0; back <= DAYS_MAX; back += 1) {
    const start = beginningOf(today - back * DAY_MS, calendar);
    if (start !== null && start <= before) return start;
  }
  return null;
}

/** `latest`: by when it should be told; `inTime`: until when it may wait for somebody to be at work, once that has passed. Epoch ms. */
function place(
  calendar: WorkCalendar,
  { latest, inTime, now }: { readonly latest: number; readonly inTime: number; readonly now: number },
): number {
  const start = lastStart(latest, calendar);
  if (start !== null && start >= now) return start;
  if (isAtWork(now, calendar)) return now;
  const next = nextStart(now, calendar);
  return next !== null && next < inTime ? next : now;
}

/** By when what was paid at an instant (epoch ms) is there, wherever its bank is: a day later than by UTC where banks play a part. */
export function arrivesBy(paidAt: number, { workingDays, hours }: Lead, holidays: readonly string[]): number {
  let wall = paidAt;
  let days = workingDays;
  for (let ahead = 0; days > 0 && ahead < DAYS_MAX; ahead += 1) {
    wall += DAY_MS;
    if (weekdayOf(wall) <= 5 && !holidays.includes(isoDayOf(wall))) days -= 1;
  }
  return wall + hours * HOUR_MS + (workingDays > 0 ? DAY_MS : 0);
}

/** The last instant (epoch ms) at which a recharge that is begun arrives before the end. */
export function latestStart({ endsAt, lead, zone, holidays }: Omit<Reminding, 'now' | 'hours'>): number {
  const at = endsAt - lead.hours * HOUR_MS;
  let days = lead.workingDays;
  if (days === 0) return at;
  let wall = wallAt(zone, at);
  for (let back = 0; days > 0 && back < DAYS_MAX; back += 1) {
    wall -= DAY_MS;
    if (weekdayOf(wall) <= 5 && !holidays.includes(isoDayOf(wall))) days -= 1;
  }
  return instantOf(zone, wall);
}

/** When work begins on the day of a wall time, epoch ms; null: it does not. */
function beginningOf(wall: number, { hours, holidays, zone }: WorkCalendar): number | null {
  if (holidays.includes(isoDayOf(wall))) return null;
  const first = (weekdayOf(wall) - 1) * DAY_HOURS;
  const hour = hours.slice(first, first + DAY_HOURS).indexOf(true);
  // Where the clock skips the hour, work begins when it goes on.
  return hour < 0 ? null : instantOf(zone, momentOfMinute(wall, hour * 60));
}

function isAtWork(now: number, { zone, hours, holidays }: WorkCalendar): boolean {
  const wall = wallAt(zone, now);
  if (holidays.includes(isoDayOf(wall))) return false;
  const hour = Math.floor(utcMomentOf(wall).minute / 60);
  return hours[(weekdayOf(wall) - 1) * DAY_HOURS + hour] === true;
}

function nextStart(now: number, calendar: WorkCalendar): number | null {
  const today = wallAt(calendar.zone, now);
  for (let ahead = 0; ahead <= DAYS_MAX; ahead += 1) {
    const start = beginningOf(today + ahead * DAY_MS, calendar);
    if (start !== null && start >= now) return start;
  }
  return null;
}
