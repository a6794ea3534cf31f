import { CACHE_POLICIES, FIRST_SAVINGS, type SavingsQuery } from '../domain/savings-view.ts';
import { askedOf, readPeriod, writePeriod } from './spend-address.ts';

const SCREEN = '#savings';
/** Longer values of an address are none of ours. */
const VALUE_CHARS_MAX = 200;

/** The part of the dashboard's address that asks for these savings; what is asked for at first is not written. */
export function addressOfSavings({ period, of, model, provider, cache }: SavingsQuery): string {
  const asked = new URLSearchParams();
  if (period !== FIRST_SAVINGS.period) asked.set('period', writePeriod(period));
  for (const [name, value] of Object.entries({ of, model, at: provider, caches: cache })) {
    if (value !== null) asked.set(name, value);
  }
  return asked.size === 0 ? SCREEN : `${SCREEN}?${asked}`;
}

/** What an address asks for, whoever wrote it: what is not understood is as at first. Null: it is another screen's. */
export function readSavingsAddress(hash: string): SavingsQuery | null {
  const values = askedOf(SCREEN, hash);
  if (values === null) return null;
  const textOf = (name: string): string | null => {
    const value = values.get(name) ?? '';
    return value.trim() === '' || value.length > VALUE_CHARS_MAX ? null : value;
  };
  return {
    period: readPeriod(values.get('period')),
    of: textOf('of'),
    model: textOf('model'),
    provider: textOf('at'),
    cache: CACHE_POLICIES.find((policy) => policy === values.get('caches')) ?? null,
  };
}
