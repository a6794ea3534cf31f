import type { Database } from './database.ts';
import { localDay, startOfDay } from './local-day.ts';
import { trustClock } from './trust-clock.ts';

/** A year and the one before it: the longest that Spend puts beside each other by account, key, site and kind. */
export const HOURS_KEPT_DAYS = 731;
/** Sums that are deleted in one transaction: a review that comes meanwhile waits for it. */
const ROWS_MAX = 500;

/** Deletes sums by hour that are older than anything looks back, by a clock that is believed. Sums by day stay. */
export async function forgetOldHours(database: Database, now: number): Promise<void> {
  const { trustedAt } = await trustClock(database, now);
  const before = startOfDay(localDay(trustedAt), -HOURS_KEPT_DAYS);
  for (let gone = ROWS_MAX; gone === ROWS_MAX; ) {
    gone = await database.hours.where('hour').below(before).limit(ROWS_MAX).delete();
  }
}
