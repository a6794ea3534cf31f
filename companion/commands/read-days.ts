import { speak } from '../terminal/speak.ts';
import { createUserError } from './user-error.ts';

const DAYS_MAX = 366;

/** `--days` as it was typed, for a query; a user error where it is no number of days. */
export function readDays(typed: string | boolean | undefined): string {
  if (typed === undefined) return '30';
  const days = /^\d{1,3}$/.test(String(typed)) ? Number(typed) : 0;
  if (days >= 1 && days <= DAYS_MAX) return String(days);
  throw createUserError({
    what: speak('any.isNoNumberOfDays', { what: typed }),
    why: speak('any.itIsAWholeNumber', { what: DAYS_MAX }),
    todo: speak('readDays.correctDaysOrLeaveIt'),
    exitCode: 2,
  });
}
