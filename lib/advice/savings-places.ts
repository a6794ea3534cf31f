import { atUnit, type Money, percentOf, timesNano, type Unit } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';

/** Where in somebody's use it is: what calls have in common. */
export interface Place {
  readonly provider: string;
  readonly model: string | null;
  /** A page's origin, or `tool:<name>` with its label behind a slash. */
  readonly origin: string;
}

/** What was found at a place. Nano-units. */
export interface Found {
  readonly place: Place;
  readonly unit: Unit;
  readonly nano: bigint;
  readonly calls: number;
}

/** Places that are told apart; what comes after them is one place of its provider. */
export const PLACES_MAX = 1000;

/** Sums by place and unit, one by one. */
export interface Places {
  readonly add: (record: CallRecord, unit: Unit, nano: bigint) => void;
  /** What is most first. */
  readonly end: () => readonly Found[];
}

/** Opens sums without calls. */
export function openPlaces(): Places {
  const sums = new Map<string, Found>();
  return {
    add({ provider, model, origin }, unit, nano) {
      const own: Place = { provider, model, origin };
      const known = sums.get(nameOf(own, unit));
      const place = known !== undefined || sums.size < PLACES_MAX ? own : { provider, model: null, origin: '' };
      const name = nameOf(place, unit);
      const before = sums.get(name) ?? { place, unit, nano: 0n, calls: 0 };
      sums.set(name, { ...before, nano: before.nano + nano, calls: before.calls + 1 });
    },
    end: () => [...sums.values()].toSorted((a, b) => (a.nano < b.nano ? 1 : -1)),
  };
}

function nameOf({ provider, model, origin }: Place, unit: Unit): string {
  return JSON.stringify([provider, model, origin, unit]);
}

/** Less than this share of what was spent is not worth a word, percent. */
export const WORTH_PERCENT = 5;
/** Nor is less than a dollar a month: so much of a currency, where nobody said what a dollar is in it. Of others it is one. */
const DOLLARS_WORTH: Readonly<Record<Unit, bigint>> = { CNY: 7n, HKD: 8n, INR: 80n, JPY: 150n, KRW: 1400n };
const WORTH_NANO = 1_000_000_000n;
const MONTH_DAYS = 30;

/** Of which days sums are. */
export interface WorthOf {
  readonly days: number;
  /** How much of a currency a dollar is, nano-units, where somebody said so. */
  readonly dollarNano: Readonly<Record<Unit, bigint>>;
}

/** Whether a sum is worth a word beside all that was spent in its unit: of a provider's own credit nobody knows what one is worth. */
export function isWorthTelling({ unit, nano }: Money, spentNano: bigint, { days, dollarNano }: WorthOf): boolean {
  if (nano <= 0n || nano < percentOf(spentNano, WORTH_PERCENT)) return false;
  if (!/^[A-Z]{3}$/.test(unit)) return true;
  const month = atUnit(dollarNano, unit) ?? timesNano(WORTH_NANO, atUnit(DOLLARS_WORTH, unit) ?? 1n);
  return nano >= percentOf(month, (days * 100) / MONTH_DAYS);
}
