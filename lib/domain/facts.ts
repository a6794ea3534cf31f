import type { Overflow } from './abilities.ts';
import type { Accepted, Needed } from './accepted.ts';
import type { Balance } from './balance.ts';
import type { RefusalReading } from './call.ts';
import type { Estimate } from './estimate.ts';
import type { Unit } from './money.ts';
import type { OwnLimitRule } from './own-limit.ts';
import type { HoursNow } from './price-at.ts';
import type { CallTokens } from './token-limit.ts';
import type { PromptFacts } from './waste.ts';

/**
 * Everything a card or chip may say about one call, computed by the engine: the explanation only chooses words.
 * Each null is "not known" and must be said or left out, never shown as 0.
 */
export interface CallFacts {
  /** Name for people, e.g. "Laozhang". */
  readonly providerName: string;
  readonly model: string | null;
  /** Null: unpriced. */
  readonly estimate: Estimate | null;
  /** The price is one of certain hours, which hold now. Absent or null: it is the same at all times, or the usual one. */
  readonly hours?: HoursNow | null;
  /** Null: never read. */
  readonly balance: Balance | null;
  /** Calls of this account and model that went through although we thought they would not. Absent: none. */
  readonly accepted?: readonly Accepted[];
  /** What this call needs, to be compared with them; absent or null: not known. */
  readonly needed?: Needed | null;
  /** Accounts that a key of unknown owner may belong to. Absent: it is known, or there is nothing to choose. */
  readonly accounts?: readonly { readonly id: string; readonly name: string }[];
  /** The account's wallets in other units that have money too: which one pays is not known. Absent: none. */
  readonly others?: readonly Balance[];
  readonly key: KeyFacts | null;
  /** Its console described the key so long ago that its limit, or what is used of it, may be another. Absent: no. */
  readonly isKeyOld?: boolean;
  /** The wallet this call is booked on. Absent or null: not known which. */
  readonly account?: AccountFacts | null;
  /** Not known, because the user said that it is not the one that was assumed. Absent: no. */
  readonly isDenied?: boolean;
  /** Tells the wallet that pays from others; never shown. Absent: nothing is known to share it. */
  readonly wallet?: string;
  /** Metered calls: how many units are asked for and what one costs; null for calls priced by tokens. */
  readonly batch: { readonly count: number; readonly eachNano: bigint; readonly unit: Unit } | null;
  readonly fits: Fits;
  /** It is longer than its model can take. Absent or null: it is not, or that is not known. */
  readonly overflow?: Overflow | null;
  /** How long it can become. Absent or null: it is not counted in tokens. */
  readonly tokens?: CallTokens | null;
  /** Above how many tokens the user wants to be asked. Absent or null: never. */
  readonly tokensMax?: number | null;
  readonly links: Links;
  /** Why money that the user may think of does not count here; absent or null: nothing shows that they might. */
  readonly elsewhere?: Elsewhere | null;
  /** The smallest recharge the provider takes, nano-units of the price's unit; null unknown. */
  readonly rechargeMinNano: bigint | null;
  /** Above what a call is asked about for its cost alone, nano-units of the estimate's unit; null: none applies. */
  readonly ownLimitNano: bigint | null;
  /** By which rule that is the limit. Absent: the user chose it. */
  readonly ownLimitRule?: OwnLimitRule;
  /** A hard budget of the companion's that it may not fit into. Absent: none, or nobody looked. */
  readonly budget?: BudgetFacts;
  /** Calls that wait for this answer, this one included. */
  readonly callsWaiting: number;
  /** Their reserves together, nano-units; null when one of them is unknown. */
  readonly reserveAllNano: bigint | null;
  /** How its prompt stands beside those before it. Absent: nobody remembers any. */
  readonly prompt?: PromptFacts;
  /** Now, epoch ms: ages are counted from here. */
  readonly now: number;
}

/** Money that is there, but not in the wallet that pays. */
export type Elsewhere =
  /** More money arrived lately in another account of the same provider. */
  | { readonly kind: 'other-account'; readonly other: string; readonly account: string }
  /** There is money at another provider of the same company. */
  | { readonly kind: 'twin'; readonly other: string }
  /** Nothing was ever paid in here, and the company sells a subscription that pays for no call. */
  | { readonly kind: 'subscription'; readonly plan: string };

/** A budget that stops a call, and by how much: nano-units of a currency, whole tokens or calls. */
export interface BudgetFacts {
  readonly name: string;
  /** Why: it does not fit, or nobody can tell whether it does. */
  readonly reason: 'limit' | 'unpriced' | 'uncounted' | 'no-rate';
  readonly counts: { readonly of: 'money'; readonly unit: Unit } | { readonly of: 'tokens' | 'calls' };
  readonly cap: bigint;
  readonly spent: bigint;
  readonly held: bigint;
  /** What the call may need; null: nobody can tell. */
  readonly needed: bigint | null;
  /** The companion does not answer: this is what it said last, and what was spent here since. */
  readonly isOld: boolean;
}

