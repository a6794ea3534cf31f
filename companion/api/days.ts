import { windowOf } from '../../lib/budget/window-of.ts';

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, at: number): string {
  return daysIn(timeZone)(at);
}

/** The same for many instants. */
export function daysIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  let last = { quarter: Number.NaN, day: '' };
  return (at) => {
    // In every zone days begin at a quarter of an hour, and most are asked for again and again.
    const quarter = Math.floor(at / QUARTER_MS);
    if (quarter !== last.quarter) last = { quarter, day: format.format(at) };
    return last.day;
  };
}

const QUARTER_MS = 900_000;

/** The day so many days before one. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** Every day from one to another, both included, in order. */
export function daysFrom(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = daysBefore(day, -1)) days.push(day);
  return days;
}

/** The instants of days in a zone, `[start, end)`, epoch ms; null: from the first one, to the last one. */
export function daySpan({ from, to, zone }: DayRange): { readonly start: number; readonly end: number } {
  return {
    start: from === null ? 0 : startOfDay(from, zone),
    end: to === null ? Number.MAX_SAFE_INTEGER : startOfDay(daysBefore(to, -1), zone),
  };
}

interface DayRange {
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
}

function startOfDay(day: string, zone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const dayOf = daysIn(zone);
  // Zones are up to 14 hours away: one of these is an instant of the day.
  const inside = [0, -12, 12].map((hours) => noon + hours * 3_600_000).find((at) => dayOf(at) === day) ?? noon;
  return windowOf({ window: { kind: 'day', zone } }, inside)?.start ?? noon;
}
