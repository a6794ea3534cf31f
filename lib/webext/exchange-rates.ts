import * as v from 'valibot';
import { EXCHANGE_RATES_MAX, type ExchangeRate } from '../domain/exchange.ts';
import { parseDecimal } from '../domain/money.ts';

const rateSchema = v.strictObject({
  from: v.pipe(v.string(), v.regex(/^[A-Za-z]{1,16}$/)),
  to: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  rate: v.pipe(v.string(), v.maxLength(20), v.regex(/^\d{1,9}(\.\d{1,9})?$/)),
  on: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
});

/** Exchange rates as they are stored or typed; what is none is left out. */
export function readRates(stored: unknown): readonly ExchangeRate[] {
  const entries = Array.isArray(stored) ? stored.slice(0, EXCHANGE_RATES_MAX) : [];
  return entries
    .map((entry) => v.safeParse(rateSchema, entry))
    .flatMap(({ success, output }) =>
      success && parseDecimal((output as ExchangeRate).rate) ? [output as ExchangeRate] : [],
    );
}
