import type { UseHour } from '../../lib/watch/unusual.ts';
import type { Below, LedgerStore } from '../ledger/open-ledger.ts';
import { readSpendHours, readUseHours, type SpendHour } from '../ledger/read-use.ts';

/** What was spent hour by hour, as far back as forecasts look. */
export interface SpendHistory {
  /** By account, model and label: 120 days; the hour that runs is among them. */
  readonly spend: (now: number) => Promise<readonly SpendHour[]>;
  /** By key and origin besides: 30 days. */
  readonly use: (now: number) => Promise<readonly UseHour[]>;
}

const DAY_MS = 86_400_000;
const SPEND_DAYS = 120;
const USE_DAYS = 30;
/** Days that are read in one transaction: calls wait for no more than that. */
const PORTION_DAYS = 5;
/** Days that may still change, because calls end late. Older ones change with corrections only. */
const FRESH_DAYS = 2;
/** So long a day that is over is remembered, ms: then corrections are seen. */
const REMEMBERED_MS = DAY_MS;
/** So long what was read last is new enough, ms: a page that asks again and again reads nothing. */
const NEW_MS = 10_000;

/** Opens it: a day that is over is read once a day, so that what is asked every minute costs a read of two days. */
export function openSpendHistory(store: Pick<LedgerStore, 'transactBelow'>): SpendHistory {
  return {
    spend: remembering(store, SPEND_DAYS, ({ tx, ledger }, span) => readSpendHours(tx, ledger, span)),
    use: remembering(store, USE_DAYS, ({ tx, ledger }, span) => readUseHours(tx, ledger, span)),
  };
}

type Read<T> = (below: Below, span: { readonly start: number; readonly end: number }) => Promise<readonly T[]>;

interface Known<T> {
  readonly rows: readonly T[];
  readonly readAt: number;
}

function remembering<T extends { readonly at: number }>(
  store: Pick<LedgerStore, 'transactBelow'>,
  days: number,
  read: Read<T>,
): (now: number) => Promise<readonly T[]> {
  const known = new Map<number, Known<T>>();
  const isKnown = (day: number, now: number): boolean => {
    const age = now - (known.get(day)?.readAt ?? Number.NEGATIVE_INFINITY);
    const isFresh = day > Math.floor(now / DAY_MS) - FRESH_DAYS;
    return age >= 0 && age < (isFresh ? NEW_MS : REMEMBERED_MS);
  };
  const gather = async (now: number): Promise<readonly T[]> => {
    const today = Math.floor(now / DAY_MS);
    for (const day of known.keys()) if (day <= today - days || day > today) known.delete(day);
    const missing = Array.from({ length: days }, (_, back) => today - days + 1 + back).filter(
      (day) => !isKnown(day, now),
    );
    for (const first of portions(missing)) {
      const start = first[0] ?? today;
      const end = (first.at(-1) ?? today) + 1;
      const rows = await store.transactBelow((below) => read(below, { start: start * DAY_MS, end: end * DAY_MS }));
      for (const day of first) {
        known.set(day, { rows: rows.filter(({ at }) => Math.floor(at / DAY_MS) === day).reverse(), readAt: now });
      }
    }
    return [...known].sort(([one], [other]) => one - other).flatMap(([, { rows }]) => rows);
  };
  // One after the other: two that ask at once read it once.
  let last: Promise<unknown> = Promise.resolve();
  return (now) => {
    const next = last.then(() => gather(now));
    last = next.catch(() => undefined);
    return next;
  };
}

/** Neighbouring days together, a few at a time. */
function portions(days: readonly number[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  for (const day of days) {
    const own = found.at(-1);
    if (own !== undefined && own.length < PORTION_DAYS && own.at(-1) === day - 1) own.push(day);
    else found.push([day]);
  }
  return found;
}
