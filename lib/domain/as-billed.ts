import { leastNano } from './billed-steps.ts';
import type { Usage } from './call.ts';
import { inSteps, lessFree } from './free-quantity.ts';
import { type PricedBy, priceUsage } from './price.ts';

/**
 * A usage and its price as the sum is made of them: counts in whole steps and without what is free, and what comes to less than
 * a call costs at least as that alone, a call at its price.
 */
export function asBilled<P extends PricedBy>(usage: Usage, price: P): readonly [Usage, P] {
  const { steps, free, callMin, ...rest } = price;
  const billed = lessFree(inSteps(usage, steps), free);
  const plain = { ...rest } as P;
  const least = leastNano(billed, price);
  const nano = least === null ? null : priceUsage(billed, plain);
  if (callMin === undefined || least === null || nano === null || nano > least) return [billed, plain];
  return [{ requests: 1 }, { ...plain, sizes: [], rates: { requests: callMin } }];
}
