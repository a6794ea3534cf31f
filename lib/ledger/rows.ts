import type { Accepted } from '../domain/accepted.ts';
import type { BalanceReading } from '../domain/balance.ts';
import type { KeyFacts } from '../domain/facts.ts';
import type { DropTrail } from '../domain/follow-drops.ts';
import type { FreeUse } from '../domain/free-quantity.ts';
import type { DropLessons } from '../domain/learn-from-drops.ts';
import type { BilledSample } from '../domain/learn-price.ts';
import type { CountHabit } from '../domain/learn-vocabulary.ts';
import type { OwnTariff } from '../domain/own-prices.ts';
import type { RateLimit } from '../domain/rate.ts';
import type { SiteFacts, SitePrices } from '../domain/site-facts.ts';
import type { Threshold } from '../domain/threshold.ts';
import type { TokensKnown } from '../domain/tokens-left.ts';
import type { KnownGroup } from '../engine/forecast-output.ts';

/** One wallet at one provider. */
export interface AccountRow {
  /** `provider:external id`. */
  readonly id: string;
  readonly provider: string;
  readonly name: string | null;
  /** Where its console was seen. */
  readonly consoleOrigin: string;
  /** Its tariff group at the provider; null or absent: not known. */
  readonly group?: string | null;
  readonly seenAt: number;
  /** What the user says about its prices. Absent: nothing. */
  readonly own?: OwnTariff;
  /** By unit: "Don't ask below …", nano-units. */
  readonly ownLimits: Readonly<Record<string, bigint>>;
  /** By unit: "Don't ask below …" said on a shortage card, nano-units. Absent: never. */
  readonly quietBelow?: Readonly<Record<string, bigint>>;
  /** By unit: below what its balance is low, nano-units, as older versions kept it. Browsers keep `thresholds` instead. */
  readonly lowBelow?: Readonly<Record<string, bigint>>;
  /** From where on the user wants to hear of its balance; empty: only when nothing is left. Absent: what is usual. */
  readonly thresholds?: readonly Threshold[];
  /** When more money was seen to have arrived, epoch ms. Absent or null: never. */
  readonly arrivedAt?: number | null;
  /** When its recharge page was opened, from a card or the popup, and no more money was seen yet, epoch ms. Absent or null: not lately. */
  readonly rechargeAt?: number | null;
  /** The account whose wallet this is as well, as the user says; absent or null: it stands for itself. */
  readonly mergedInto?: string | null;
  /** Shortage cards sent anyway and accepted, in a row. */
  readonly falseAsks: number;
  /** The last cards that were judged, by the call they came up for. Absent: none. */
  readonly judgedCards?: readonly string[];
}

/** One key, by its fingerprint, as its console describes it. */
export interface KeyRow extends KeyFacts {
  /** HMAC-SHA-256 of the key, hex; the key itself never comes here. */
  readonly fingerprint: string;
  readonly provider: string;
  readonly account: string;
  /**
   * `console`: its list says whose the key is (absent: so); `user`: the user said so; `denied`: the user said that it is not
   * this account's; `seen`: nobody did, and the row only keeps what calls with it have taught.
   */
  readonly how?: 'console' | 'user' | 'denied' | 'seen';
  /** When the console's list was read, or the user said so, epoch ms. */
  readonly readAt: number;
}

/** The last reading of one account in one unit, and what was spent since. */
export interface ReadingRow {
  readonly account: string;
  readonly unit: string;
  readonly reading: BalanceReading;
  readonly spentSinceNano: bigint;
  /**
   * What of that was paid by other accounts that are the same wallet, by account, and whether one of their calls ran while it
   * was read: taken back where they turn out to be wallets of their own. Absent: nothing.
   */
  readonly fromOthers?: Readonly<Record<string, { readonly spentNano: bigint; readonly isBlurred: boolean }>>;
}

/**
 * What is usual: recent costs (by account and unit), what went through
 * against our figures (by account and model), what was billed beside what the list led to (by account and model), how models count (likewise), how fast
 * one may call (by account), what was used of free quantities (by account, and model or pool), what the user says of prices where no account is known (by provider).
 */
export interface HabitRow {
  readonly id: string;
  readonly values: readonly (
    | number
    | bigint
    | Accepted
    | RateLimit
    | TokensKnown
    | BilledSample
    | OwnTariff
    | CountHabit
    | FreeUse
  )[];
}

/** Sums of one day, provider, model and unit; screens read these instead of the records. */
export interface RollupRow {
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  readonly unit: string;
  readonly calls: number;
  readonly refusals: number;
  readonly likelyNano: bigint;
  /** Calls whose cost nobody knows; they are not part of `likelyNano`. */
  readonly unknownCalls: number;
  /** What these calls may have cost beyond that, at most: of cut ones, and of those whose end nobody saw. Absent: nothing. */
  readonly restNano?: bigint;
  /** Tokens of these calls, in and out. Absent: none were counted. */
  readonly tokens?: number;
  /** Of `tokens`, those of calls whose provider stated none: the most it came to by our count. Absent: none. */
  readonly restTokens?: number;
}

/**
 * What calls of one hour came to that have all of this in common; only hosts that look at the pace of spending keep these. Empty
 * texts: not known.
 */
export interface HourRow {
  /** When the hour begins, epoch ms; a whole hour of UTC. */
  readonly hour: number;
  /** Who paid. */
  readonly account: string;
  readonly provider: string;
  readonly unit: string;
  readonly model: string;
  /** The beginning of the key's fingerprint. */
  readonly key: string;
  readonly origin: string;
  /** Nano-units; calls of unknown cost are no part of it. */
  readonly nano: bigint;
  readonly calls: number;
  /** The same by kind of request, as its surface names it. What of it is in none, or absent: written by an older version. */
  readonly kinds?: Readonly<Record<string, KindSums>>;
}

/** What calls of one kind came to, nano-units. */
export interface KindSums {
  readonly nano: bigint;
  readonly calls: number;
}

/** A balance at an instant. */
export interface BalancePoint {
  readonly account: string;
  readonly unit: string;
  /** Epoch ms; that of the reading. */
  readonly at: number;
  readonly reading: BalanceReading;
}

/** A site of a family of providers: what it says of itself, and what it asks for its models. */
export interface PriceListRow {
  readonly provider: string;
  readonly facts: SiteFacts;
  /** Null: it lists no prices, or none were read. */
  readonly prices: SitePrices | null;
}

/** How the balance of an account in a unit fell from reading to reading, and the calls in between. */
export interface DropRow {
  readonly account: string;
  readonly unit: string;
  readonly trail: DropTrail;
  /** What its samples show; looked for when one is added, so that no call waits for it. */
  readonly learned: DropLessons;
}

/** What was learned of the answers of one group of a provider's calls; its name says model, traits and origin. */
export interface LengthRow extends KnownGroup {
  readonly provider: string;
  /** When it was learned from last, epoch ms: the longest unused gives way. */
  readonly usedAt: number;
}
