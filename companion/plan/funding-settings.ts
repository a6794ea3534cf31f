import * as v from 'valibot';
import { parseDecimal } from '../../lib/domain/money.ts';
import { LEADS, type Lead } from '../../lib/watch/remind-at.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';

const NAME = 'funding';
const HOLIDAYS_MAX = 400;
const ACCOUNTS_MAX = 1000;

/** How an account is recharged. */
export const fundingInput = v.strictObject({
  by: v.optional(v.picklist(['card', 'transfer', 'coins']), 'card'),
  /** How long it takes where that is not what is usual. */
  workingDays: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(30))), null),
  hours: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(720))), null),
  /** What is paid each time, decimal; null: what 30 days take, or what was paid last. */
  amount: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.regex(/^\d{1,15}(\.\d{1,9})?$/, 'an amount is a decimal of at most nine places'),
        v.check((text) => (parseDecimal(text) ?? 0n) > 0n, 'an amount is above 0'),
      ),
    ),
    null,
  ),
});
export type AccountFunding = v.InferOutput<typeof fundingInput>;

export const holidayInput = v.pipe(
  v.string(),
  v.isoDate('a holiday is a day, such as 2026-12-25'),
  v.check((day) => !Number.isNaN(Date.parse(`${day}T00:00:00Z`)), 'there is no such day'),
);

const form = v.object({
  accounts: v.record(v.string(), fundingInput),
  holidays: v.pipe(v.array(holidayInput), v.maxLength(HOLIDAYS_MAX)),
});

/** How people pay, and when they do not. */
export type FundingSettings = v.InferOutput<typeof form>;

const NONE: FundingSettings = { accounts: {}, holidays: [] };

/** What was set; what nobody can read any more counts as nothing. */
export async function readFunding({ watchSettings }: WatchTables): Promise<FundingSettings> {
  const row = await watchSettings.get(NAME);
  const read = v.safeParse(form, row?.value);
  return read.success ? read.output : NONE;
}

/** Says how an account is recharged; null: nothing is known of it any more. @returns false: there are too many. */
export async function setFunding(tables: WatchTables, account: string, how: AccountFunding | null): Promise<boolean> {
  const before = await readFunding(tables);
  const { [account]: _, ...others } = before.accounts;
  if (how !== null && Object.keys(others).length >= ACCOUNTS_MAX) return false;
  const accounts = how === null ? others : { ...others, [account]: how };
  await tables.watchSettings.put({ name: NAME, value: { ...before, accounts } });
  return true;
}

/** Says on which days nobody works. */
export async function setHolidays(tables: WatchTables, holidays: readonly string[]): Promise<void> {
  const before = await readFunding(tables);
  const days = [...new Set(holidays)].sort().slice(0, HOLIDAYS_MAX);
  await tables.watchSettings.put({ name: NAME, value: { ...before, holidays: days } });
}

/** How long money takes by it. */
export function leadOf({ by, workingDays, hours }: AccountFunding): Lead {
  const usual = LEADS[by];
  return { workingDays: workingDays ?? usual.workingDays, hours: hours ?? usual.hours };
}
