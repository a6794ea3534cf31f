import type { OwnTariff } from './own-prices.ts';
import type { SiteFacts, SitePrices } from './site-facts.ts';

/** What the ledger knows of sites, accounts and keys, as far as prices rest on it. Plain data. */
export interface PriceBook {
  /** By provider id. */
  readonly sites: Readonly<Record<string, { readonly facts: SiteFacts; readonly prices: SitePrices | null }>>;
  /** What the user says about prices, by provider id. */
  readonly own: Readonly<Record<string, OwnTariff>>;
  /** By account id; `group` null: not known. */
  readonly accounts: Readonly<Record<string, { readonly group: string | null; readonly own?: OwnTariff }>>;
  /** The tariff group of a key, by its fingerprint; empty: the account's own. */
  readonly keyGroups: Readonly<Record<string, string>>;
}
