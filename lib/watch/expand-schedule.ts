import { dayOfIso, instantOfUtc, isDay, isoDayOf } from '../domain/utc-day.ts';
import type { ScheduledSpend } from './runway.ts';
import { instantOf, wallAt } from './zone-clock.ts';

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
const DAY_MS = 86_400_000;

/**
 * When planned work takes its money, within `[now, until)` (epoch ms). Times are those of the clock: 2:00 stays 2:00 when it is put
 * forward, and the 31st is the last day of shorter months. What is over is spend, and in the ledger.
 * @throws RangeError for a time or a zone that there is none of.
 */
export function expandSchedule(work: PlannedWork, now: number, until: number): readonly ScheduledSpend[] {
  const { zone, every, nano, lastDay } = work;
  const first = readWall(work.at);
  const lastWall = lastDay === null ? Number.POSITIVE_INFINITY : readWall(`${lastDay}T00:00`) + DAY_MS;
  const found: ScheduledSpend[] = [];
  for (let step = stepsBefore(first, wallAt(zone, now), every); found.length < TIMES_MAX; step += 1) {
    const wall = wallOf(first, every, step);
    if (wall >= lastWall) break;
    const at = instantOf(zone, wall);
    if (at >= until) break;
    if (at >= now) found.push({ at, nano });
    if (every === null) break;
  }
  return found;
}

/** How many times were over before yesterday: those are not gone through. */
function stepsBefore(first: number, today: number, every: PlannedWork['every']): number {
  if (every === null || today <= first) return 0;
  const days = Math.floor((today - first) / DAY_MS);
  return Math.max(0, { day: days, week: Math.floor(days / 7), month: monthOf(today) - monthOf(first) }[every] - 1);
}

/** The time after so many steps, by the clock. */
function wallOf(first: number, every: PlannedWork['every'], step: number): number {
  if (every !== 'month') return first + step * DAY_MS * (every === 'week' ? 7 : 1);
  const month = monthOf(first) + step;
  const name = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
  let day = Number(isoDayOf(first).slice(8));
  // No month has fewer than 28.
  while (!isDay(`${name}-${day}`) && day > 28) day -= 1;
  return dayOfIso(`${name}-${String(day).padStart(2, '0')}`) * DAY_MS + (first % DAY_MS);
}

/** Months since the year 0. */
function monthOf(wall: number): number {
  const [year = 0, month = 1] = isoDayOf(wall).split('-').map(Number);
  return year * 12 + month - 1;
}

/** What a clock shows (`2026-12-01T02:00`), as epoch ms of UTC. */
function readWall(written: string): number {
  const [day = '', time = ''] = written.split('T');
  if (!isDay(day) || !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`There is no ${written}.`);
  return instantOfUtc(`${day} ${time}`);
}
