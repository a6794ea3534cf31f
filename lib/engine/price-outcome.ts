import type { Draft, Outcome } from '../domain/call.ts';
import { costOf, costStated, statedNano } from '../domain/cost-of.ts';
import { freeShares } from '../domain/free-quantity.ts';
import type { Unit } from '../domain/money.ts';
import type { Price } from '../domain/price.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import { freeUseOf } from '../domain/units-used.ts';
import type { Provider } from '../providers/provider.ts';
import type { findPriceAndPayer } from './call-facts.ts';

type Priced = ReturnType<typeof findPriceAndPayer>;

/**
 * What came of a call at the price that was found for it, and how sure that sum is: `billed` only where it is known who
 * paid and the sum is the provider's own, or nothing. Without a price it is what the answer states, or null; of a refusal
 * nothing, in a unit of the wallet (`unit`; null: none is known).
 */
export function priceOutcome(
  priced: Priced,
  draft: Draft,
  outcome: Outcome,
  provider: Pick<Provider, 'areErrorsFree'> | null,
  unit: Unit | null,
): { readonly cost: Cost | null; readonly certainty: CallRecord['certainty'] } {
  if (priced.price === null) {
    const cost = costStated(outcome) ?? costOfRefusal(outcome, unit);
    return { cost, certainty: cost === null ? 'unknown' : 'billed' };
  }
  const result = costOf(outcome, draft, priced.price, provider?.areErrorsFree ?? null);
  // The provider's count at a price of ours that may be another, or in a currency that may be: not what it billed.
  const { isGuess, basis, sessionFee } = priced.price;
  const isUnsure = isGuess || basis?.kind === 'learned' || sessionFee !== undefined;
  const isOurs = statedNano(outcome, priced.price) === null && isUnsure;
  const isSure = (isPayerSure(priced) && !isOurs) || result.cost?.highNano === 0n;
  const isBilled = isSure && !isPartlyFree(outcome, draft, priced.price);
  return result.certainty === 'billed' && !isBilled ? { ...result, certainty: 'estimated' } : result;
}

/** Whether some of the sum is left out because so much is free: another program may have used that up. */
function isPartlyFree(outcome: Outcome, draft: Draft, price: Price): boolean {
  const used = statedNano(outcome, price) === null ? freeUseOf(outcome, draft, price) : undefined;
  return used !== undefined && freeShares(used, price.free).some(({ taken }) => taken > 0);
}

/** A refusal costs nothing, whatever the price would have been; null: it is none, or an answer had begun. */
function costOfRefusal(outcome: Outcome, unit: Unit | null): Cost | null {
  if (unit === null || outcome.kind !== 'refusal' || outcome.refusal.hasAnswerBegun) return null;
  return { unit, lowNano: 0n, likelyNano: 0n, highNano: 0n };
}

/** Whether it is known which wallet paid, and the price is in its unit. */
export function isPayerSure(priced: Priced | null): boolean {
  return priced?.payer.isSure === true && priced.payer.unit === priced.price?.unit;
}
