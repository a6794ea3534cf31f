import { Temporal } from 'temporal-polyfill';
import type { Budget, BudgetWindow } from './budget.ts';

/** `[start, end)`, epoch ms. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

const HOUR_MS = 3_600_000;

/**
 * The window of a budget that an instant (epoch ms) falls in; null: each call is a window of its own. Days, weeks and
 * months are the zone's own, as long or short as its clock changes make them. An hour is 60 minutes from the last full
 * hour of the zone's clock, so that one which the clock goes through twice is two.
 * @throws RangeError for a zone that there is none of, or a start that no week or month has.
 */
export function windowOf({ window }: Pick<Budget, 'window'>, instant: number): TimeSpan | null {
  if (window.kind === 'per-call') return null;
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(window.zone);
  if (window.kind === 'hour') return hourOf(at, instant);
  const start = firstDay(at.toPlainDate(), window);
  return { start: startOfDay(start, window.zone), end: startOfDay(nextStart(start, window), window.zone) };
}

/** Where clocks change by less than an hour (Lord Howe), the hour in which they do is two windows. */
function hourOf(at: Temporal.ZonedDateTime, instant: number): TimeSpan {
  const full = instant - (at.minute * 60_000 + at.second * 1000 + at.millisecond);
  // An instant at which the clock changes belongs to what comes after.
  const changed = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds;
  const changes = at.getTimeZoneTransition('next')?.epochMilliseconds;
  return {
    start: changed !== undefined && changed > full ? changed : full,
    end: changes !== undefined && changes < full + HOUR_MS ? changes : full + HOUR_MS,
  };
}

type DayWindow = Exclude<BudgetWindow, { readonly kind: 'per-call' } | { readonly kind: 'hour' | 'day' }>;

function firstDay(day: Temporal.PlainDate, window: DayWindow | { readonly kind: 'hour' | 'day' }): Temporal.PlainDate {
  switch (window.kind) {
    case 'week': {
      const first = whole(window.startsOn ?? 1, 7, 'week');
      return day.subtract({ days: (day.dayOfWeek - first + 7) % 7 });
    }
    case 'month': {
      const first = whole(window.startsOn ?? 1, 28, 'month');
      const month = day.day >= first ? day : day.subtract({ months: 1 });
      return month.with({ day: first });
    }
    case 'hour':
    case 'day':
      return day;
  }
}

function nextStart(start: Temporal.PlainDate, { kind }: { readonly kind: BudgetWindow['kind'] }): Temporal.PlainDate {
  if (kind === 'week') return start.add({ weeks: 1 });
  return kind === 'month' ? start.add({ months: 1 }) : start.add({ days: 1 });
}

/** Where the clock skips midnight, a day begins when it goes on. */
function startOfDay(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}

function whole(value: number, most: number, of: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RangeError(`[budget] a ${of} starts on day 1 to ${most}, got ${value}`);
}
