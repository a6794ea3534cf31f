import type { BalanceAsk, KeyPlace, NoBalanceByKey } from '../domain/balance-ask.ts';
import type { Draft } from '../domain/call.ts';
import type { CostAsk } from '../domain/cost-ask.ts';
import type { ProviderHelp } from '../domain/help.ts';
import type { Price } from '../domain/price.ts';
import type { PromptCache } from '../domain/prompt-cache.ts';
import type { BalancePaths } from '../domain/read-balances.ts';
import type { KeyPaths } from '../domain/read-keys.ts';
import type { RefusalPattern } from '../domain/read-refusal.ts';
import type { SiteFacts, SitePrices, Tariff } from '../domain/site-facts.ts';
import type { Location, Place, Surface } from '../domain/surface.ts';
import type { UsageAsk } from '../domain/usage-ask.ts';

/** What of a provider a page's own process needs: builds leave the rest of {@link Provider} out of what pages get. */
export interface PageProvider {
  readonly id: string;
  /** Where the provider's own console and playgrounds live: balance readings are believed from here only. */
  readonly console: Place;
  readonly surfaces: readonly Surface[];
  readonly refusals: readonly RefusalPattern[];
  /** Empty: they cannot be read. */
  readonly balances: readonly BalancePaths[];
  /** For balance answers that do not say whose they are; null: they do. */
  readonly identity: IdentityPaths | null;
  readonly keys: KeyPaths | null;
  readonly playgrounds: readonly Playground[];
}

/** The fields of {@link PageProvider}: all that a build puts into a page. */
export const PAGE_FIELDS = [
  'id',
  'console',
  'surfaces',
  'refusals',
  'balances',
  'identity',
  'keys',
  'playgrounds',
] as const satisfies readonly (keyof PageProvider)[];

/** Who bills: one declarative file per provider, one line in the registry. No code but patterns. */
export interface Provider extends PageProvider {
  /** For people. */
  readonly name: string;
  /** The console's origin where it is one and the same for everybody; null: each site has its own. */
  readonly consoleOrigin: string | null;
  /** Empty where each site lists its own: see {@link priceBySite}. */
  readonly prices: readonly Price[];
  /** Where the base list has what `prices` lacks. Absent: it has nothing of this provider. */
  readonly basePrices?: BaseList;
  /**
   * What a call costs by the list of the site, where that is how it is known; absent: by `prices`. A site lists models of
   * all kinds: in place of another only those are offered that are known to converse and are of the same maker.
   */
  readonly priceBySite?: (given: SiteList) => readonly Price[];
  /**
   * Whether a cost that its answers state is what it takes itself, and so holds where no price is known. Absent: it is, unless
   * each site lists its own prices: such sites pass on what their supplier states.
   */
  readonly statesCost?: boolean;
  /** How it keeps what was sent before, by model. Absent: not known, and so nothing counts as cached before it was billed. */
  readonly promptCaches?: readonly PromptCache[];
  /** What it says that its models count by, where their names do not tell. Absent: nothing. */
  readonly vocabulary?: 'o200k';
  /** Paths on the console's own origin, or https addresses of the provider; never taken from an error body. */
  readonly links: ProviderLinks;
  /** What somebody in trouble needs beside the links. */
  readonly help: ProviderHelp;
  /**
   * Ids of providers of the same company whose accounts, keys and money are apart from these (`.cn` and `.ai`). Absent:
   * there are none.
   */
  readonly twins?: readonly string[];
  /** What people pay the same company for that pays for no call, e.g. `ChatGPT Plus`. Absent: there is no such thing. */
  readonly subscription?: string;
  /** The smallest recharge by unit, decimal; absent: unknown. */
  readonly rechargeMin: Readonly<Record<string, string>>;
  /**
   * How a script asks with a key what is left, the best way first; or why it cannot. Absent: nobody has looked. Pages get
   * nothing of it.
   */
  readonly balanceByKey?: readonly BalanceAsk[] | NoBalanceByKey;
  /** How it is asked with a key what was billed a day. Absent: it is not, or nobody has looked. Pages get nothing of it. */
  readonly costsByKey?: CostAsk;
  /** How it is asked with a key what it counted a day, by model. Absent: it is not, or nobody has looked. Pages get nothing of it. */
  readonly usageByKey?: readonly UsageAsk[];
  /** How it is asked with a key what became of work in its queue. Absent: as its wire says, or not at all. Pages get nothing of it. */
  readonly jobsByKey?: JobAsk;
  /**
   * That it makes a streamed answer to its end and bills all of it, also when its client has gone, and who says so. Absent: it
   * stops, as far as is known, so whoever goes is to be heard of at once. Pages get nothing of it.
   */
  readonly billsInFull?: Pick<Price, 'mark' | 'source' | 'date'>;
  /** How its chat requests bound an answer, where some of its models take no `max_tokens`. Absent: by `max_tokens`. */
  readonly boundName?: 'max_completion_tokens';
  /** What its addresses at the companion may begin with besides its id. Absent: the id alone. */
  readonly alsoCalled?: readonly string[];
  /** Where its answers send clients on. Absent: nowhere else. */
  readonly leadsTo?: LeadsTo;
  /** Whether the console's `available` already lacks what running calls have set aside. */
  readonly isReserveInReading: boolean;
  /** Within what time of a call's end a reading shows what it cost, ms; absent: a minute, which is our guess. */
  readonly readingLagMs?: number;
  /** Whether an error answer (not a refusal) costs nothing; null: not known. */
  readonly areErrorsFree: boolean | null;
  /**
   * `complete`: what a call cost, how it says no and what is left were each seen, in a recording from an outside source;
   * `listed`: one of them was not. The recordings say which (`docs/providers.md`).
   */
  readonly state: 'complete' | 'listed';
  /** What stands here on less than the provider's own word, with the mark its source has. Empty: nothing. */
  readonly doubts: readonly Doubt[];
  /** Whether a hosting build may contain it: the sandbox is for development and test builds only. */
  readonly isForTestingOnly: boolean;
}

