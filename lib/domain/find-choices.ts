import type { Draft } from './call.ts';
import type { Estimate } from './estimate.ts';
import { estimateCall } from './estimate-call.ts';
import type { BatchFit, Fits, GroupFit, ModelFit, RechargeFit } from './facts.ts';
import type { Bonus } from './help.ts';
import { larger, parseDecimal, percentOf, timesIn } from './money.ts';
import { type NeedOf, needsAsListed } from './need-as-stated.ts';
import type { OutputForecast } from './output-forecast.ts';
import type { Price } from './price.ts';

/** So many of each kind of choice are told. */
const CHOICES_MAX = 5;

/** The same call at another price: of another model, in another group, or in a batch. */
export interface Offer {
  readonly draft: Draft;
  readonly price: Price;
}

/** What a call could be instead, before anybody asks whether it fits. */
export interface Offers {
  /** Models that can stand in. */
  readonly models: readonly Offer[];
  /** Groups that have the model; `key`: a key of the same account that is billed in it, null: none is known. */
  readonly groups: readonly (Offer & { readonly group: string; readonly key: string | null })[];
  /** The provider's own service for many calls at once; null: it has none for this call, as far as is known. */
  readonly batch: (Offer & { readonly withinMs: number | null }) | null;
}

/** Nothing is known. */
export const NO_OFFERS: Offers = { models: [], groups: [], batch: null };

/** What each of them would cost and save; those that cost no less are left out, and so is what nobody can compare. */
export type Choices = Pick<Fits, 'models' | 'groups' | 'batchApi'>;

/** What is known beside the prices. */
interface Known {
  /** What there is, nano-units: says of each whether it fits; null: not known. */
  readonly usableNano: bigint | null;
  readonly lengths: OutputForecast | null;
  /** What would be set aside. Absent: by the price. */
  readonly need?: NeedOf;
}

/**
 * The cheaper ways to have the same call, by the estimate that prices the call itself.
 */
export function findChoices(own: Estimate, offers: Offers, known: Known): Choices {
  const priced = <O extends Offer>(all: readonly O[]): readonly (O & { readonly fit: PricedOffer })[] =>
    all.flatMap((offer) => {
      const fit = priceOffer(offer, own, known);
      return fit === null ? [] : [{ ...offer, fit }];
    });
  const models = priced(offers.models).flatMap(({ fit, draft, price: { model } }): readonly ModelFit[] =>
    model === null ? [] : [{ model, canSend: draft.revisable.includes('model'), ...fit }],
  );
  const groups = priced(offers.groups).map(({ group, key, fit }): GroupFit => ({ group, key, ...fit }));
  const [batch] = priced(offers.batch === null ? [] : [offers.batch]);
  return {
    // The dearest first: closest in quality to what was wanted.
    models: firstOf(models, (a, b) => compare(b, a)),
    // Of groups, which have the same model, the cheapest.
    groups: firstOf(groups, compare),
    batchApi: batch === undefined ? null : toBatch(batch.fit, batch.withinMs),
  };
}

type PricedOffer = Omit<ModelFit, 'model' | 'canSend'>;

function priceOffer(
  { draft, price }: Offer,
  own: Estimate,
  { usableNano, lengths, need = needsAsListed.highest }: Known,
): PricedOffer | null {
  const estimate = price.unit === own.unit && !price.isGuess ? estimateCall(draft, price, lengths) : null;
  if (estimate === null || estimate.likelyNano >= own.likelyNano) return null;
  const needed = need(draft, price);
  // Nothing is set aside: all that is asked is that something is left.
  const isFitting = usableNano === null || needed === null ? null : needed <= usableNano && usableNano > 0n;
  return {
    likelyNano: estimate.likelyNano,
    highNano: estimate.highNano,
    reserveNano: needed,
    savedNano: own.likelyNano - estimate.likelyNano,
    isFitting,
  };
}

function toBatch({ likelyNano, savedNano }: PricedOffer, withinMs: number | null): BatchFit {
  return { likelyNano, savedNano, withinMs };
}

function compare(a: PricedOffer, b: PricedOffer): number {
  return a.likelyNano < b.likelyNano ? -1 : a.likelyNano > b.likelyNano ? 1 : 0;
}

/** The best few; those that fit, or of which nobody knows, before those that do not. */
function firstOf<T extends PricedOffer>(all: readonly T[], better: (a: T, b: T) => number): readonly T[] {
  const rank = ({ isFitting }: T): number => (isFitting === false ? 1 : 0);
  return [...all].sort((a, b) => rank(a) - rank(b) || better(a, b)).slice(0, CHOICES_MAX);
}

/**
 * What recharging would buy: from the smallest one that the provider takes and that covers what is missing, and from each larger
 * sum on that it adds more to. Empty: neither is known.
 * @param shortNano what is missing for this call, nano-units; null: nothing, or not known.
 */
export function findRecharges(
  { unit, likelyNano }: Estimate,
  {
    minNano,
    bonuses,
    shortNano,
  }: { readonly minNano: bigint | null; readonly bonuses: readonly Bonus[]; readonly shortNano: bigint | null },
): readonly RechargeFit[] {
  const tiers = bonuses.flatMap((bonus): readonly Tier[] => {
    const nano = bonus.unit === unit && bonus.percent > 0 ? parseDecimal(bonus.from) : null;
    return nano === null ? [] : [{ nano, percent: bonus.percent }];
  });
  const least = larger(minNano ?? 0n, shortNano ?? 0n);
  const sums = [...(minNano === null ? [] : [least]), ...tiers.map(({ nano }) => larger(nano, least))];
  return [...new Set(sums)].map((nano) => buys(nano, percentAt(tiers, nano), likelyNano)).slice(0, CHOICES_MAX);
}

/** What is added to recharges from a sum on. */
interface Tier {
  readonly nano: bigint;
  readonly percent: number;
}

/** Of the tiers that a recharge reaches, the best. */
function percentAt(tiers: readonly Tier[], nano: bigint): number {
  return Math.max(0, ...tiers.filter((tier) => tier.nano <= nano).map(({ percent }) => percent));
}

function buys(nano: bigint, bonusPercent: number, likelyNano: bigint): RechargeFit {
  const addedNano = percentOf(nano, bonusPercent);
  return { nano, bonusPercent, addedNano, times: timesIn(nano + addedNano, likelyNano) };
}
