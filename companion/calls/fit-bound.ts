import type { Budget } from '../../lib/budget/budget.ts';
import { isReadingSure } from '../../lib/domain/balance.ts';
import { decideShortage } from '../../lib/domain/decide-cause.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { searchLargest } from '../../lib/domain/search-largest.ts';
import { heldIn, type Rates } from '../ledger/amounts.ts';
import type { Objection } from '../ledger/operations.ts';
import type { ReviewedCall } from './call-desk.ts';
import { heldAmountsOf } from './held-amounts.ts';

/** Nobody asked for it: an answer that is cut shorter than this would be worth less than a refusal, tokens. */
export const UNASKED_TOKENS_MIN = 256;
/** Where nobody knows what a model can give: nearly all take this bound, tokens. */
const UNASKED_TOKENS_MAX = 4096;

/** What a bound has to fit. */
export interface ToFit {
  readonly reviewed: ReviewedCall;
  readonly objections: readonly Objection[];
  /** Those of the call. */
  readonly budgets: readonly Budget[];
  readonly rates: Rates;
}

/**
 * The largest bound on the answer with which a call fits what is left in the budgets that object, tokens. Null: none of at
 * least `tokensMin` does, it has no price, or its request can have none.
 */
export async function fitBound(
  { reviewed, objections, budgets, rates }: ToFit,
  tokensMin: number,
): Promise<number | null> {
  const { draft, verdict } = reviewed;
  if (draft === null || draft.inputTokens === null || !draft.revisable.includes('output-max')) return null;
  const objecting = objections.map((objection) => ({
    budget: budgets.find(({ id }) => id === objection.budget),
    room: objection.cap - objection.spent - objection.held,
  }));
  const estimateAt = await reviewed.openEstimateAt();
  if (estimateAt === null) return null;
  const fits = (tokens: number): boolean => {
    const amounts = heldAmountsOf(draft, { estimate: estimateAt(tokens) }, rates);
    return objecting.every(({ budget, room }) => {
      const held = budget === undefined ? null : heldIn(budget, amounts);
      return held !== null && held <= room;
    });
  };
  const known = verdict?.facts?.estimate?.basis?.outputMax ?? null;
  const most = draft.outputTokensMax ?? (known === null ? UNASKED_TOKENS_MAX : Math.floor(known / draft.answers));
  return searchLargest(tokensMin, most, fits);
}

/** Whether it is stopped only because nothing bounds its answer: the request does not, and nobody knows the model's own. */
export function isUnbounded({ draft, verdict }: ReviewedCall, objections: readonly Objection[]): boolean {
  const known = verdict?.facts?.estimate?.basis?.outputMax ?? null;
  const isOfBound = objections.some(({ reason }) => reason === 'unpriced' || reason === 'uncounted');
  return isOfBound && draft?.outputTokensMax === null && known === null;
}

/** The bound with which a call fits a balance that is surely too small for it, tokens; null: it is not, or none does. */
export function fitBalance(facts: CallFacts | null): number | null {
  if (facts?.balance == null || !isReadingSure(facts.balance, facts.now)) return null;
  return decideShortage(facts) === null ? null : facts.fits.outputTokensMax;
}
