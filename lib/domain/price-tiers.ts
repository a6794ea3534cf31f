import type { Meter } from './call.ts';
import { type Ratio, timesRatio } from './money.ts';
import type { Price, PriceSize, PriceTier } from './price.ts';

/** What a request calls the ordinary kind of service. */
const ORDINARY: readonly string[] = ['auto', 'default', 'standard', 'standard_only', 'on_demand'];

/** The price of a call of this kind of service (null: none was named); null: what that costs is not known. */
export function priceOfTier(price: Price, name: string | null): Price | null {
  const { tiers, ...ordinary } = price;
  if (tiers === undefined || name === null || ORDINARY.includes(name)) return ordinary;
  const tier = Object.hasOwn(tiers, name) ? tiers[name] : undefined;
  return tier === undefined ? null : withTier(ordinary, tier);
}

function withTier(price: Price, tier: PriceTier): Price {
  const { times, inputTokensMax, isGuess, mark, date, source, withinHours = null } = tier;
  const changed = mapRates(price, (rate, meter) => (meter.endsWith('-tokens') ? timesRatio(rate, times) : rate));
  const bounded = inputTokensMax === undefined ? changed : unknownAbove(changed, inputTokensMax);
  return {
    ...bounded,
    tier: { withinHours },
    ...(isGuess && { isGuess }),
    ...(mark && { mark }),
    // The older of both pages says how old the price is.
    ...(date < price.date && { date, source }),
  };
}

function unknownAbove(price: Price, aboveInputTokens: number): Price {
  const sizes = [{ aboveInputTokens, rates: {} }];
  const { dated } = price;
  return { ...price, sizes, ...(dated && { dated: dated.map((one) => ({ ...one, sizes })) }) };
}

/**
 * The same price with every rate times a ratio, at all hours, days and sizes: to the nearest pico-unit, and exactly where
 * points are billed (`per` a power of ten, as `parts` are).
 */
export function timesPrice(price: Price, ratio: Ratio): Price {
  const { points } = price;
  const changed = mapRates(price, (rate) => timesRatio(rate, ratio));
  if (!points) return changed;
  const rates = Object.fromEntries(Object.entries(points.rates).map(([meter, rate]) => [meter, rate * ratio.of]));
  return { ...changed, points: { ...points, parts: points.parts * ratio.per, rates } };
}

/** The same price with every rate of it changed, at all hours, days and sizes; those of points stay. */
export function mapRates(price: Price, change: (rate: bigint, meter: Meter) => bigint): Price {
  const changed = (rates: Price['rates']): Price['rates'] =>
    Object.fromEntries(
      (Object.entries(rates) as [Meter, bigint][]).map(([meter, rate]) => [meter, change(rate, meter)]),
    );
  const sized = (sizes: readonly PriceSize[]): readonly PriceSize[] =>
    sizes.map((size) => ({ ...size, rates: changed(size.rates) }));
  const { windows, sizes, dated, callFee, sessionFee, callMin } = price;
  return {
    ...price,
    rates: changed(price.rates),
    ...(callFee !== undefined && { callFee: change(callFee, 'requests') }),
    ...(sessionFee !== undefined && { sessionFee: change(sessionFee, 'requests') }),
    ...(callMin !== undefined && { callMin: change(callMin, 'requests') }),
    ...(windows && { windows: windows.map((window) => ({ ...window, rates: changed(window.rates) })) }),
    ...(sizes && { sizes: sized(sizes) }),
    ...(dated && {
      dated: dated.map((one) => ({
        ...one,
        rates: changed(one.rates),
        ...(one.sizes && { sizes: sized(one.sizes) }),
      })),
    }),
  };
}
