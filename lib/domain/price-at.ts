import type { Meter } from './call.ts';
import type { Price, PriceWindow } from './price.ts';
import { dayOfIso, momentOfMinute, utcMomentOf } from './utc-day.ts';

/** When a call began and ended, epoch ms by the user's clock; for one that has not ended both are now. */
export interface CallTimes {
  readonly startedAt: number;
  readonly endedAt: number;
  /** The local day it began on, `YYYY-MM-DD`. Absent: not known, and so not what is free of it. */
  readonly day?: string;
}

/** The same price with the rates that hold for a call at these times, and no windows any more. */
export function priceAt(price: Price, times: CallTimes): Price {
  // Most have neither hours nor days.
  if (price.windows === undefined && price.dated === undefined) return price;
  const { windows = [], dated = [], ...rest } = price;
  const at = price.instant === 'end' ? times.endedAt : times.startedAt;
  const { day } = utcMomentOf(at);
  const since = dated.find(({ from }) => dayOfIso(from) <= day);
  // A list that changed on a day says nothing of hours before it, and the other way round.
  if (since !== undefined) return { ...rest, rates: since.rates, sizes: since.sizes ?? [] };
  return { ...rest, rates: windows.find((window) => holds(window, at))?.rates ?? price.rates };
}

/** Rates that hold only for some hours, and hold now. */
export interface HoursNow {
  /** When they end, epoch ms. */
  readonly until: number;
  /** Dearer than the price at other times; false: cheaper. */
  readonly isDearer: boolean;
}

/** Windows that follow each other without a gap are one; so many are looked at. */
const WINDOWS_JOINED_MAX = 14;

/** The window that holds at this instant; null: none, or one that is neither dearer nor cheaper throughout. */
export function hoursAt(price: Pick<Price, 'rates' | 'windows'>, atMs: number): HoursNow | null {
  const { windows = [], rates } = price;
  const side = (at: number): boolean | null => {
    const window = windows.find((candidate) => holds(candidate, at));
    return window === undefined ? null : isDearer(window.rates, rates);
  };
  const isDearerNow = side(atMs);
  if (isDearerNow === null) return null;
  let until = atMs;
  for (let joined = 0; joined < WINDOWS_JOINED_MAX && side(until) === isDearerNow; joined += 1) {
    const window = windows.find((candidate) => holds(candidate, until));
    if (window !== undefined) until = momentOfMinute(until, window.toMinute);
  }
  return { until, isDearer: isDearerNow };
}

/** Whether no rate is lower and one is higher; false: the other way round; null: neither. */
function isDearer(these: Price['rates'], those: Price['rates']): boolean | null {
  const differences = Object.entries(these).map(([meter, rate]) => rate - (those[meter as Meter] ?? rate));
  const [isAnyHigher, isAnyLower] = [differences.some((by) => by > 0n), differences.some((by) => by < 0n)];
  return isAnyHigher === isAnyLower ? null : isAnyHigher;
}

function holds(window: PriceWindow, atMs: number): boolean {
  const { day, weekday, minute } = utcMomentOf(atMs);
  if (minute < window.fromMinute || minute >= window.toMinute || !window.weekdays.includes(weekday)) return false;
  return !window.exceptDays.some((iso) => dayOfIso(iso) === day);
}
