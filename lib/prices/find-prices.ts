import type { Abilities } from '../domain/abilities.ts';
import type { Draft } from '../domain/call.ts';
import { type OwnTariff, withOwnTariff } from '../domain/own-prices.ts';
import type { Price } from '../domain/price.ts';
import { priceOfTier } from '../domain/price-tiers.ts';
import type { SiteFacts, SitePrices, Tariff } from '../domain/site-facts.ts';
import { billedGroup } from '../domain/site-price.ts';
import type { Provider } from '../providers/provider.ts';
import { withFiled } from './file-prices.ts';
import { findKnownPrice } from './known-prices.ts';
import { conversingModels, findAbilities, findDescribed } from './model-abilities.ts';

/** What prices are looked up with, beside the draft. */
export interface PriceQuery {
  /** What is known of the provider's site and its list; null: nothing. */
  readonly site: { readonly facts: SiteFacts; readonly prices: SitePrices | null } | null;
  readonly tariff: Tariff;
  /** What the user says about prices of the account that pays. Absent: nothing. */
  readonly own?: OwnTariff;
}

/** A call whose payer is not known, of a provider whose prices are its own. */
export const ANY_PAYER: PriceQuery = { site: null, tariff: { hasKey: false, keyGroup: null, userGroup: null } };

/**
 * What a call of this draft costs, a price for each unit it can be paid in; empty: unpriced, unknown and never free. What
 * the user says goes before what the provider's site or own file says, that before our overlay, and that before the base
 * list; where a price file is in force, it goes before all but the first and the site's.
 */
export function findPrices(provider: Provider, draft: Draft, query: PriceQuery = ANY_PAYER): readonly Price[] {
  const { outputTokensMax: limit, contextTokens } = abilitiesOf(provider, draft.model);
  const searched = draft.searchesMax && contextTokens !== null ? { contextTokens } : {};
  const listed = listedPrices(provider, draft, query)
    .flatMap((price) => priceOfTier(price, draft.tier ?? null) ?? [])
    .map((price) => ({ ...withLimit(price, limit), ...searched }));
  const { own, tariff } = query;
  if (own === undefined) return listed;
  return withOwnTariff(listed, { model: draft.model, group: billedGroup(draft, tariff), tariff: own });
}

/** How long answers can get, where there are any. */
function withLimit(price: Price, outputTokensLimit: number | null): Price {
  const isSilent = outputTokensLimit === null || price.rates['output-tokens'] === undefined;
  return isSilent ? price : { ...price, outputTokensLimit };
}

function listedPrices(provider: Provider, draft: Draft, query: PriceQuery): readonly Price[] {
  const meter = draft.units?.meter;
  const { priceBySite } = provider;
  if (priceBySite) {
    const { site, tariff } = query;
    return site?.prices ? priceBySite({ facts: site.facts, prices: site.prices, draft, tariff }) : [];
  }
  const own = provider.prices.filter(
    (price) => price.model === draft.model && (meter ? price.rates[meter] !== undefined : price.model !== null),
  );
  if (own.length > 0) return inForce(provider, own);
  if (meter || draft.model === null || !provider.basePrices) return [];
  const price = findKnownPrice(provider.basePrices, draft.model);
  if (price === null) return [];
  if (provider.basePrices.isGuess) return [{ ...price, isGuess: true }];
  return [draft.spoken ? withSound(price) : price];
}

/** A list with a rate of spoken answers is a guess for calls that do not say whether they are; this one does. */
function withSound({ isGuess, ...price }: Price): Price {
  const isSure = price.mark === undefined && price.rates['audio-output-tokens'] !== undefined;
  return isGuess && !isSure ? { ...price, isGuess } : price;
}

/**
 * The other models that may be offered in a model's place: all that the provider's own file prices, which somebody chose; of a
 * base list those that are known to converse; of a site, which lists models of all kinds and makers, those of the same maker
 * that do.
 */
export function modelsBeside(provider: Provider, model: string, { site }: PriceQuery): readonly string[] {
  const maker = findDescribed(model)?.maker ?? null;
  const own = inForce(provider, provider.prices).flatMap((price) => price.model ?? []);
  const listed = maker !== null && provider.basePrices ? conversingModels(provider.basePrices.list) : [];
  const ofSite = (site?.prices?.models ?? []).flatMap(({ name }) =>
    maker !== null && findDescribed(name)?.maker === maker ? [name] : [],
  );
  return [...new Set([...own, ...listed, ...ofSite])].filter((name) => name !== model);
}

/** What a model can do: by the list of its provider, or by its name. */
export function abilitiesOf({ basePrices }: Pick<Provider, 'basePrices'>, model: string | null): Abilities {
  return findAbilities(basePrices?.list ?? null, model ?? '');
}

function inForce({ id }: Provider, prices: readonly Price[]): readonly Price[] {
  return prices.flatMap((price) => withFiled(id, price) ?? []);
}
