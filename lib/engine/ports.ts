import type { Accepted, Needed } from '../domain/accepted.ts';
import type { BalanceReading } from '../domain/balance.ts';
import type { KeyFacts } from '../domain/facts.ts';
import type { FreeQuantity, FreeUse } from '../domain/free-quantity.ts';
import type { DropLessons } from '../domain/learn-from-drops.ts';
import type { BilledSample } from '../domain/learn-price.ts';
import type { CountHabit } from '../domain/learn-vocabulary.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { OwnTariff } from '../domain/own-prices.ts';
import type { RateReading } from '../domain/rate.ts';
import type { CallRecord } from '../domain/record.ts';
import type { SiteFacts, SitePrices } from '../domain/site-facts.ts';
import type { TokensLeft } from '../domain/tokens-left.ts';
import type { KnownGroup } from './forecast-output.ts';

/**
 * What a host must offer to the engine. The browser does it over Dexie, the companion over its database; the engine
 * knows neither. A failing port rejects with a broken-environment error; the host then fails open (DESIGN, rule 1).
 */
export interface ReviewPorts {
  /** Epoch ms. */
  readonly now: () => number;
  /**
   * Runs `work` in one transaction that sees and writes a consistent ledger; only calls of this store inside it.
   * In a private window nothing is written.
   */
  readonly transact: <T>(work: (ledger: ReviewLedger) => Promise<T>) => Promise<T>;
  /** The local day of an instant, `YYYY-MM-DD` in the user's time zone. */
  readonly dayOf: (at: number) => string;
}

/** What a review reads and writes. */
export interface ReviewLedger {
  readonly readContext: (query: ContextQuery) => Promise<CallContext>;
  readonly findRecord: (callId: string) => Promise<CallRecord | null>;
  readonly findOpenCall: (callId: string) => Promise<OpenCall | null>;
  /** Written before the verdict leaves: a call that nobody settles is found here. */
  readonly putOpenCall: (call: OpenCall) => Promise<void>;
  /** What calls of a period used of free quantities, where the context has no sums of it: reads all of them. */
  readonly countFreeUse: (query: FreeQuery) => Promise<readonly FreeUse[]>;
}

/** Which calls are counted for free quantities: those of an account and model, or pool, in the period of a call. */
export interface FreeQuery {
  readonly provider: string;
  /** Null: those of which nobody knows who paid. */
  readonly account: string | null;
  readonly model: string | null;
  readonly free: readonly FreeQuantity[];
  /** The call's local day, and when it was opened, epoch ms. It is not counted itself. */
  readonly day: string;
  readonly at: number;
  readonly callId: string;
}

/** Which call is asked about. */
export interface ContextQuery {
  readonly provider: string;
  readonly fingerprint: string | null;
  /** The same of the key as its console's list shows it, where lists hide keys; null or absent: they do not. */
  readonly masked?: string | null;
  /** The account that pays, where that is known without a key (who is signed in); null or absent: it is not. */
  readonly account?: string | null;
  readonly model: string | null;
  /** Open calls beside this one count as set aside. */
  readonly callId: string;
  /** Groups of the provider's calls whose answers are asked about (`groupsOf`). Absent: none. */
  readonly groups?: readonly string[];
}

/** All that is known around one call. */
export interface CallContext {
  /** What is known of the provider's site and its prices; null or absent: nothing, or it is no site of a family. */
  readonly site?: { readonly facts: SiteFacts; readonly prices: SitePrices | null } | null;
  /** What the user says about the prices of this provider, whoever pays. Absent: nothing. */
  readonly own?: OwnTariff;
  /** Null when the key belongs to no known account and there is not exactly one. */
  readonly account: AccountContext | null;
  /** With no account, and a key: those it may belong to. Absent: nothing to choose. */
  readonly accounts?: readonly { readonly id: string; readonly name: string | null }[];
  /** The user said that the key is not of the account that was assumed. Absent: no. */
  readonly isDenied?: boolean;
  /** Another provider of the same company at which there is money; absent or null: none. */
  readonly twin?: string | null;
  /** What is known of the groups that were asked about. Absent: nothing. */
  readonly lengths?: readonly KnownGroup[];
  /** How this model counts for this account, by what its calls were billed. Absent or null: nothing was learned. */
  readonly counting?: CountHabit | null;
  /** What recent calls of this account and model were billed, oldest first. Absent: nothing is known. */
  readonly billed?: readonly BilledSample[];
  /** What drops of the balances of the account that pays show, one for each unit. Absent: nothing is known. */
  readonly drops?: readonly DropLessons[];
  /** Calls of this account and model that went through although we thought they would not. Absent: none. */
  readonly accepted?: readonly Accepted[];
  /** What the wallet's calls used of free quantities, by pool or model, and period. Absent: nothing is known. */
  readonly used?: readonly FreeUse[];
}

