import { canStandIn } from '../domain/abilities.ts';
import type { Draft } from '../domain/call.ts';
import { NO_OFFERS, type Offer, type Offers } from '../domain/find-choices.ts';
import type { Unit } from '../domain/money.ts';
import type { Price } from '../domain/price.ts';
import { type CallTimes, priceAt } from '../domain/price-at.ts';
import { SITE_GROUPS_MAX } from '../domain/site-facts.ts';
import { abilitiesOf, findPrices, modelsBeside, type PriceQuery } from '../prices/find-prices.ts';
import type { Provider } from '../providers/provider.ts';
import type { AccountContext } from './ports.ts';
import { type Counts, countsOf, sizeInput } from './size-input.ts';

const HOUR_MS = 3_600_000;
/** How providers call their service for many calls at once. */
const BATCH = 'batch';

interface Given {
  readonly provider: Provider;
  /** As the wire read it, before it was sized for a model. */
  readonly draft: Draft;
  readonly query: PriceQuery;
  /** What the call itself is paid in: nothing else can be compared. */
  readonly unit: Unit;
  readonly times: CallTimes;
  /** How the model of the call itself counts. */
  readonly counts: Counts;
  /** Other keys of the account that pays. */
  readonly keys: AccountContext['otherKeys'];
}

/** Everything that the same call could be at the same provider, priced as that would be. */
export function listOffers(given: Given): Offers {
  const { draft } = given;
  if (draft.model === null || draft.units !== null || draft.each !== undefined) return NO_OFFERS;
  return { models: listModels(given, draft.model), groups: listGroups(given), batch: findBatch(given) };
}

function listModels(given: Given, model: string): readonly Offer[] {
  const { provider, draft, times } = given;
  const asked = abilitiesOf(provider, model);
  return modelsBeside(provider, model, given.query).flatMap((name): readonly Offer[] => {
    if (!canStandIn(draft, asked, abilitiesOf(provider, name))) return [];
    const changed = sizeInput({ ...draft, model: name }, countsOf(provider, null));
    const price = priceIn(given, changed, given.query);
    return price === null ? [] : [{ draft: changed, price: priceAt(price, times) }];
  });
}

function listGroups({ provider, draft, query, unit, times, counts, keys = [] }: Given): Offers['groups'] {
  const { site, tariff } = query;
  const listed = site?.prices?.models.find(({ name }) => name === draft.model);
  if (!provider.priceBySite || !site?.prices || listed === undefined) return [];
  const groups = Object.keys(site.prices.groupRatios).filter(
    (group) => listed.groups.length === 0 || listed.groups.includes(group),
  );
  return groups.slice(0, SITE_GROUPS_MAX).flatMap((group): Offers['groups'] => {
    const changed = sizeInput({ ...draft, group }, counts);
    const price = findPrices(provider, changed, {
      ...query,
      tariff: { ...tariff, hasKey: true, keyGroup: group },
    }).find((one) => one.unit === unit);
    const key = keys.find((one) => one.group === group)?.name ?? null;
    return price === undefined ? [] : [{ group, key, draft: changed, price: priceAt(price, times) }];
  });
}

/** Only where the price of the call itself names that service: else a tier of that name changes nothing. */
function findBatch(given: Given): Offers['batch'] {
  const { draft, times, counts } = given;
  if (draft.tier === BATCH) return null;
  const changed = sizeInput({ ...draft, tier: BATCH }, counts);
  const price = priceIn(given, changed, given.query);
  if (price?.tier === undefined) return null;
  const { withinHours } = price.tier;
  return {
    draft: changed,
    price: priceAt(price, times),
    withinMs: withinHours === null ? null : withinHours * HOUR_MS,
  };
}

function priceIn({ provider, unit }: Given, draft: Draft, query: PriceQuery): Price | null {
  const prices = findPrices(provider, draft, query);
  return prices.find((price) => price.unit === unit) ?? null;
}
