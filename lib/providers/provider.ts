import type { Price } from '../domain/price.ts';
import type { BalancePaths } from '../domain/read-balances.ts';
import type { RefusalPattern } from '../domain/read-refusal.ts';
import type { Place, Surface } from '../domain/surface.ts';

/** Who bills: one declarative file per provider, one line in the registry. No code but patterns. */
export interface Provider {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Where the provider's own console and playgrounds live: balance readings are believed from here only. */
  readonly console: Place;
  /** The console's origin where it is one and the same for everybody; null: each site has its own. */
  readonly consoleOrigin: string | null;
  readonly surfaces: readonly Surface[];
  readonly prices: readonly Price[];
  readonly refusals: readonly RefusalPattern[];
  /** Empty: they cannot be read. */
  readonly balances: readonly BalancePaths[];
  /** For balance answers that do not say whose they are; null: they do. */
  readonly identity: IdentityPaths | null;
  readonly keys: KeyPaths | null;
  readonly playgrounds: readonly Playground[];
  /** Paths on the console's own origin, or https addresses of the provider; never taken from an error body. */
  readonly links: ProviderLinks;
  /** The smallest recharge by unit, decimal; absent: unknown. */
  readonly rechargeMin: Readonly<Record<string, string>>;
  /** Whether the console's `available` already lacks what running calls have set aside. */
  readonly isReserveInReading: boolean;
  /** Whether an error answer (not a refusal) costs nothing; null: not known. */
  readonly areErrorsFree: boolean | null;
  /** Whether a hosting build may contain it: the sandbox is for development and test builds only. */
  readonly isForTestingOnly: boolean;
}

/** Where an answer says who is signed in. Bounded paths (json-path). */
export interface IdentityPaths {
  readonly surface: string;
  readonly account: string;
  /** Null: it says none that people would know. */
  readonly name: string | null;
}

/** Where a key list keeps what. Keys are fingerprinted where they are read and go no further. */
export interface KeyPaths {
  readonly surface: string;
  readonly account: string;
  readonly each: string;
  readonly key: string;
  readonly name: string;
  readonly billing: string;
  readonly limit: string;
  readonly used: string;
  readonly unit: string;
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
}
