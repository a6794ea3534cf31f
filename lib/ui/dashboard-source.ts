import type { AccuracyView } from '../domain/accuracy.ts';
import type {
  CallChoices,
  CallFilter,
  CallPosition,
  CallSlice,
  CallView,
  KeepDays,
  PairChoice,
  SettingsView,
  StoredCounts,
  StoredView,
  WipeTarget,
} from '../domain/dashboard.ts';
import type { FolderChoice, TypedFolder } from '../domain/folder-view.ts';
import type { ScreenHint } from '../domain/hints.ts';
import type { NoticeHabits, NoticeHours, PayingBy } from '../domain/notices-view.ts';
import type { AcceptedApi, ApiSample, CheckedApi, OwnApi, TriedApi } from '../domain/own-api.ts';
import type { BudgetFault, BudgetsView, HandOver, TypedBudget } from '../domain/own-budget.ts';
import type { ImportOutcome, ImportProgress } from '../domain/own-data.ts';
import type { PriceFileChoice } from '../domain/price-file.ts';
import type { PriceView } from '../domain/price-view.ts';
import type { RefusalHandling } from '../domain/refusal-handling.ts';
import type { NoHeard, RefusalSaid, RefusalsView } from '../domain/refusal-view.ts';
import type { RelayView } from '../domain/relay-view.ts';
import type { SavingsQuery, SavingsView, WhatIfChoices, WhatIfView } from '../domain/savings-view.ts';
import type { AboutView } from '../domain/self-check.ts';
import type { SpendPeriod, SpendQuery, SpendView } from '../domain/spend-view.ts';
import type { Language } from '../domain/text.ts';
import type { Threshold } from '../domain/threshold.ts';
import type { AccountsModel, OverviewDeeds, OverviewModel } from '../webext/popup-model.ts';
import type { EstimatorSource } from './estimator-source.ts';

/** What a screen may change at once; the rest of the settings has a deed of its own. */
export interface Choices {
  readonly language: Language | null;
  readonly theme: 'light' | 'dark' | null;
  readonly refusals: RefusalHandling;
  readonly team: boolean;
}

/** A price as it is typed: decimals, of a million tokens. */
export interface TypedPrice {
  readonly unit: string;
  readonly input: string;
  readonly output: string;
  /** How many tokens a month are free, in and out together; empty: none. */
  readonly freeTokens: string;
}

/** An exchange rate as it is typed: decimal. */
export interface TypedRate {
  readonly to: string;
  readonly rate: string;
}

/**
 * What every dashboard reads and can set off, wherever its rows are: the extension's in the browser's ledger, the companion's over
 * HTTP. Everything rejects when the ledger, or the way to it, fails.
 */
export interface SharedSource {
  /** At most `callsMax` of the calls that fit, newest first, from a place on. */
  readonly readCalls: (filter: CallFilter, after: CallPosition | null, callsMax: number) => Promise<CallSlice>;
  /** When the newest call was made, epoch ms; null: there is none. */
  readonly readNewest: () => Promise<number | null>;
  readonly readChoices: () => Promise<CallChoices>;
  /** Null: it is not there any more. */
  readonly readDetail: (callId: string) => Promise<CallView | null>;
  /** How right the estimates of the newest calls were, by model. */
  readonly readAccuracy: () => Promise<AccuracyView>;
  /** Every model that was called, with the price that would be counted with now. */
  readonly readPrices: () => Promise<readonly PriceView[]>;
  readonly readAccounts: () => Promise<AccountsModel>;
  /** Versions, and whether every part works. */
  readonly readAbout: () => Promise<AboutView>;
  readonly readOverview: () => Promise<OverviewModel>;
  readonly overview: OverviewDeeds;
  /** What was spent, as asked for. */
  readonly readSpend: (query: SpendQuery) => Promise<SpendView>;
  /** Whether anybody ever heard no, at a glance. */
  readonly hasRefusals: () => Promise<boolean>;
  /** Every no of so many days. */
  readonly readRefusals: (days: number) => Promise<RefusalsView>;
  /** Keeps what the user says of one, on this computer. */
  readonly sayOfRefusal: (no: NoHeard, said: RefusalSaid) => Promise<void>;
  /** Calls back when anything was written to the ledger, or else to settings or permissions; returns how to stop. */
  readonly watch: (onChange: (what: 'ledger' | 'settings') => void) => () => void;
  /** Offers it to be saved as a file of this name. */
  readonly saveFile: (data: Blob, file: string) => void;
  /** False: the browser does not allow it here. */
  readonly copy: (text: string) => Promise<boolean>;
}

