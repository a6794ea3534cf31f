import { type Money, parseDecimal, timesRatio, type Unit } from './money.ts';

/** What one unit is worth in another, as somebody says: for showing, never for deciding. */
export interface ExchangeRate {
  readonly from: Unit;
  readonly to: Unit;
  /** How many of `to` one of `from` is, decimal. */
  readonly rate: string;
  /** The day it was set, ISO. */
  readonly on: string;
}

/** Rates that are kept. */
export const EXCHANGE_RATES_MAX = 20;

/** An amount in the unit that a rate leads to, to the nearest nano-unit. Null: it is of another unit, or there is no such rate. */
export function exchange({ unit, nano }: Money, { from, to, rate }: ExchangeRate): Money | null {
  const rateNano = parseDecimal(rate);
  if (unit !== from || unit === to || rateNano === null || rateNano <= 0n) return null;
  const ratio = { of: rateNano, per: 10n ** 9n };
  return { unit: to, nano: nano < 0n ? -timesRatio(-nano, ratio) : timesRatio(nano, ratio) };
}

/** An amount in the unit it is shown in besides; null: none was chosen for it. */
export function shownAs(
  money: Money,
  rates: readonly ExchangeRate[],
): { readonly money: Money; readonly on: string } | null {
  for (const rate of rates) {
    const shown = exchange(money, rate);
    if (shown !== null) return { money: shown, on: rate.on };
  }
  return null;
}

/** The rates with one set, or forgotten (`rate` null). One for each unit: an amount is shown in one other. */
export function withExchangeRate(
  rates: readonly ExchangeRate[],
  from: Unit,
  rate: ExchangeRate | null,
): readonly ExchangeRate[] {
  const others = rates.filter((one) => one.from !== from);
  return rate === null ? others : [...others, rate].slice(-EXCHANGE_RATES_MAX);
}