/** What is known of the wallet that pays for a call. */
export interface AccountContext {
  readonly id: string;
  /** The account whose key it is, or who is signed in, where the wallet is another's too. Absent: the same. */
  readonly ownId?: string;
  /** What its console calls it; absent or null: nothing people would know. */
  readonly name?: string | null;
  /** Its own tariff group at the provider; null or absent: not known. */
  readonly group?: string | null;
  /** What the user says about its prices. Absent: nothing. */
  readonly own?: OwnTariff;
  /** Linked only because it is the sole account seen at this provider. */
  readonly isAssumed: boolean;
  /** The user said that the key belongs to it. Absent: no. */
  readonly isByUser?: boolean;
  /** Origin of the console it was read at; links start there. */
  readonly consoleOrigin: string | null;
  /** By unit. */
  readonly balances: readonly ReadingWithUse[];
  readonly key: KeyFacts | null;
  /** Its other keys, as its console lists them, with the tariff group that each is billed in. Absent: nothing is known. */
  readonly otherKeys?: readonly { readonly name: string; readonly group: string }[];
  /** When the console described the key, epoch ms; null with `key`. */
  readonly keyReadAt: number | null;
  /** Costs of recent settled calls by unit, nano-units. */
  readonly costs: readonly { readonly unit: string; readonly nano: bigint }[];
  /** "Don't ask below …" by unit, nano-units. */
  readonly ownLimits: Readonly<Record<string, bigint>>;
  /** "Don't ask below …" that was said on a shortage card, by unit, nano-units. Absent: never. */
  readonly quietBelow?: Readonly<Record<string, bigint>>;
  /** When the user went to recharge it and no more money was seen yet, epoch ms. Absent or null: not lately. */
  readonly rechargeAt?: number | null;
  /** When more money was last seen to have arrived, epoch ms. Absent or null: never. */
  readonly arrivedAt?: number | null;
  /** Another account of the provider in which more money arrived later than in this one. Absent or null: none. */
  readonly arrivedElsewhere?: { readonly id: string; readonly name: string | null; readonly at: number } | null;
  /** Shortage cards that were sent anyway and accepted, in a row: two make cards into chips. */
  readonly falseAsks: number;
}

/** A reading and what happened since, still apart. */
export interface ReadingWithUse {
  /** The account it was read of, where that is another one of the same wallet. Absent: the account itself. */
  readonly account?: string;
  readonly reading: BalanceReading;
  /** Settled spend that the reading does not contain, nano-units. */
  readonly spentSinceNano: bigint;
  /** Set aside by open calls that the reading does not contain, nano-units. */
  readonly openNano: bigint;
}

/** What a settlement needs of its host; serves a review as well. */
export interface SettlePorts {
  readonly now: () => number;
  readonly transact: <T>(work: (ledger: SettleLedger) => Promise<T>) => Promise<T>;
  /** The local day of an instant, `YYYY-MM-DD` in the user's time zone. */
  readonly dayOf: (at: number) => string;
}

/** What a settlement reads and writes. */
export interface SettleLedger extends ReviewLedger {
  /** Appends the record, closes the open call, adds to the day's rollup and to what was spent since the reading. */
  readonly append: (record: CallRecord, learned: Learned) => Promise<void>;
  /**
   * Puts a record in the place of one whose end nobody had seen, in rollups too, and closes the call if it is open again.
   * `learned` is what the new one teaches beyond the old one.
   */
  readonly replaceLost: (lost: CallRecord, record: CallRecord, learned: Learned) => Promise<void>;
  /** Closes an open call without a record: it never left, or was booked before. */
  readonly closeOpenCall: (callId: string) => Promise<void>;
  /** The open call that began this work of the provider's; null: none, or it is settled. */
  readonly findJob: (provider: string, id: string) => Promise<OpenCall | null>;
  /** Stores a balance that was stated, or read, this moment. */
  readonly putReading: (account: string, reading: BalanceReading) => Promise<void>;
}

/** What one settled call teaches. Null: nothing. */
export interface Learned {
  /** The groups of its answer as they are now, each in place of what was known of it; empty: it says nothing of answers. */
  readonly lengths: readonly KnownGroup[];
  /** What leaves the last reading, nano-units: the cost, or cost less the part set aside that the reading lacked. */
  readonly spentSinceNano: bigint;
  /** The last reading was taken while this call ran: whether it contains the cost nobody can tell. */
  readonly blursReading: boolean;
  /** Null: no shortage was asked about; false: a card was, or would have been, right; true: "send anyway" was accepted by the provider. */
  readonly wasFalseAsk: boolean | null;
  /** Which card that was, by the call it came up for: of several calls under it, one counts. Null: nobody was asked. */
  readonly card: string | null;
  /** How the key's billing kind met this model; null: the outcome says nothing about it. */
  /** It went through although by our figures it would not. */
  readonly accepted: Accepted | null;
  /** It was refused for lack of money, by these figures. */
  readonly refusedAt: (Needed & Pick<Accepted, 'usableNano'>) | null;
  readonly billing: 'refused' | 'accepted' | null;
  /** What the provider says about its limit on calls a minute. */
  readonly rate: RateReading | null;
  /** The same about its tokens a minute. Absent or null: nothing. */
  readonly tokensLeft?: TokensLeft | null;
  /** What it was billed, beside what the list led to. */
  readonly billed: BilledSample | null;
  /** How its model counts for its account, as it is known from now on. Null: it says nothing of that. */
  readonly counting: CountHabit | null;
}
