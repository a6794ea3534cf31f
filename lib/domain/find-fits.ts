import type { Draft } from './call.ts';
import type { Fits } from './facts.ts';
import type { Offer } from './find-choices.ts';
import { type NeedOf, type Needs, needsAsListed } from './need-as-stated.ts';
import type { Price } from './price.ts';
import { searchLargest } from './search-largest.ts';

/** Below this an answer is cut so short that offering it would be mockery, tokens. */
const OUTPUT_TOKENS_MIN = 16;
/** People read 3,710, not 3,712: the bound is rounded down to so many from so many on, never by more than a fortieth. */
const OUTPUT_STEPS = [
  { from: 1000, step: 10 },
  { from: 200, step: 5 },
] as const;
/**
 * An answer is offered as the longest that fits only if it is at least this part of the one that fits by the likely count
 * of the input: where the count decides more than that, no figure would be true.
 */
const SURE_PERCENT = 97;

/** Nothing that would make it fit is known. */
export const NO_FITS: Fits = { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null };

/**
 * The changes with which this call fits into `usableNano`, each the largest by a search over the reserve itself: whatever
 * the form of the price, what is offered is what would be set aside. Input is taken at its highest count, so that what is
 * offered is not refused again.
 * @param models of the same provider that can do this call: the cheaper one is chosen among them.
 * @param needs what is set aside: by the price, or as the provider itself has stated.
 */
export function findFits(
  draft: Draft,
  price: Price,
  usableNano: bigint,
  models: readonly Offer[],
  needs: Needs = needsAsListed,
): Fits {
  // Where nothing is set aside, no size is refused that another one would not be.
  if (price.setsAside === 'nothing') return NO_FITS;
  const output = fitOutput(draft, price, usableNano, needs);
  return {
    outputTokensMax: output?.tokens ?? null,
    outputReserveNano: output?.reserveNano ?? null,
    batchKeep: fitBatch(draft, price, usableNano, needs.highest),
    cheaper: fitModel({ draft, price }, usableNano, models, needs.highest),
  };
}

function fitOutput(
  draft: Draft,
  price: Price,
  usableNano: bigint,
  { highest, likely }: Needs,
): { readonly tokens: number; readonly reserveNano: bigint } | null {
  const each = draft.outputTokensMax ?? price.outputTokensDefault;
  if (each === null || !draft.inputTokens || !draft.revisable.includes('output-max')) return null;
  const within = (need: NeedOf): number | null =>
    searchLargest(1, each, (tokens) => isWithin(need({ ...draft, outputTokensMax: tokens }, price), usableNano));
  const most = within(highest);
  // As it is it fits, or its output is free: a shorter answer would change nothing.
  if (most === null || most >= each) return null;
  const tokens = most - (most % (OUTPUT_STEPS.find(({ from }) => most >= from)?.step ?? 1));
  if (tokens < OUTPUT_TOKENS_MIN) return null;
  if (tokens * 100 < (within(likely) ?? most) * SURE_PERCENT) return null;
  const nano = highest({ ...draft, outputTokensMax: tokens }, price);
  return nano === null ? null : { tokens, reserveNano: nano };
}

function fitBatch(draft: Draft, price: Price, usableNano: bigint, need: NeedOf): number | null {
  const { units } = draft;
  if (!units || !draft.revisable.includes('batch')) return null;
  const keep = searchLargest(1, units.count, (count) =>
    isWithin(need({ ...draft, units: { ...units, count } }, price), usableNano),
  );
  return keep === null || keep >= units.count ? null : keep;
}

function isWithin(nano: bigint | null, usableNano: bigint): boolean {
  return nano !== null && nano <= usableNano && usableNano > 0n;
}

function fitModel(own: Offer, usableNano: bigint, models: readonly Offer[], need: NeedOf): Fits['cheaper'] {
  const { draft, price } = own;
  const ownNano = draft.inputTokens && need(draft, price);
  if (ownNano === null || !draft.revisable.includes('model')) return null;
  let best: { model: string; reserveNano: bigint } | null = null;
  for (const { draft: changed, price: other } of models) {
    if (other.model === null || other.model === price.model || other.unit !== price.unit || other.isGuess) continue;
    const nano = need(changed, other);
    if (nano === null || nano > usableNano || nano >= ownNano) continue;
    // The dearest one that still fits and costs less than the asked one: closest in quality to what was wanted.
    if (best === null || nano > best.reserveNano) best = { model: other.model, reserveNano: nano };
  }
  return best;
}
