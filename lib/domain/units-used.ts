import type { Draft, Outcome, Usage } from './call.ts';
import { countedForFree, inSteps } from './free-quantity.ts';
import { inputUsage } from './input-usage.ts';
import { outputUsage } from './output-usage.ts';
import { type Price, withCallFee } from './price.ts';
import { unitsOf } from './reserve.ts';

/** Where a call is billed as a whole, what its answer counts says only whether there was one. */
export function usageBilled(usage: Usage, units: ReturnType<typeof unitsOf>): Usage {
  if (units === null || usage[units.meter] !== undefined) return usage;
  return Object.values(usage).some((count) => count > 0) ? { [units.meter]: units.count } : {};
}

/**
 * What a call used of the free quantities of its price, in units as they are billed: as the provider says, else as we counted; of
 * what was cut, all that was asked for, so that no later call is taken to be free that may not be. Undefined: none is free.
 */
export function freeUseOf(outcome: Outcome, draft: Draft, price: Price): Usage | undefined {
  if (price.free === undefined) return undefined;
  const used = withCallFee(unitsUsed(outcome, draft, price), price);
  return countedForFree(inSteps(used, price.steps), price.free);
}

function unitsUsed(outcome: Outcome, draft: Draft, price: Price): Usage {
  if (outcome.kind !== 'answer' && outcome.kind !== 'cut') return {};
  const units = unitsOf(draft, price);
  if (outcome.usage !== null) return usageBilled(outcome.usage, units);
  if (units !== null) return { [units.meter]: units.count };
  const answer = outcome.output?.likely ?? (price.outputTokensPrior?.[1] ?? 0) * draft.answers;
  return {
    ...inputUsage(draft, price, draft.inputTokens?.likely ?? 0, 'likely'),
    ...outputUsage(draft, price, answer, 'likely'),
  };
}
