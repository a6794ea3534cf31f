import type { ExchangeRate } from './exchange.ts';
import type { CallSum } from './explain-record.ts';
import type { FolderView } from './folder-view.ts';
import type { ScreenHint } from './hints.ts';
import type { Unit } from './money.ts';
import type { NoticesView } from './notices-view.ts';
import type { OwnLimitRule } from './own-limit.ts';
import type { OwnTariff } from './own-prices.ts';
import type { PriceFileView } from './price-file.ts';
import type { CallRecord } from './record.ts';
import type { RefusalHandling } from './refusal-handling.ts';
import type { Language, Text } from './text.ts';

/** What the dashboard's screens show and ask for: values that travel between the ledger and a screen. */

/** Which calls are asked for; null: any. Days are local ones, `YYYY-MM-DD`, both included. */
export interface CallFilter {
  readonly provider: string | null;
  /** Id of a wallet, as records have it. */
  readonly account: string | null;
  readonly model: string | null;
  readonly outcome: CallOutcome | null;
  readonly fromDay: string | null;
  readonly toDay: string | null;
  /** A part of a model's name, a site or a request id; empty: any. */
  readonly search: string;
}

/** What came of a call, or that nobody looked at it before it left. */
export const CALL_OUTCOMES = ['answer', 'refusal', 'error', 'cut', 'unreviewed'] as const satisfies readonly (
  | CallRecord['outcome']
  | 'unreviewed'
)[];
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** Every call. */
export const ANY_CALL: CallFilter = {
  provider: null,
  account: null,
  model: null,
  outcome: null,
  fromDay: null,
  toDay: null,
  search: '',
};

/** The part of the dashboard's address that shows one account's calls only. */
export function callsOfAccount(id: string): string {
  return `#calls?account=${encodeURIComponent(id)}`;
}

/** A place in the ledger, newest first: after `skip` calls of the instant `at` (epoch ms). */
export interface CallPosition {
  readonly at: number;
  readonly skip: number;
}

/** Some calls, newest first. */
export interface CallSlice {
  readonly calls: readonly CallRow[];
  /** Where to go on; null: there is nothing older. A slice may end with fewer calls than asked for and still go on. */
  readonly next: CallPosition | null;
}

/** One call of the list. */
export interface CallRow {
  readonly record: CallRecord;
  readonly providerName: string;
}

/** What can be chosen among: names that the ledger has seen. */
export interface CallChoices {
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  readonly models: readonly string[];
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
}

/** Everything about one call. */
export interface CallDetail {
  readonly record: CallRecord;
  readonly sum: CallSum;
  /** Null: not known which. */
  readonly accountName: string | null;
  readonly keyName: string | null;
  /** "This was wrong": what is copied. */
  readonly report: string;
}

/** A call as its screen tells it. */
export interface CallView extends CallDetail {
  /** Whose price it was booked by, and of which day; null: none was known. */
  readonly priceFrom: Text | null;
  /** What kept it or changed it before it left, and which budgets it counts towards. Empty: nothing did. */
  readonly held: readonly Text[];
}

/** The choices of a user, and what they apply to. */
export interface SettingsView {
  readonly language: Language | null;
  readonly theme: 'light' | 'dark' | null;
  readonly refusals: RefusalHandling;
  /** Whether what several people use together is shown although there is none of it. */
  readonly team: boolean;
  /** Epoch ms; null: there is no pause. */
  readonly pausedUntil: number | null;
  /** Screens of which something is still to be said once. */
  readonly hints: readonly ScreenHint[];
  readonly limits: readonly LimitView[];
  /** Above how many tokens a call is asked about, one for each account. */
  readonly tokenLimits: readonly AmountView[];
  readonly notices: NoticesView;
  readonly repeats: RepeatsView;
  readonly sites: readonly SiteView[];
  /** Sites whose permission was withdrawn. Absent: none. */
  readonly lost?: readonly LostSite[];
  readonly wallets: readonly WalletView[];
  readonly prices: PricesView;
  readonly priceFile: PriceFileView;
  readonly companion: CompanionView;
  readonly folder: FolderView;
}

/** A site whose permission was given once and withdrawn. */
export interface LostSite {
  readonly pattern: string;
  readonly name: string;
}

/** The companion, as far as this browser knows. */
export type CompanionView =
  | { readonly isPaired: false; readonly address: string }
  | {
      readonly isPaired: true;
      readonly address: string;
      /** What this browser is called there. */
      readonly name: string;
      /** When both were last the same, epoch ms; null: not yet. */
      readonly syncedAt: number | null;
      /** Changes that it does not know yet. */
      readonly waiting: number;
      readonly problem: 'unreachable' | 'unknown-here' | 'no-permission' | 'strange-answer' | null;
      /** Changes that one side told and the other did not understand. */
      readonly notTaken: number;
      /** Budgets that more was spent of than they allow. */
      readonly over: readonly OverBudget[];
    };

