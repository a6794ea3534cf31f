import * as v from 'valibot';
import type { NoticeHabits, PayingBy } from '../domain/notices-view.ts';
import { isDay } from '../domain/utc-day.ts';
import { browser } from './settings.ts';

/** Its place in `storage.local`. */
export const HABITS_ENTRY = 'noticeHabits';
const DAYS_OFF_MAX = 100;

/** Nothing was said: as it happens, no day off, and nobody knows how accounts are paid. */
const NO_HABITS: NoticeHabits = { digestAt: null, daysOff: [], accounts: {} };

const WAYS: readonly PayingBy[] = ['card', 'transfer', 'coins'];
const schema = v.object({
  digestAt: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439))),
  daysOff: v.pipe(v.array(v.pipe(v.string(), v.check(isDay))), v.maxLength(DAYS_OFF_MAX)),
  accounts: v.record(v.string(), v.object({ by: v.nullable(v.picklist(WAYS)), seenAt: v.nullable(v.number()) })),
});

/** What was said; what nobody can read counts as nothing. No part of the settings, which every watched page reads. */
export async function readHabits(): Promise<NoticeHabits> {
  const { [HABITS_ENTRY]: stored } = await browser.storage.local.get(HABITS_ENTRY);
  const read = v.safeParse(schema, stored);
  return read.success ? read.output : NO_HABITS;
}

/** Changes when what can wait is told, or which days are off. */
export async function writeHabits(change: Partial<Pick<NoticeHabits, 'digestAt' | 'daysOff'>>): Promise<void> {
  await browser.storage.local.set({ [HABITS_ENTRY]: { ...(await readHabits()), ...change } });
}

/** Changes what is known of one account. */
export async function writeAccountHabit(
  account: string,
  change: Partial<NoticeHabits['accounts'][string]>,
): Promise<void> {
  const habits = await readHabits();
  const before = habits.accounts[account] ?? { by: null, seenAt: null };
  const accounts = { ...habits.accounts, [account]: { ...before, ...change } };
  await browser.storage.local.set({ [HABITS_ENTRY]: { ...habits, accounts } });
}
