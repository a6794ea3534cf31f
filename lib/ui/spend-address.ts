import {
  type DayRange,
  FIRST_SPEND,
  SPEND_BY,
  SPEND_PERIODS,
  type SpendBy,
  type SpendPeriod,
  type SpendQuery,
  type SpendWithin,
} from '../domain/spend-view.ts';
import { isDay } from '../domain/utc-day.ts';

const SCREEN = '#spend';

/** The part of the dashboard's address that asks for this spend; what is asked for at first is not written. */
export function addressOfSpend({ period, by, within, unit }: SpendQuery): string {
  const asked = new URLSearchParams();
  if (period !== FIRST_SPEND.period) asked.set('period', writePeriod(period));
  if (by !== FIRST_SPEND.by) asked.set('by', by);
  for (const one of SPEND_BY) {
    const id = within[one];
    if (id !== undefined) asked.set(`in-${one}`, id);
  }
  if (unit !== null) asked.set('unit', unit);
  return asked.size === 0 ? SCREEN : `${SCREEN}?${asked}`;
}

/** What an address asks for, whoever wrote it: what is not understood is as at first. Null: it is another screen's. */
export function readSpendAddress(hash: string): SpendQuery | null {
  const values = askedOf(SCREEN, hash);
  if (values === null) return null;
  const within: Partial<Record<SpendBy, string>> = {};
  for (const one of SPEND_BY) {
    const id = values.get(`in-${one}`);
    if (id !== null) within[one] = id;
  }
  return {
    period: readPeriod(values.get('period')),
    by: SPEND_BY.find((one) => one === values.get('by')) ?? nextBy(within),
    within,
    unit: values.get('unit') || null,
  };
}

/** What is looked at next by whoever has gone into something. */
export function nextBy(within: SpendWithin): SpendBy {
  return SPEND_BY.find((one) => within[one] === undefined) ?? FIRST_SPEND.by;
}

/** What an address asks a screen (`#spend`) for; null: it is another screen's. */
export function askedOf(screen: string, hash: string): URLSearchParams | null {
  const at = hash.indexOf('?');
  if ((at === -1 ? hash : hash.slice(0, at)) !== screen) return null;
  return new URLSearchParams(at === -1 ? '' : hash.slice(at + 1));
}

/** A period as addresses have it. */
export function writePeriod(period: SpendPeriod): string {
  return typeof period === 'string' ? period : `${period.from}..${period.to}`;
}

/** The same read again; what is not understood is what is shown at first. */
export function readPeriod(written: string | null): SpendPeriod {
  const named = SPEND_PERIODS.find((one) => one === written);
  return named ?? readDays(written ?? '') ?? FIRST_SPEND.period;
}

/** Two days with dots between; null: they are none, or the wrong way round. */
function readDays(written: string): DayRange | null {
  const [from = '', to = ''] = written.split('..');
  return isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}
