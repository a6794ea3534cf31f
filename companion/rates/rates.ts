import * as v from 'valibot';
import { inverseRate, parseDecimal, type Unit } from '../../lib/domain/money.ts';
import { type FrozenRate, type Rates, ratePair } from '../ledger/amounts.ts';
import { replacePrivate } from '../secrets/private-file.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';
import { readVersioned } from '../secrets/versioned-file.ts';

/** A currency of a state. Credits are none: those of two providers have one name and are worth two things. */
export const currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'a currency is written USD, EUR, CNY'));
export const rateText = v.pipe(
  v.string(),
  v.regex(/^(?=.*[1-9])\d{1,9}(\.\d{1,9})?$/, 'a rate is a decimal above 0 of at most nine places, such as "1.08"'),
);
export const rateSource = v.pipe(
  v.string(),
  v.regex(/^[\w .:/-]{1,64}$/, 'a source is at most 64 letters, digits and signs such as ".:/-"'),
);

const keptRate = v.strictObject({
  from: currency,
  to: currency,
  /** How many of `to` one of `from` is. */
  rate: rateText,
  source: rateSource,
  /** The day it was set. */
  date: v.pipe(v.string(), v.isoDate()),
});
/** What one currency is worth in another, as a person said: budgets in one go by it for calls in the other, both ways. */
export type KeptRate = Readonly<v.InferOutput<typeof keptRate>>;

const fileForm = v.object({ version: v.literal(1), rates: v.array(keptRate) });

/** The rates of one companion, in a file of its folder. None is there unless somebody set it. */
export interface KeptRates {
  readonly list: () => readonly KeptRate[];
  /** In the place of the one between the two. Throws a `SecretProblem` where there are too many, or it cannot be written. */
  readonly set: (rate: KeptRate) => void;
  /** False: there was none. */
  readonly remove: (from: Unit, to: Unit) => boolean;
  /** What is frozen into calls that cost in this unit. */
  readonly ratesFrom: (unit: Unit) => Rates;
}

const RATES_MAX = 100;
const NONE: Rates = {};

/** Opens the file, or begins with none. Throws a `SecretProblem` where it cannot be read. */
export function openRates(path: string): KeptRates {
  let kept = read(path);
  let byUnit = frozenBy(kept);
  const write = (rates: readonly KeptRate[]): void => {
    replacePrivate(path, `${JSON.stringify({ version: 1, rates }, null, 2)}\n`);
    kept = rates;
    byUnit = frozenBy(kept);
  };
  return {
    list: () => kept,
    set(rate) {
      const others = kept.filter((one) => !isBetween(one, rate.from, rate.to));
      if (others.length >= RATES_MAX) throw new SecretProblem('bad-name', `at most ${RATES_MAX} rates are kept`);
      write([...others, rate]);
    },
    remove(from, to) {
      const left = kept.filter((one) => !isBetween(one, from, to));
      if (left.length === kept.length) return false;
      write(left);
      return true;
    },
    ratesFrom: (unit) => byUnit.get(unit) ?? NONE,
  };
}

function isBetween(one: KeptRate, from: Unit, to: Unit): boolean {
  return (one.from === from && one.to === to) || (one.from === to && one.to === from);
}

/** By the unit of calls. */
function frozenBy(rates: readonly KeptRate[]): ReadonlyMap<Unit, Rates> {
  const found = new Map<Unit, Record<string, FrozenRate>>();
  const add = (of: Unit, to: Unit, rateNano: bigint | null, { source, date }: KeptRate): void => {
    if (rateNano === null) return;
    found.set(of, { ...found.get(of), [ratePair(of, to)]: { rateNano, source, date } });
  };
  for (const one of rates) {
    const rateNano = parseDecimal(one.rate) ?? 0n;
    // 1.08 dollars make a euro: that is the rate of what costs dollars.
    add(one.to, one.from, rateNano, one);
    add(one.from, one.to, inverseRate(rateNano), one);
  }
  return found;
}

function read(path: string): readonly KeptRate[] {
  const { value, broken } = readVersioned(path, 'correct it, or remove it and set the rates anew');
  if (value === null) return [];
  const form = v.safeParse(fileForm, value);
  if (!form.success) throw broken(form.issues[0].message);
  return form.output.rates;
}