/** What the extension's offers besides (`lib/webext`); tests and the gallery make their own. */
export interface DashboardSource extends SharedSource {
  readonly readSettings: () => Promise<SettingsView>;
  readonly readStored: () => Promise<StoredView>;
  /** Whether anything did cost something of which some could be saved, at a glance. */
  readonly hasSavings: () => Promise<boolean>;
  /** What could have been saved in a period. */
  readonly readSavings: (period: SpendPeriod) => Promise<SavingsView>;
  /** What the calls of a period would have cost otherwise. */
  readonly readWhatIf: (query: SavingsQuery) => Promise<WhatIfView>;
  readonly readWhatIfChoices: (asked: Pick<SavingsQuery, 'period' | 'provider'>) => Promise<WhatIfChoices>;
  /** Whether there is anything to compare, at a glance. */
  readonly hasRelays: () => Promise<boolean>;
  /** What was billed beside what was counted, of so many days. */
  readonly readRelays: (days: number) => Promise<RelayView>;
  /** Whether there is any budget, at a glance. */
  readonly hasBudgets: () => Promise<boolean>;
  readonly readBudgets: () => Promise<BudgetsView>;
  /** `was`: the name of the budget that is changed; null: a new one. Null: it is kept; else why not. */
  readonly saveBudget: (typed: TypedBudget, was: string | null) => Promise<BudgetFault | null>;
  readonly removeBudget: (id: string) => Promise<void>;
  /** Until the local midnight, by an amount as it is typed. Null: it is raised; else why not. */
  readonly raiseBudget: (id: string, typed: string) => Promise<BudgetFault | null>;
  /** Gives all budgets to the paired companion. */
  readonly handOverBudgets: () => Promise<HandOver>;
  readonly choose: (change: Partial<Choices>) => Promise<void>;
  /** What was said of a screen is known: it is not said again. */
  readonly knowHint: (hint: ScreenHint) => Promise<void>;
  /** Null ends the pause. */
  readonly pause: (kind: 'hour' | 'today' | null) => Promise<void>;
  /** Nano-units; null forgets the user's own. */
  readonly setLimit: (account: string, unit: string, nano: bigint | null) => Promise<void>;
  /** From where on an account is told of; null: what is usual holds again. */
  readonly setThresholds: (account: string, thresholds: readonly Threshold[] | null) => Promise<void>;
  /** When only what is urgent is told; null: there is no such time. */
  readonly setNoticeHours: (hours: NoticeHours | null) => Promise<void>;
  /** When what can wait is told together (minute after midnight; null: as it happens), or which days are off (`YYYY-MM-DD`). */
  readonly setNoticeHabits: (change: Partial<Pick<NoticeHabits, 'digestAt' | 'daysOff'>>) => Promise<void>;
  /** How an account is recharged; null: nobody says. */
  readonly setPaidBy: (account: string, by: PayingBy | null) => Promise<void>;
  /** What listed prices of an account are multiplied with (decimal), for a tariff group (`''`: all); null forgets it. */
  readonly setTimes: (account: string, group: string, times: string | null) => Promise<void>;
  /** The user's own price of a model, decimals for a million tokens; null forgets it. */
  readonly setOwnPrice: (account: string, model: string, price: TypedPrice | null) => Promise<void>;
  /** How many of another unit one of `from` is shown as; null forgets it. */
  readonly setExchangeRate: (from: string, rate: TypedRate | null) => Promise<void>;
  /** Pairs with a companion by its code. Called in the click itself: the browser may ask for its host. */
  readonly pairCompanion: (address: string, code: string) => Promise<PairChoice>;
  readonly unpairCompanion: () => Promise<void>;
  readonly syncCompanion: () => Promise<void>;
  /** Shares a WebDAV folder with other browsers. Called in the click itself: the browser may ask for its host. */
  readonly switchFolderOn: (typed: TypedFolder) => Promise<FolderChoice>;
  /** False: the files were to be removed and could not be; then it is on still. */
  readonly switchFolderOff: (withFiles: boolean) => Promise<boolean>;
  /** Exchanges now; what came of it is in the settings. */
  readonly syncFolder: () => Promise<void>;
  /** Asks for a signed price file from now on. Called in the click itself: the browser may ask for its host. */
  readonly switchPriceFileOn: (url: string, keys: string) => Promise<PriceFileChoice>;
  /** The build's own prices hold again. */
  readonly switchPriceFileOff: () => Promise<PriceFileChoice>;
  /** Asks for it now; what came of it is in the settings. */
  readonly checkPriceFile: () => Promise<void>;
  /** Forgets what was said on a card about shortages below an amount. */
  readonly askAgain: (account: string, unit: string) => Promise<void>;
  /** Above how many equal requests in ten minutes to ask, and of every page again; null: never. */
  readonly setRepeats: (above: number | null) => Promise<void>;
  /** Called in the click itself. False: the browser's permission was not given, or it was switched off. */
  readonly chooseNotice: (isOn: boolean) => Promise<boolean>;
  /** The user says that an account is the same wallet as another; null: that it is not. */
  readonly merge: (id: string, into: string | null) => Promise<void>;
  /** Forgets what the user said of a key. */
  readonly unlink: (fingerprint: string) => Promise<void>;
  readonly switchSite: (origin: string, isOn: boolean) => Promise<void>;
  /** Called in the click itself. False: the browser kept the permission. */
  readonly withdraw: (pattern: string) => Promise<boolean>;
  /** Asks for a permission that was withdrawn. False: it was not given. Called in the click itself: browsers ask only then. */
  readonly allowAgain: (pattern: string) => Promise<boolean>;
  /** Speaks no more of a permission that was withdrawn. */
  readonly forgetLost: (pattern: string) => Promise<void>;
  /**
   * Writes the file and offers it to be saved, locked where a password is given; tells of progress in entries. Returns its name and
   * how many there are.
   */
  readonly exportAll: (
    password: string,
    onProgress: (entries: number) => void,
  ) => Promise<{ readonly file: string; readonly entries: number }>;
  /** Takes a file of `exportAll` in. `password`: empty: none. */
  readonly importFile: (
    file: Blob,
    password: string,
    onProgress: (progress: ImportProgress) => void,
  ) => Promise<ImportOutcome>;
  readonly wipe: (target: WipeTarget) => Promise<StoredCounts>;
  /** For how long details of calls are kept; null: as long as there is room. What is older is gone when this resolves, or soon after. */
  readonly keepFor: (days: KeepDays | null) => Promise<void>;
  /** A description to begin with. */
  readonly apiExample: string;
  readonly readApis: () => Promise<readonly OwnApi[]>;
  /** What a description is, and would do. Changes nothing. */
  readonly checkApi: (text: string) => Promise<CheckedApi>;
  readonly acceptApi: (text: string) => Promise<AcceptedApi>;
  readonly removeApi: (id: string) => Promise<void>;
  /** Keeps nothing of what was pasted. */
  readonly tryApi: (text: string, sample: ApiSample) => Promise<TriedApi>;
  /** What requests would cost that are not sent. */
  readonly estimator: EstimatorSource;
}
