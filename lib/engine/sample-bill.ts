import type { Draft, Outcome } from '../domain/call.ts';
import { statedNano } from '../domain/cost-of.ts';
import { type BilledSample, sampleOf } from '../domain/learn-price.ts';
import type { Price } from '../domain/price.ts';

/**
 * What a settled call shows of the price as listed: how much of what was billed, and for how much. Null: the provider said
 * only one of both, or the answer was cut.
 * @param listed the price by the list, at the call's time and in the unit it was paid in; null: there is none.
 */
export function sampleBill(outcome: Outcome, draft: Draft, listed: Price | null): BilledSample | null {
  if (outcome.kind !== 'answer' || outcome.cost === null || listed === null) return null;
  if (statedNano(outcome, listed) === null) return null;
  const usage = outcome.usage ?? (draft.units && { [draft.units.meter]: draft.units.count });
  return usage && sampleOf(listed, usage, outcome.cost);
}
