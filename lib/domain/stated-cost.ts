import type { Outcome } from './call.ts';

/** The outcome as it counts: without the cost it states where that is not what this provider takes, but its own supplier. */
export function withOwnCost(outcome: Outcome, isOwn: boolean): Outcome {
  const isStated = (outcome.kind === 'answer' || outcome.kind === 'cut') && outcome.cost !== null;
  if (!isStated || isOwn) return outcome;
  const { costUnit: _unit, ...rest } = outcome;
  return { ...rest, cost: null };
}
