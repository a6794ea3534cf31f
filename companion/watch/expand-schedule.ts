import { Temporal } from 'temporal-polyfill';
import type { ScheduledSpend } from '../../lib/watch/runway.ts';

/** Work that somebody has planned, and what it will take; nano-units. */
export interface PlannedWork {
  /** The first time, by the clock of its zone: `2026-12-01T02:00`. */
  readonly at: string;
  /** IANA name. */
  readonly zone: string;
  readonly nano: bigint;
  /** How often it comes again; null: once. */
  readonly every: 'day' | 'week' | 'month' | null;
  /** The last day on which it does, `YYYY-MM-DD`; null: it goes on. */
  readonly lastDay: string | null;
}

/** More times are not looked ahead: a year of days. */
const TIMES_MAX = 366;

/**
 * When planned work takes its money, within `[now, until)` (epoch ms). Times are those of the clock: 2:00 stays 2:00 when it is put
 * forward, and the 31st is the last day of shorter months. What is over is spend, and in the ledger.
 * @throws RangeError for a time or a zone that there is none of.
 */
export function expandSchedule(work: PlannedWork, now: number, until: number): readonly ScheduledSpend[] {
  const first = Temporal.PlainDateTime.from(work.at);
  const last = work.lastDay === null ? null : Temporal.PlainDate.from(work.lastDay);
  const found: ScheduledSpend[] = [];
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(work.zone).toPlainDateTime();
  for (let step = stepsBefore(first, today, work.every); found.length < TIMES_MAX; step += 1) {
    const time = work.every === null ? first : first.add({ [`${work.every}s`]: step });
    if (last !== null && Temporal.PlainDate.compare(time.toPlainDate(), last) > 0) break;
    const at = time.toZonedDateTime(work.zone).epochMilliseconds;
    if (at >= until) break;
    if (at >= now) found.push({ at, nano: work.nano });
    if (work.every === null) break;
  }
  return found;
}

/** How many times were over before yesterday: those are not gone through. */
function stepsBefore(
  first: Temporal.PlainDateTime,
  today: Temporal.PlainDateTime,
  every: PlannedWork['every'],
): number {
  if (every === null || Temporal.PlainDateTime.compare(today, first) <= 0) return 0;
  const unit = `${every}s` as const;
  return Math.max(0, Math.floor(first.until(today, { largestUnit: unit })[unit]) - 1);
}
