import type { Draft } from '../../lib/domain/call.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { tokensOf } from '../../lib/domain/tokens-of.ts';
import type { HeldAmounts, Rates } from '../ledger/amounts.ts';
import type { Settlement } from '../ledger/operations.ts';

/**
 * What budgets hold of a call: the worst case, and what is usual (its P95). Null where nobody can tell: nothing bounds the
 * answer, or it has no price.
 */
export function heldAmountsOf(
  draft: (Pick<Draft, 'inputTokens'> & Partial<Pick<Draft, 'units'>>) | null,
  facts: Pick<CallFacts, 'estimate'> | null,
  rates: Rates,
): HeldAmounts {
  const estimate = facts?.estimate ?? null;
  const input = draft?.inputTokens ?? null;
  const { basis, highNano, unit } = estimate ?? {};
  // What is billed by what it asks for (records, pages, characters) has no longer or shorter answer: that is the most.
  const mostNano = estimate?.mostNano ?? (basis === undefined ? highNano : undefined);
  const isByUnits = draft?.units != null && input === null;
  const outputMax = basis?.outputMax ?? null;
  const { foundMax = 0 } = basis ?? {};
  const isPriced = estimate !== null && mostNano !== undefined && unit !== undefined && estimate.isGuess !== true;
  return {
    money: isPriced ? { unit, worstNano: mostNano, usualNano: estimate.usualNano ?? highNano ?? mostNano } : null,
    tokens:
      input !== null && outputMax !== null && foundMax !== null
        ? {
            worst: whole(input.high + foundMax + outputMax),
            usual: whole(input.high + (basis?.outputUsual ?? basis?.output.high ?? outputMax)),
          }
        : isByUnits
          ? { worst: 0n, usual: 0n }
          : null,
    rates,
  };
}

/** What a booked call came to, for its budgets: the most it may have cost where that is not known exactly. */
export function settlementOf(record: CallRecord): Pick<Settlement, 'cost' | 'tokens' | 'calls'> {
  const { cost, certainty, outcome, saved } = record;
  // No provider saw it: it draws on nothing, wherever it is told.
  if (saved !== undefined) return { cost: { unit: saved.unit, nano: 0n }, tokens: 0n, calls: 0n };
  const tokens = tokensOf(record);
  return {
    cost: cost === null || certainty === 'unknown' ? null : { unit: cost.unit, nano: cost.highNano },
    tokens: tokens === null ? (outcome === 'refusal' || outcome === 'error' ? 0n : null) : whole(tokens),
    // What was refused has cost nothing and is none of the calls that people count.
    ...(outcome === 'refusal' && { calls: 0n }),
  };
}

function whole(tokens: number): bigint {
  return BigInt(Math.ceil(tokens));
}
