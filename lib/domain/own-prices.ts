import type { FreeQuantity } from './free-quantity.ts';
import { multiplyDecimals, type Ratio, type Unit } from './money.ts';
import { OUTPUT_TOKENS_PRIOR, type Price } from './price.ts';
import { timesPrice } from './price-tiers.ts';

/** What a user says about the prices of an account, or of a provider where none is known: it goes before every list. */
export interface OwnTariff {
  /** What listed prices are multiplied with, decimal, by tariff group; `''`: by all that are not named. */
  readonly times: Readonly<Record<string, string>>;
  readonly prices: readonly OwnPrice[];
}

/** The user's own price of one model. */
export interface OwnPrice {
  /** The exact id. */
  readonly model: string;
  readonly unit: Unit;
  /** Pico-units per counted unit. */
  readonly rates: Price['rates'];
  /** What costs nothing up to so much a period. Absent: nothing. */
  readonly free?: readonly FreeQuantity[];
  /** The day it was set, ISO. */
  readonly on: string;
}

/** Nothing was said. */
export const NO_TARIFF: OwnTariff = { times: {}, prices: [] };

/** What holds for an account: what was said of it goes before what was said of its provider. */
export function withTariffOf(provider: OwnTariff | undefined, account: OwnTariff | undefined): OwnTariff | undefined {
  if (provider === undefined || account === undefined) return account ?? provider;
  const unsaid = provider.prices.filter(({ model }) => !account.prices.some((own) => own.model === model));
  return { times: { ...provider.times, ...account.times }, prices: [...account.prices, ...unsaid] };
}

/** Multipliers beyond this are a slip. */
const TIMES_MAX = 1000n;
/** Own prices that are kept of an account. */
export const OWN_PRICES_MAX = 100;

/** A multiplier as people type it, at most 6 digits behind the point, above 0 and at most 1,000; null: it is none. */
export function readTimes(typed: string): Ratio | null {
  const decimal = /^\d{1,4}(\.\d{1,6})?$/.test(typed) ? multiplyDecimals([typed]) : null;
  if (decimal === null || decimal.digits === 0n) return null;
  const per = 10n ** BigInt(decimal.scale);
  return decimal.digits > TIMES_MAX * per ? null : { of: decimal.digits, per };
}

/** The prices of a call as the user has them. */
export function withOwnTariff(
  listed: readonly Price[],
  {
    model,
    group,
    tariff,
  }: { readonly model: string | null; readonly group: string | null; readonly tariff: OwnTariff },
): readonly Price[] {
  const own = tariff.prices.filter((price) => price.model === model);
  // A wallet in another currency is no longer what pays: the user has named the one that is.
  if (own.length > 0) return own.map((one) => ownPrice(one, listed));
  const times = timesFor(tariff, group);
  const ratio = times === null ? null : readTimes(times);
  return times === null || ratio === null ? listed : listed.map((price) => ({ ...timesPrice(price, ratio), times }));
}

function timesFor({ times }: OwnTariff, group: string | null): string | null {
  const named = group !== null && Object.hasOwn(times, group) ? times[group] : undefined;
  return named ?? times[''] ?? null;
}

/** How the provider sets aside stays what it was; everything that makes one rate into several is gone. */
function ownPrice({ model, unit, rates, free, on }: OwnPrice, listed: readonly Price[]): Price {
  const like = listed.find((price) => price.unit === unit) ?? listed[0];
  return {
    ...{ model, unit, rates, rounding: 'half-up', basis: { kind: 'own' }, date: on, source: 'own' },
    ...(free && { free }),
    ...(like?.setsAside !== undefined && { setsAside: like.setsAside }),
    ...(like?.trusts && like.unit === unit && { trusts: like.trusts }),
    outputTokensDefault: like?.outputTokensDefault ?? null,
    outputTokensPrior: like?.outputTokensPrior ?? OUTPUT_TOKENS_PRIOR,
  };
}

/** The tariff with one multiplier set (decimal), or forgotten (null). */
export function withTimes(tariff: OwnTariff, group: string, times: string | null): OwnTariff {
  const { [group]: _before, ...others } = tariff.times;
  return { ...tariff, times: times === null ? others : { ...others, [group]: times } };
}

/** The tariff with the price of a model set, or forgotten (null). The oldest are forgotten where there are too many. */
export function withOwnPrice(tariff: OwnTariff, model: string, price: OwnPrice | null): OwnTariff {
  const others = tariff.prices.filter((one) => one.model !== model);
  const prices = price === null ? others : [...others, price].slice(-OWN_PRICES_MAX);
  return { ...tariff, prices };
}