/** How work that waits in a queue is asked after with a key. */
export interface JobAsk {
  /** Its follow-up surfaces in turn: how far it is, then what came of it. Stars are the parts of the model's name, then the number. */
  readonly surfaces: readonly string[];
  readonly key: KeyPlace;
}

/** Addresses in answers at which the API goes on: status, result and stream of work in a queue. */
export interface LeadsTo {
  /** Hosts of the API besides those of its surfaces. Absent: none. */
  readonly hosts?: readonly string[];
  /** Where the addresses stand in an answer. Bounded paths (json-path); `[*]` stands for all members of an array or object. */
  readonly at: readonly string[];
  /** Only in answers to these paths, with stars as surfaces have them. Absent: in every answer, which are then all held back. */
  readonly on?: readonly string[];
  /** Clients that take the address apart and ask at their own: they would not know it again. Absent: there are none. */
  readonly except?: { readonly header: string; readonly has: string };
}

/** A fact of a provider's file that is not sure. */
export interface Doubt {
  /** The field, and where one is meant its part: `links.recharge`, `rechargeMin.USD`, `surfaces.chat`. */
  readonly about: string;
  /** `unverified`: nobody has looked; `third-party`: a copy or summary by others; `low`: the source itself is not sure. */
  readonly mark: 'unverified' | 'third-party' | 'low';
}
/** Where an answer says who is signed in. Bounded paths (json-path). */
export interface IdentityPaths {
  readonly surface: string;
  readonly account: string;
  /** Null: it says none that people would know. */
  readonly name: string | null;
}

/** A page where people type what will be sent; selectors are ours and only ever read. */
export interface Playground {
  readonly path: string;
  readonly surface: string;
  readonly composer: string;
  /** Select or input naming the model; null: none on the page. */
  readonly model: string | null;
  readonly outputMax: string | null;
  /** What begins a new conversation when it is clicked; null: nothing does, or every message stands alone. */
  readonly newChat: string | null;
  /** `message`: what is typed is a chat message; `lines`: one unit a line; `body`: the JSON of the request itself. */
  readonly typed: 'message' | 'lines' | 'body';
}

/** Where people pay and look; null where the provider has no such page. */
export interface ProviderLinks {
  readonly recharge: string | null;
  readonly keys: string | null;
  readonly transactions: string | null;
  /** What can be called, and how each is billed. Absent: no such page. */
  readonly models?: string | null;
  /** Where the prices are read, where each site lists its own. Absent: they are known without. */
  readonly prices?: string | null;
}

/** How a provider whose prices are in the base list bills. */
export interface BaseList {
  /** The list's name in `lib/prices/base-prices.json`. */
  readonly list: string;
  readonly setsAside: NonNullable<Price['setsAside']>;
  /** Calls may name a model by any name that the customer chose, so the price may be another's. Absent: they do not. */
  readonly isGuess?: true;
}

/** What a site's prices are worked out from. */
export interface SiteList {
  readonly facts: SiteFacts;
  readonly prices: SitePrices;
  readonly draft: Draft;
  readonly tariff: Tariff;
}

/**
 * Software that many sites run: each site is a provider of its own, described by its host and by what it says of itself.
 * One file per family, one line in the registry.
 */
export interface ProviderFamily {
  readonly id: string;
  /** The software, for people. */
  readonly name: string;
  /** On the page's own origin, whichever that is; ids begin with the family's. Calls have no host: they name paths only. */
  readonly surfaces: readonly Surface[];
  /** The site as a provider. Surfaces keep their names: `family/chat` becomes `family@host/chat`. */
  readonly at: (site: SitePlace, facts: SiteFacts | null) => Provider;
  /** What a `site` surface says, or another that only such a site would answer so; null: it does not show a site. */
  readonly recognise: (body: unknown, origin: string) => SiteFacts | null;
  /** What a `groups` surface says about the reader's own ratios; null: nothing. Absent: there are no groups. */
  readonly readGroups?: (body: unknown) => SitePrices['groupRatios'] | null;
}

/** A site of a family that has a name of its own and is known before it was seen. */
export interface NamedSite extends Partial<Pick<Provider, 'links' | 'help' | 'rechargeMin' | 'doubts' | 'state'>> {
  /** `family@host`, by the first of the hosts. */
  readonly id: string;
  readonly name: string;
  /** Each of them leads to the same accounts. */
  readonly hosts: readonly [string, ...string[]];
  /** What holds until it says more of itself. */
  readonly facts: SiteFacts;
}

/** Where a site is: the host, and the port where it is not the scheme's own. */
export type SitePlace = Pick<Location, 'hostname' | 'port'> & { readonly id: string };
