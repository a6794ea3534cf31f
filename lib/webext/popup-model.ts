import type { Balance } from '../domain/balance.ts';
import type { ExchangeRate } from '../domain/exchange.ts';
import type { AffordView } from '../domain/explain-afford.ts';
import type { Links } from '../domain/facts.ts';
import type { Hint } from '../domain/hints.ts';
import type { Money } from '../domain/money.ts';
import type { PayingBy } from '../domain/notices-view.ts';
import type { BudgetGlance, OwnBudgetView } from '../domain/own-budget.ts';
import type { PastedText } from '../domain/pasted-text.ts';
import type { CallRecord, Cost } from '../domain/record.ts';
import type { DayRange } from '../domain/spend-view.ts';
import type { Language, Text } from '../domain/text.ts';
import type { TextKey } from '../domain/texts/en.ts';
import type { ErrorView } from '../domain/view-error.ts';

/** Everything the popup shows, read once and replaced as a whole. */
export interface PopupModel {
  readonly language: Language;
  /** Null: as the system. */
  readonly theme: 'light' | 'dark' | null;
  /** When it was read, epoch ms: ages are counted from here. */
  readonly now: number;
  /** Until when calls go out untouched, epoch ms; null: there is no pause. */
  readonly pausedUntil: number | null;
  /** The most recently used first. */
  readonly accounts: readonly PopupAccount[];
  /** What a balance is shown as besides, as the user chose. Absent: nothing. */
  readonly rates?: readonly ExchangeRate[];
  /** Today's spend, an amount for each unit; empty: nothing was spent. */
  readonly spentToday: readonly Money[];
  /** Calls of today whose cost nobody knows; they are not part of `spentToday`. */
  readonly unknownToday: number;
  /** Own budgets that are used to 80 percent or more, or will be before they begin anew; the fullest first. Absent: none is. */
  readonly budgets?: readonly OwnBudgetView[];
  /** Newest first. */
  readonly lastCalls: readonly PopupCall[];
  readonly site: PopupSite;
  /** What needs somebody most; null: nothing does, or they know. */
  readonly alert: PopupAlert | null;
  /** Nobody has said yet whether a notification should tell of a low balance: asked while one is low. */
  readonly isLowUnanswered: boolean;
  /** A key used lately of which nobody knows whose it is; null: none, or there is nothing to choose. */
  readonly whose: PopupKey | null;
  /** Whether what is done here can be afforded. Absent or null: nothing is known of anybody's money. */
  readonly afford?: AffordView | null;
  /** Which account the toolbar button shows, where there are several. Absent: there is nothing to choose. */
  readonly badge?: PopupBadge;
  /** Sites whose permission was withdrawn. Absent: none. */
  readonly sitesLost?: number;
  /** What an update has brought, until somebody knows. Absent or empty: nothing. */
  readonly news?: readonly TextKey[];
  /** What somebody met for the first time and has not said they know. Absent or null: nothing. */
  readonly hint?: Hint | null;
}

/** What of it does not depend on the page in front. */
export type Glance = Omit<PopupModel, 'site' | 'afford'>;

/** Which account the toolbar button shows: `last`, `worst`, or an account's id. */
export interface PopupBadge {
  readonly choice: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
}

/** What the dashboard begins with. */
export interface OverviewModel extends Pick<PopupModel, 'now' | 'accounts' | 'rates' | 'lastCalls'> {
  /** All that is so and that nobody has said they know of, the worst first. */
  readonly alerts: readonly PopupAlert[];
  /** Since midnight, since Monday, and since the first. */
  readonly spent: readonly SpentSpan[];
  /** All of them, the fullest first. */
  readonly budgets: readonly BudgetGlance[];
}

/** What the screen of accounts shows. */
export interface AccountsModel extends Pick<PopupModel, 'now' | 'rates'> {
  /** The most recently used first. */
  readonly accounts: readonly {
    readonly wallet: PopupAccount;
    /** Its tariff group; null: not known, or there are none. */
    readonly group: string | null;
    /** How it is recharged; null: nobody said. */
    readonly paidBy: PayingBy | null;
    /** When more money was seen to have arrived last, epoch ms; null: never. */
    readonly rechargedAt: number | null;
    readonly keys: number;
    /** Names of the first of them. */
    readonly keyNames: readonly string[];
  }[];
}

/** What was spent in a day, week or month so far. */
export interface SpentSpan {
  readonly span: 'day' | 'week' | 'month';
  /** Its days, today the last: local ones, `YYYY-MM-DD`. */
  readonly days: DayRange;
  /** An amount for each unit, that of most calls first; empty: nothing was spent. */
  readonly sums: readonly Money[];
  readonly calls: number;
  /** Calls whose cost nobody knows: no part of the sums. */
  readonly unknownCalls: number;
}

/** A key that may belong to one of several accounts. */
export interface PopupKey {
  /** What tells it apart; never the key. */
  readonly fingerprint: string;
  readonly provider: string;
  readonly providerName: string;
  /** When it was used last, epoch ms. */
  readonly usedAt: number;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
}

/** Something that runs out, or is not as usual. */
export interface PopupAlert {
  readonly id: string;
  readonly level: 'urgent' | 'soon' | 'note';
  readonly title: Text;
  /** What it means and what to do, a sentence each. */
  readonly lines: readonly Text[];
  /** Of our own table; null: there is none. */
  readonly link: string | null;
  /** The account whose recharge page that is. Absent or null: it is another page. */
  readonly recharges?: string | null;
  /** What it is about is on the screen of budgets. Absent: it is not. */
  readonly isOfBudget?: boolean;
  /** How many others there are. */
  readonly others: number;
}

