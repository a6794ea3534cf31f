import type { Draft, Outcome, Usage } from '../domain/call.ts';
import type { Provider } from '../providers/provider.ts';

/** The outcome as it counts: without the cost it states where that is not what this provider takes, but its own supplier. */
export function withOwnCost(outcome: Outcome, provider: Provider | null): Outcome {
  const isStated = (outcome.kind === 'answer' || outcome.kind === 'cut') && outcome.cost !== null;
  if (!isStated || statesOwnCost(provider)) return outcome;
  const { costUnit: _unit, ...rest } = outcome;
  return { ...rest, cost: null };
}

/** A site's own list is what it bills by; what passes through its answers is somebody else's figure. */
function statesOwnCost(provider: Provider | null): boolean {
  return provider?.statesCost ?? !provider?.priceBySite;
}

/** The draft with the kind of service it was served as, where the answer says so: that is what is billed. */
export function asServed(draft: Draft, outcome: Outcome): Draft {
  return 'tier' in outcome && outcome.tier !== undefined ? { ...draft, tier: outcome.tier } : draft;
}

/** What was billed. What was said before a cut is a beginning, and was not. */
export function usageBilledOf(outcome: Outcome): Usage | null {
  return 'usage' in outcome && outcome.isUsageFinal !== false ? outcome.usage : null;
}