/** Amounts are nano-units of `unit`; without one, whole tokens or calls. */
export interface OverBudget {
  readonly budget: string;
  readonly unit: Unit | null;
  readonly cap: bigint;
  readonly over: bigint;
}

/** What comes of a code: `paired`, or why not. */
export type PairChoice = 'paired' | PairFault;
export type PairFault =
  | 'wrong'
  | 'too-many'
  | 'none'
  | 'no-host'
  | 'bad-address'
  | 'refused'
  | 'unreachable'
  | 'unknown-here'
  | 'strange-answer';

/** What the user says about prices. */
export interface PricesView {
  readonly accounts: readonly TariffView[];
  readonly rates: readonly ExchangeRate[];
}

/** Of one account. */
export interface TariffView {
  readonly account: string;
  readonly accountName: string;
  /** The currency its balance is in, as far as that is known: dollars else. */
  readonly unit: Unit;
  readonly tariff: OwnTariff;
  /** It holds for all calls of a provider of which no account is known, or where an account says nothing else. */
  readonly isOfProvider?: true;
}

/** Above what a call of an account is held for its cost. */
export interface LimitView {
  readonly account: string;
  readonly accountName: string;
  readonly unit: Unit;
  /** The user's own, nano-units; null: none chosen. */
  readonly ownNano: bigint | null;
  /** What holds without one, nano-units; null: nothing does. */
  readonly usualNano: bigint | null;
  /** By which rule that holds; null with `usualNano`. */
  readonly usualRule: Exclude<OwnLimitRule['kind'], 'chosen'> | null;
  /** Below what cost nobody is asked although the balance is short, as was said on a card; null: never said. */
  readonly quietNano: bigint | null;
}

/** An amount that a person chose, beside what is usual without it, nano-units. */
export type AmountView = Omit<LimitView, 'quietNano' | 'usualRule'>;

/** When the same request again is asked about. */
export interface RepeatsView {
  /** Above so many in ten minutes; null: never. */
  readonly above: number | null;
  /** Pages that are left alone today, as was said on a card. */
  readonly quietPages: number;
}

/** An account, and what the user has said about whose wallet and keys are whose. */
export interface WalletView {
  readonly id: string;
  readonly name: string;
  /** The account whose wallet this is as well; null: it stands for itself. */
  readonly mergedInto: string | null;
  /** Accounts of the same provider that it could be the same wallet as. */
  readonly others: readonly { readonly id: string; readonly name: string }[];
  /** Keys that the user said belong to it, by what tells them apart; never a key. */
  readonly linkedKeys: readonly string[];
  /** Keys that the user said do not belong to it, though that was assumed. */
  readonly deniedKeys: readonly string[];
}

/** A site whose calls are seen. */
export interface SiteView {
  /** What was granted, e.g. `https://api.example/*`; null: one port of a host that is granted as a whole. */
  readonly pattern: string | null;
  /** Null: the pattern stands for several. */
  readonly origin: string | null;
  /** For people. */
  readonly name: string;
  readonly isOff: boolean;
}

/** Tables of the ledger, in the order they are shown. */
export const STORED_TABLES = [
  'records',
  'rollups',
  'accounts',
  'readings',
  'keys',
  'habits',
  'priceLists',
  'drops',
  'lengths',
  'ownBudgets',
  'openCalls',
  'blocks',
  'refusalNotes',
  'hours',
  'balanceHistory',
  'watch',
] as const;
export type StoredTable = (typeof STORED_TABLES)[number];

/** Entries by table. */
export type StoredCounts = Readonly<Record<StoredTable, number>>;

/** For so many days details of calls can be kept; their sums stay for good. */
export const KEEP_DAYS = [30, 90, 180, 365, 730] as const;
export type KeepDays = (typeof KEEP_DAYS)[number];

/** What is stored. */
export interface StoredView {
  readonly counts: StoredCounts;
  /** On this computer, all of the extension; null: the browser does not say. */
  readonly bytes: number | null;
  /** Local day of the oldest call; null: there is none. */
  readonly oldestDay: string | null;
  /** Null: details of calls are kept as long as there is room. */
  readonly keepDays: KeepDays | null;
  /** Local day: details of older calls are gone, their sums are not. Null: none are. */
  readonly forgottenBefore: string | null;
  /** Local day that the clock has jumped to and that is not believed yet: until then nothing is deleted. Null: it has not. */
  readonly clockDoubted: string | null;
  /** Local day on which the oldest were given up last, for want of room; null: never. */
  readonly roomMade: string | null;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  /** Origins of pages that calls were made on. */
  readonly sites: readonly string[];
}

/** What is to be deleted. */
export type WipeTarget =
  | { readonly kind: 'all' }
  | { readonly kind: 'account'; readonly id: string; readonly name: string }
  | { readonly kind: 'site'; readonly origin: string };