/** One wallet. */
export interface PopupAccount {
  readonly id: string;
  readonly providerName: string;
  /** The account's name at the provider; null: it has none. */
  readonly name: string | null;
  /** One for each unit; empty: never read. */
  readonly balances: readonly Balance[];
  readonly links: Links;
  /** Units in which its balance is low. */
  readonly lowUnits: readonly string[];
  /** How long its balances last, by unit. One that nobody can say of has no entry. */
  readonly lasts: Readonly<Record<string, Text>>;
  /** That its recharge page was opened and no more money is visible yet. Absent or null: nothing is waited for. */
  readonly awaited?: Text | null;
  /**
   * Keys that are taken to be its only because it is the only account seen on that host, by what tells them apart: the user
   * can say that they are not. Empty: nothing is assumed.
   */
  readonly assumedKeys: readonly Pick<PopupKey, 'fingerprint' | 'provider'>[];
}

/** One call of the ledger. */
export interface PopupCall {
  readonly callId: string;
  /** When it left, epoch ms. */
  readonly at: number;
  readonly providerName: string;
  readonly model: string | null;
  /** Null: not known at all. */
  readonly cost: Cost | null;
  /** What was forecast, nano-units of the cost's unit; null: it was not. */
  readonly estimateLikelyNano: bigint | null;
  readonly certainty: CallRecord['certainty'];
  /** `open`: it runs still. */
  readonly outcome: CallRecord['outcome'] | 'open';
  /** False: it went out without having been looked at. */
  readonly isReviewed: boolean;
}

/** The page in the active tab. */
export interface PopupSite {
  /** Null: a page no extension may enter. */
  readonly origin: string | null;
  /**
   * `unloaded`: granted, but the page was there before, or before an update of ours; `off`: watched, but switched off by
   * the user; `unwatched`: never granted; `lost`: granted once and withdrawn; `plain`: cannot be, for want of https;
   * `unsupported`: cannot be at all; `unread`: nobody has looked yet.
   */
  readonly state: 'watched' | 'unloaded' | 'off' | 'unwatched' | 'lost' | 'plain' | 'unsupported' | 'unread';
  /** Whose page it is; null: of no provider we know. */
  readonly providerName: string | null;
}

/** What can be set off from the dashboard's first screen. */
export type OverviewDeeds = Pick<PopupSource, 'onOpen' | 'onRecharge' | 'onAlert' | 'onLinkKey'>;

/** Where the popup reads from and what it can set off. `lib/webext` offers one; tests and the gallery make their own. */
export interface PopupSource {
  /** What was there a moment ago, of which nobody asks a ledger; null: nothing. Never rejects. */
  readonly glance: () => Promise<Glance | null>;
  /** Rejects when the ledger cannot be opened. */
  readonly load: () => Promise<PopupModel>;
  /** Calls back once soon, and whenever something it shows may have changed; returns how to stop. */
  readonly watch: (onChange: (model: PopupModel) => void) => () => void;
  /** Switches watching off, or on again, for a site that was granted. */
  readonly onToggleSite: (origin: string, isOn: boolean) => void;
  /** Asks for the site's permission; false: it was not given. Called in the click itself: browsers ask only then. */
  readonly onWatch: (origin: string) => Promise<boolean>;
  /** Loads the page in front again: calls are seen from then on. */
  readonly onReload: () => void;
  /** Opens one of our own links in a tab. */
  readonly onOpen: (url: string) => void;
  /** Opens the page where an account is recharged: from then on more money is waited for. */
  readonly onRecharge: (account: string, url: string) => void;
  /** Opens a screen of the extension's own page in a tab. */
  readonly onOpenPage: (page: 'calls' | 'settings' | 'budgets' | 'lost' | 'welcome') => void;
  /** Which account the toolbar button shows from now on: `last`, `worst`, or an account's id. */
  readonly onBadge: (choice: string) => void;
  /** Somebody knows what is new. */
  readonly onNewsKnown: () => void;
  /** Never says it again. */
  readonly onHintKnown: (hint: Hint) => void;
  /** How the month went, without amounts; null: there is nothing to tell yet. */
  readonly onMonth: () => Promise<Text | null>;
  /** False: the browser did not let it be copied. */
  readonly onCopy: (text: string) => Promise<boolean>;
  /** The answer to whether a notification should tell of a low balance. Called in the click itself: browsers ask then. */
  readonly onTellLow: (isWanted: boolean) => void;
  /** Somebody knows of an alert, or wants to hear of it again tomorrow. */
  readonly onAlert: (id: string, said: 'known' | 'tomorrow') => void;
  /** Says whose a key is, or is not (`isDenied`); `account` null: takes that back. False: it could not be done. */
  readonly onLinkKey: (
    key: Pick<PopupKey, 'fingerprint' | 'provider'>,
    account: string | null,
    isDenied?: boolean,
  ) => Promise<boolean>;
  /** Ends the pause. */
  readonly onResume: () => void;
  /** Says what a pasted error means; nothing of it leaves the window. Rejects when the reader cannot be loaded. */
  readonly onExplain: (pasted: PastedText) => Promise<ErrorView>;
}
