import { ANY_CALL, CALL_OUTCOMES, type CallFilter } from '../domain/dashboard.ts';
import { isDay } from '../domain/utc-day.ts';
import { askedOf } from './spend-address.ts';

const SCREEN = '#calls';
/** Longer values of an address are none of ours. */
const VALUE_CHARS_MAX = 300;

/** What the list of calls is asked for, and the call that is open in it; null: none is. */
export interface CallsAsked {
  readonly filter: CallFilter;
  readonly callId: string | null;
}

const NAMES = {
  provider: 'provider',
  account: 'account',
  model: 'model',
  outcome: 'outcome',
  fromDay: 'from',
  toDay: 'to',
  search: 'find',
} as const satisfies Readonly<Record<keyof CallFilter, string>>;

/** The part of the dashboard's address that asks for these calls; what is not asked for is not written. */
export function addressOfCalls({ filter, callId }: CallsAsked): string {
  const asked = new URLSearchParams();
  for (const [field, name] of Object.entries(NAMES) as [keyof CallFilter, string][]) {
    const value = filter[field];
    if (value !== null && value !== '') asked.set(name, value);
  }
  if (callId !== null) asked.set('call', callId);
  return asked.size === 0 ? SCREEN : `${SCREEN}?${asked}`;
}

/** What an address asks for, whoever wrote it: what is not understood is any. Null: it is another screen's. */
export function readCallsAddress(hash: string): CallsAsked | null {
  const values = askedOf(SCREEN, hash);
  if (values === null) return null;
  const textOf = (name: string): string | null => {
    const value = values.get(name);
    return value === null || value === '' || value.length > VALUE_CHARS_MAX ? null : value;
  };
  const dayOf = (name: string): string | null => {
    const value = textOf(name);
    return value !== null && isDay(value) ? value : null;
  };
  return {
    filter: {
      ...ANY_CALL,
      provider: textOf(NAMES.provider),
      account: textOf(NAMES.account),
      model: textOf(NAMES.model),
      outcome: CALL_OUTCOMES.find((one) => one === values.get(NAMES.outcome)) ?? null,
      fromDay: dayOf(NAMES.fromDay),
      toDay: dayOf(NAMES.toDay),
      search: textOf(NAMES.search) ?? '',
    },
    callId: textOf('call'),
  };
}
