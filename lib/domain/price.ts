import type { Meter, Usage } from './call.ts';
import { type BilledQuantity, priceQuantities, type RoundingMode, type Unit } from './money.ts';

/** What one model (or, with `model: null`, any call of the surface) costs. A price without date and source is worthless. */
export interface Price {
  /** The exact model id; null: the price of a surface that knows no models. */
  readonly model: string | null;
  readonly unit: Unit;
  /** Pico-units (10⁻¹²) per counted unit, by meter. A token at $10 per million costs 10,000,000 pico-dollars. */
  readonly rates: Readonly<Partial<Record<Meter, bigint>>>;
  readonly rounding: RoundingMode;
  /** What the provider takes as output bound when the client gives none, in tokens; null: unknown or not token-priced. */
  readonly outputTokensDefault: number | null;
  /** What a typical answer has, in tokens, before any history: [P10, P50, P90]. Null for calls without output. */
  readonly outputTokensPrior: readonly [number, number, number] | null;
  /** ISO date of the source. */
  readonly date: string;
  readonly source: string;
}

/**
 * The cost of exact quantities in nano-units of `price.unit`.
 * Null when a counted meter has no rate: unknown is not zero. Cached input falls back to the input rate.
 */
export function priceUsage(usage: Usage, price: Price): bigint | null {
  const quantities: BilledQuantity[] = [];
  for (const [meter, count] of Object.entries(usage) as [Meter, number][]) {
    const picoPerUnit = rateOf(price, meter);
    if (picoPerUnit === null && count > 0) return null;
    quantities.push({ count, picoPerUnit: picoPerUnit ?? 0n });
  }
  return priceQuantities(quantities, price.rounding);
}

/** The rate of a meter in pico-units, or null when the price knows none. */
export function rateOf(price: Price, meter: Meter): bigint | null {
  return price.rates[meter] ?? (meter === 'cached-input-tokens' ? (price.rates['input-tokens'] ?? null) : null);
}
