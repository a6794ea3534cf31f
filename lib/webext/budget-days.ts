import { localDay } from './local-day.ts';

/** The windows of own budgets: the browser's own days, weeks from Monday, and months from the first. */
export type BudgetSpan = 'day' | 'week' | 'month';

/** `[start, end)`, epoch ms, and the same as local days `[fromDay, untilDay)`, `YYYY-MM-DD`. */
export interface DaySpan {
  readonly start: number;
  readonly end: number;
  readonly fromDay: string;
  readonly untilDay: string;
}

/**
 * The window that an instant (epoch ms) falls in, in the zone of this browser. Its own calendar does: the one that budgets of the
 * companion are counted by knows every zone, and is several times as large as all that wakes with the background.
 */
export function daySpanOf(span: BudgetSpan, instant: number): DaySpan {
  const at = new Date(instant);
  const [year, month, day] = [at.getFullYear(), at.getMonth(), at.getDate()];
  const monday = day - ((at.getDay() + 6) % 7);
  const [from, until] = {
    day: [new Date(year, month, day), new Date(year, month, day + 1)],
    week: [new Date(year, month, monday), new Date(year, month, monday + 7)],
    month: [new Date(year, month, 1), new Date(year, month + 1, 1)],
  }[span] as [Date, Date];
  const [start, end] = [from.getTime(), until.getTime()];
  return { start, end, fromDay: localDay(start), untilDay: localDay(end) };
}

/** The first local day that any window of now has: what is summed from there on is enough for all of them. */
export function firstDayOf(instant: number): string {
  const starts = [daySpanOf('week', instant).start, daySpanOf('month', instant).start];
  return localDay(Math.min(...starts));
}
