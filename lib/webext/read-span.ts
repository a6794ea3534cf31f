import type { CallRecord } from '../domain/record.ts';
import type { LookedAt } from '../domain/savings-view.ts';
import type { DayRange } from '../domain/spend-view.ts';
import { daysIn } from '../domain/sum-spend.ts';
import { positionAfter } from '../screens/fit-calls.ts';
import type { Database } from './database.ts';
import { startOfDay } from './local-day.ts';

/** More calls are not looked at one by one: that is a second's work or two. */
export const CALLS_LOOKED_MAX = 20_000;
/** Calls in memory at the same time. Between two portions whatever else there is to do has its turn. */
const PORTION = 200;

/** The newest whole days of a period that hold no more calls than are looked at; one day at least. */
export interface Span extends Omit<LookedAt, 'calls'> {
  /** How many days that are. */
  readonly days: number;
}

/** Chooses it by the daily sums, however many calls there are. */
export async function chooseSpan(
  database: Database,
  { from, to }: DayRange,
  callsMax = CALLS_LOOKED_MAX,
): Promise<Span> {
  const rows = await database.rollups.where('day').between(from, to, true, true).toArray();
  const calls = new Map<string, number>();
  for (const row of rows) calls.set(row.day, (calls.get(row.day) ?? 0) + row.calls);
  const newestFirst = [...calls].sort(([a], [b]) => (a < b ? 1 : -1));
  let sum = 0;
  const fitting = newestFirst.filter(([, count], at) => {
    sum += count;
    return at === 0 || sum <= callsMax;
  });
  // Before the first call there is nothing to be left out.
  const fromDay = fitting.length === newestFirst.length ? from : (fitting.at(-1)?.[0] ?? from);
  return { fromDay, toDay: to, ofCalls: sum, days: daysIn({ from: fromDay, to }) };
}

/** The calls of these days in the order of time, the first `callsMax` of them. */
export async function* readSpan(
  database: Database,
  { fromDay, toDay }: Pick<Span, 'fromDay' | 'toDay'>,
  callsMax = CALLS_LOOKED_MAX,
): AsyncGenerator<CallRecord, void> {
  const end = startOfDay(toDay, 1);
  let position = { at: startOfDay(fromDay), skip: 0 };
  for (let left = callsMax; left > 0; ) {
    const asked = Math.min(PORTION, left) + position.skip;
    // Those of the same instant that were told are read again: a cursor that skips them would take longer.
    const rows = await database.records.where('openedAt').between(position.at, end, true, false).limit(asked).toArray();
    const portion = rows.slice(position.skip);
    yield* portion;
    if (rows.length < asked) return;
    left -= portion.length;
    position = positionAfter(portion, position) ?? position;
  }
}
