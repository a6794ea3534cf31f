import { leastNano, unitsBilled } from './billed-steps.ts';
import type { Meter, Usage } from './call.ts';
import { type PricedBy, priceUsage } from './price.ts';

/**
 * A usage and its price as the sum is made of them: counts in whole steps, and what comes to less than a call costs at least as that
 * alone, a call at its price.
 */
export function asBilled<P extends PricedBy>(usage: Usage, price: P): readonly [Usage, P] {
  const { steps = {}, callMin, ...rest } = price;
  const counted = Object.entries(usage) as [Meter, number][];
  const billed: Usage = Object.fromEntries(counted.map(([meter, count]) => [meter, unitsBilled(count, steps[meter])]));
  const plain = { ...rest } as P;
  const least = leastNano(usage, price);
  const nano = least === null ? null : priceUsage(usage, { ...plain, steps });
  if (callMin === undefined || least === null || nano === null || nano > least) return [billed, plain];
  return [{ requests: 1 }, { ...plain, sizes: [], rates: { requests: callMin } }];
}
