import * as v from 'valibot';
import { parseDecimal } from '../../lib/domain/money.ts';
import { expandSchedule } from '../../lib/watch/expand-schedule.ts';
import { HORIZON_DAYS } from '../../lib/watch/forecast-runway.ts';
import type { ScheduledSpend } from '../../lib/watch/runway.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';

const NAME = 'scheduled';
const DAY_MS = 86_400_000;
/** So much work can be planned. */
export const SCHEDULED_MAX = 200;

/** Work that is planned, as it is stored and asked for. */
export const scheduledInput = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name has small letters, digits and dashes, at most 40'),
  ),
  /** Whose balance pays: an account's id in the ledger. */
  account: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  unit: v.optional(v.pipe(v.string(), v.regex(/^[\w ]{1,24}$/, 'a unit is USD, CNY, credits …')), 'USD'),
  amount: v.pipe(
    v.string(),
    v.regex(/^\d{1,15}(\.\d{1,9})?$/, 'an amount is a decimal of at most nine places'),
    v.check((text) => (parseDecimal(text) ?? 0n) > 0n, 'an amount is above 0'),
  ),
  at: v.pipe(v.string(), v.isoDateTime('a time is written 2026-12-01T02:00')),
  every: v.optional(v.nullable(v.picklist(['day', 'week', 'month'])), null),
  lastDay: v.optional(v.nullable(v.pipe(v.string(), v.isoDate('a day is written 2026-12-31'))), null),
});

const stored = v.array(v.object({ ...scheduledInput.entries, zone: v.string() }));

/** Planned work with the zone whose clock it goes by, IANA name. */
export type Scheduled = v.InferOutput<typeof stored>[number];

/** What is planned; what nobody can read any more counts as nothing. */
export async function readScheduled({
  watchSettings,
}: Pick<WatchTables, 'watchSettings'>): Promise<readonly Scheduled[]> {
  const read = v.safeParse(stored, (await watchSettings.get(NAME))?.value);
  return read.success ? read.output : [];
}

/** Keeps one, in place of another of its name. @returns false: there are too many. */
export async function putScheduled(tables: WatchTables, one: Scheduled): Promise<boolean> {
  const others = (await readScheduled(tables)).filter(({ name }) => name !== one.name);
  if (others.length >= SCHEDULED_MAX) return false;
  await tables.watchSettings.put({ name: NAME, value: [...others, one] });
  return true;
}

/** @returns false: there is none of that name. */
export async function dropScheduled(tables: WatchTables, wanted: string): Promise<boolean> {
  const known = await readScheduled(tables);
  const others = known.filter(({ name }) => name !== wanted);
  if (others.length === known.length) return false;
  await tables.watchSettings.put({ name: NAME, value: others });
  return true;
}

/** When one takes its money from now on, as far as is looked ahead. Throws RangeError where its time is none. */
export function timesOf({ at, zone, amount, every, lastDay }: Scheduled, now: number): readonly ScheduledSpend[] {
  const nano = parseDecimal(amount) ?? 0n;
  return expandSchedule({ at, zone, nano, every, lastDay }, now, now + HORIZON_DAYS * DAY_MS);
}
