import { unitsBilled } from './billed-steps.ts';
import type { Count, Meter } from './call.ts';
import { beyondFree } from './free-quantity.ts';
import { type PricedBy, priceOfSize } from './price.ts';

/** Prices of the smallest, the usual and the largest of so many calls, where they are billed together; else three times one. */
export function pricesOfEach<P extends PricedBy>(
  price: P,
  each: Count | undefined,
  calls = 1,
): Readonly<Record<keyof Count, P>> {
  if (each === undefined) return { low: price, likely: price, high: price };
  return {
    low: ofMany(priceOfSize(price, each.low), calls, 'low'),
    likely: ofMany(priceOfSize(price, each.likely), calls, 'low'),
    high: ofMany(priceOfSize(price, each.high), calls, 'high'),
  };
}

/**
 * The price by which the usage of so many calls together comes to no less (`low`), or no more (`high`), than each by itself does:
 * each has its fee, and each may have come to less than the least, or have begun a step.
 */
function ofMany<P extends PricedBy>(price: P, calls: number, end: 'low' | 'high'): P {
  const { rates, callFee = 0n, steps = {}, callMin } = price;
  if (calls <= 1 || (price.callFee === undefined && price.steps === undefined && callMin === undefined)) return price;
  const [all, others] = [BigInt(calls), BigInt(calls - 1)];
  const fees = callFee * all;
  const least = callMin === undefined ? {} : { callMin: callMin * all };
  if (end === 'low') return { ...price, ...(fees > 0n && { callFee: fees }), ...least };
  const begun = (Object.keys(steps) as Meter[]).reduce(
    (sum, meter) => sum + BigInt(Math.ceil(unitsBilled(1, steps[meter]))) * (rates[meter] ?? 0n),
    callMin ?? 0n,
  );
  // One free request is none of so many.
  const isOneFree = price.free?.some(({ meters }) => meters.includes('requests'));
  return { ...(isOneFree ? beyondFree(price) : price), ...least, callFee: fees + begun * others };
}
