import type { Text } from '../domain/text.ts';
import { isoDayOf, utcMomentOf } from '../domain/utc-day.ts';
import type { Runway } from './runway.ts';
import { wallAt, weekdayOf } from './zone-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEKDAYS = [
  ...['runway.day1', 'runway.day2', 'runway.day3', 'runway.day4', 'runway.day5', 'runway.day6', 'runway.day7'],
] as readonly ('runway.day1' | 'runway.day7')[];

/** Where and when a runway is read. */
export interface RunwayReader {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
  /** When a budget begins anew, epoch ms; null: never. */
  readonly renewsAt: number | null;
}

/** "lasts 6–9 days, likely until Tuesday about 14:00". Null: what is left is not known. */
export function describeRunway(runway: Runway | null, { now, zone, renewsAt }: RunwayReader): Text {
  if (runway === null) return { key: 'runway.unknown' };
  const { p10, p50, p90, horizon } = runway;
  const when = (at: number): Text => describeInstant(at, now, zone);
  if (p50 !== null && p50 <= now) return { key: 'runway.empty' };
  if (renewsAt !== null && (p50 ?? horizon) >= renewsAt) {
    return { key: 'runway.renews', params: { when: when(renewsAt) } };
  }
  if (runway.days === 0 && p50 === null) return { key: 'runway.unused' };
  const days = (at: number): number => Math.floor((at - now) / DAY_MS);
  const low = p10 === null ? days(horizon) : days(p10);
  if (p50 === null) return { key: 'runway.beyond', params: { low } };
  if (p90 === null) return { key: 'runway.atLeast', params: { low, when: when(p50) } };
  const high = Math.max(low, Math.ceil((p90 - now) / DAY_MS));
  if (p90 - now < 2 * DAY_MS) {
    const [first, last] = [Math.floor(((p10 ?? p50) - now) / HOUR_MS), Math.ceil((p90 - now) / HOUR_MS)];
    return { key: 'runway.hours', params: { low: first, high: last, when: when(p50) } };
  }
  return high === low
    ? { key: 'runway.oneDay', params: { n: low, when: when(p50) } }
    : { key: 'runway.days', params: { low, high, when: when(p50) } };
}

/** "Tuesday about 14:00" within a week, to the nearest hour; a date (`2026-12-24`) after that. */
export function describeInstant(at: number, now: number, zone: string): Text {
  const rounded = Math.round(wallAt(zone, at) / HOUR_MS) * HOUR_MS;
  const { day, minute } = utcMomentOf(rounded);
  const ahead = day - utcMomentOf(wallAt(zone, now)).day;
  if (ahead > 6 || ahead < 0) return { key: 'runway.date', params: { day: isoDayOf(rounded) } };
  const time = `${String(minute / 60).padStart(2, '0')}:00`;
  if (ahead < 2) return { key: ahead === 0 ? 'runway.today' : 'runway.tomorrow', params: { time } };
  return { key: WEEKDAYS[weekdayOf(rounded) - 1] ?? 'runway.day1', params: { time } };
}
