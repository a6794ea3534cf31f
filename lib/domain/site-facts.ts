import type { Meter } from './call.ts';

/** What a site of a family of providers says of itself, as it is kept. */
export interface SiteFacts {
  /** `https://relay.example`: where it said so. */
  readonly origin: string;
  /** The name it gives itself; null: none. */
  readonly name: string | null;
  /** How many of the site's own points make one unit of money, decimal. */
  readonly perUnit: string;
  /** What it shows amounts in, and how many of those make one unit of money (decimal); null: in points. */
  readonly shown: { readonly unit: string; readonly perUnit: string } | null;
  /** Which software it runs, by the family's own names: addresses and habits differ. */
  readonly generation: string;
}

/** A site that was recognised. */
export interface KnownSite {
  /** The provider's id. */
  readonly id: string;
  readonly facts: SiteFacts;
  /** When it was seen last, epoch ms. */
  readonly seenAt: number;
}

/** Sites that are remembered; the one not seen for longest is forgotten. */
export const SITES_MAX = 50;

/** The list with one site told anew. */
export function withSite(sites: readonly KnownSite[], site: KnownSite): readonly KnownSite[] {
  const others = sites.filter(({ id }) => id !== site.id).sort((a, b) => b.seenAt - a.seenAt);
  return [site, ...others.slice(0, SITES_MAX - 1)];
}

/** What is known of a site; null: nothing. */
export function factsOfSite(sites: readonly KnownSite[], id: string): SiteFacts | null {
  return sites.find((site) => site.id === id)?.facts ?? null;
}

/** What a site asks for its models, as it listed it. Ratios and amounts are plain decimals, exactly as they were listed. */
export interface SitePrices {
  /** The day it was read, ISO. */
  readonly readOn: string;
  /** Whose list it is: ratios may depend on the reader's own group; null: not known. */
  readonly userGroup: string | null;
  /** What each group pays, as a multiple. */
  readonly groupRatios: Readonly<Record<string, string>>;
  readonly models: readonly SiteModel[];
  /** It is a page of the list: what else is known goes on to hold. */
  readonly isPart?: true;
}

/** The list with a part of it told anew. */
export function withPart(known: SitePrices | null, part: SitePrices): SitePrices {
  if (!part.isPart || known === null) return part;
  const told = new Set(part.models.map(({ name }) => name));
  const rest = known.models.filter(({ name }) => !told.has(name));
  return { ...part, models: [...part.models, ...rest].slice(0, SITE_MODELS_MAX) };
}

/** What a listed price is made for: who pays decides which group is billed. */
export interface Tariff {
  /** Whether a key pays; else it is who is signed in. */
  readonly hasKey: boolean;
  /** The group of that key: empty: the account's own; null: not known. */
  readonly keyGroup: string | null;
  /** The account's own group; null: not known. */
  readonly userGroup: string | null;
}

/** One model of such a list. */
export interface SiteModel {
  readonly name: string;
  /** Units of money a call; null: it is billed by tokens. */
  readonly perCall: string | null;
  /** Points a token of input; `output` and `cached` are multiples of it, null: not listed. */
  readonly input: string;
  readonly output: string;
  readonly cached: string | null;
  /** The groups that have it; empty: all. */
  readonly groups: readonly string[];
  /** Units of money for each, where the list says that and no ratios: then nothing of those above counts. */
  readonly rates?: ListedRates;
  /** The same of calls whose whole input is above so many tokens; what one of them does not name stays. */
  readonly sizes?: readonly { readonly aboveInputTokens: number; readonly rates: ListedRates }[];
}

/** Decimals by meter. */
export type ListedRates = Readonly<Partial<Record<Meter, string>>>;

export const SITE_MODELS_MAX = 2000;
export const SITE_GROUPS_MAX = 100;
