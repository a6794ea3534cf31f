import { type Overflow, overflowOf } from '../domain/abilities.ts';
import type { Draft } from '../domain/call.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { Fits } from '../domain/facts.ts';
import { findChoices, findRecharges } from '../domain/find-choices.ts';
import { findFits, NO_FITS } from '../domain/find-fits.ts';
import { atUnit, type Money, parseDecimal, type Unit } from '../domain/money.ts';
import { needsAsListed, needsAsStated } from '../domain/need-as-stated.ts';
import type { OutputForecast } from '../domain/output-forecast.ts';
import type { Price } from '../domain/price.ts';
import type { CallTimes } from '../domain/price-at.ts';
import { abilitiesOf, type PriceQuery } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import { listOffers } from './list-offers.ts';
import type { CallContext } from './ports.ts';
import { countsOf } from './size-input.ts';

/** What could be changed so that a call fits, what else the same call could be, and what a recharge would buy. */
export function fitsOfCall(given: {
  readonly provider: Provider;
  /** As the wire read it, and as it was sized for the model that it names. */
  readonly draft: Draft;
  readonly sized: Draft;
  readonly context: CallContext;
  readonly query: PriceQuery;
  /** What a refusal of it says was to be set aside. Absent or null: there was none, or it does not say. */
  readonly stated?: Money | null;
  readonly price: Price;
  readonly estimate: Estimate;
  /** How long its answer will be; null: nothing is known. */
  readonly lengths: OutputForecast | null;
  /** What a changed call may take, nano-units; null: not known. */
  readonly room: bigint | null;
  readonly times: CallTimes;
}): Fits {
  const { provider, draft, sized, context, query, price, estimate, room, times, stated, lengths } = given;
  const offers = listOffers({
    provider,
    draft,
    query,
    unit: price.unit,
    times,
    counts: countsOf(provider, context),
    keys: context.account?.otherKeys,
  });
  const asStated = stated?.unit === price.unit ? needsAsStated(sized, price, stated.nano) : null;
  const needs = asStated ?? needsAsListed;
  return {
    ...(room === null ? NO_FITS : findFits(sized, price, room, offers.models, needs)),
    ...findChoices(estimate, offers, { usableNano: room, lengths, need: needs.highest }),
    recharges: findRecharges(estimate, {
      minNano: rechargeMinOf(provider, price.unit),
      bonuses: provider.help.bonuses ?? [],
      shortNano: room === null || estimate.reserveNano === null ? null : estimate.reserveNano - room,
    }),
  };
}

/** The smallest recharge that a provider takes, nano-units; null: not known. */
export function rechargeMinOf({ rechargeMin }: Provider, unit: Unit): bigint | null {
  return parseDecimal(atUnit(rechargeMin, unit) ?? null);
}

/**
 * Whether it is longer than its model takes; null: it is not, or that is not known. What others serve under a model's name may
 * take more: only its own provider's word is sure.
 */
export function findOverflow(provider: Provider, draft: Draft): Overflow | null {
  const overflow = overflowOf(draft, abilitiesOf(provider, draft.model));
  return overflow && { ...overflow, isSure: overflow.isSure && provider.basePrices !== undefined };
}
