import { createUserError } from './user-error.ts';

const DAYS_MAX = 366;

/** `--days` as it was typed, for a query; a user error where it is no number of days. */
export function readDays(typed: string | boolean | undefined): string {
  if (typed === undefined) return '30';
  const days = /^\d{1,3}$/.test(String(typed)) ? Number(typed) : 0;
  if (days >= 1 && days <= DAYS_MAX) return String(days);
  throw createUserError({
    what: `"${typed}" is no number of days.`,
    why: `It is a whole number from 1 to ${DAYS_MAX}.`,
    todo: 'Correct --days, or leave it out for the last 30.',
    exitCode: 2,
  });
}