/** Whose wallet it is, as far as people may want to know. */
export interface AccountFacts {
  /** Its row in the ledger, to look further; never shown. */
  readonly id?: string;
  /** What its console calls it; null: it says no name. */
  readonly name: string | null;
  /** Nobody said that the key belongs to it: it is the only account seen at this provider. */
  readonly isAssumed: boolean;
  /** There is a key of which the user can say that it is not its. Absent: no. */
  readonly canDeny?: boolean;
  /** The user said so. Absent: no. */
  readonly isByUser?: boolean;
}

/** A model that a key was refused for, and when, epoch ms. */
export interface RefusedModel {
  readonly model: string;
  readonly at: number;
}

/** A key as the console describes it. */
export interface KeyFacts {
  readonly name: string;
  readonly billing: 'per-token' | 'per-request' | null;
  /** The key's own limit and what of it is used, nano-units; null: none, or not known. */
  readonly limitNano: bigint | null;
  readonly usedNano: bigint | null;
  readonly unit: Unit;
  /** When what is used of the limit begins anew, `2026-12-01 00:00` in UTC. Absent: never, or it is not told. */
  readonly resetsAt?: string;
  /** Models that were refused to this key for its billing kind, and not accepted since, with when. Absent: none. */
  readonly refused?: readonly RefusedModel[];
  /** The tariff group it is billed in; empty: the account's own; null or absent: not known. */
  readonly group?: string | null;
}

/** The changes that make this call fit into what is usable; null where there is none (or not enough is known). */
export interface Fits {
  readonly outputTokensMax: number | null;
  /** What would be set aside with that bound, nano-units. */
  readonly outputReserveNano: bigint | null;
  /** How many units of the batch fit, at least 1. */
  readonly batchKeep: number | null;
  /** The dearest known model that is cheaper than the asked one and fits, and what it would set aside. */
  readonly cheaper: { readonly model: string; readonly reserveNano: bigint } | null;
  /** Cheaper models of the provider that can do this call, closest in price first; a few. Absent: nobody looked. */
  readonly models?: readonly ModelFit[];
  /** Cheaper groups of the same relay that have the model, the cheapest first; a few. Absent: nobody looked. */
  readonly groups?: readonly GroupFit[];
  /** The provider's service for many calls at once. Absent or null: it has none for this call, as far as is known. */
  readonly batchApi?: BatchFit | null;
  /** What recharging would buy, the smallest first. Absent or empty: not known. */
  readonly recharges?: readonly RechargeFit[];
}

/** What a call would cost instead, nano-units of the call's own unit. */
interface CheaperFit {
  readonly likelyNano: bigint;
  readonly highNano: bigint;
  /** What would be set aside with the input at its highest count; 0: nothing is, null: not known. */
  readonly reserveNano: bigint | null;
  /** How much less it is likely to cost. */
  readonly savedNano: bigint;
  /** Whether there is enough for it; null: not known. */
  readonly isFitting: boolean | null;
}

/** The same call to another model. */
export interface ModelFit extends CheaperFit {
  readonly model: string;
  /** Whether the request itself can be sent to it with one click. */
  readonly canSend: boolean;
}

/** The same call in another tariff group. */
export interface GroupFit extends CheaperFit {
  readonly group: string;
  /** The name of a key of the same account that is billed in it; null: none is known. */
  readonly key: string | null;
}

/** The same call in the provider's service for many at once. */
export interface BatchFit {
  readonly likelyNano: bigint;
  readonly savedNano: bigint;
  /** Within what time it is answered, ms; null: not told. */
  readonly withinMs: number | null;
}

/** One recharge. */
export interface RechargeFit {
  /** What is paid, nano-units. */
  readonly nano: bigint;
  /** What is added to it, percent and nano-units; 0: nothing. */
  readonly bonusPercent: number;
  readonly addedNano: bigint;
  /** How many calls like this one it pays for; null: this one costs nothing. */
  readonly times: bigint | null;
}

/** Our own table's links, https (or the loopback sandbox); null where the provider has none. */
export interface Links {
  readonly recharge: string | null;
  readonly keys: string | null;
  readonly transactions: string | null;
  /** What can be called, and how each is billed. Absent: no such page. */
  readonly models?: string | null;
  /** Where its prices are read, where each site lists its own. Absent or null: they are known without. */
  readonly prices?: string | null;
}

/** What a refusal card needs besides the facts. */
export interface RefusalFacts {
  readonly reading: RefusalReading;
  /** The provider's own words (bounded, in the tab only). */
  readonly original: string;
  /** The page still waits: a retry's answer can arrive where the user looks for it. */
  readonly canRetry: boolean;
  /** Calls a minute that the provider allows, as the answer says; absent or null: it does not. */
  readonly limitPerMinute?: number | null;
  /** Whether anything was charged; null: cannot be told. */
  readonly isCharged: boolean | null;
}
