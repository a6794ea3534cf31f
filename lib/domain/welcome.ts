import type { Balance } from './balance.ts';
import type { CardAction, CardView, ChipView } from './card.ts';
import type { Money, Unit } from './money.ts';
import type { BudgetFault } from './own-budget.ts';
import type { Language, Text } from './text.ts';

/** The first page: what it shows, and what can be done there. */

/** Its steps, in their order. */
export const WELCOME_STEPS = ['providers', 'demo', 'limit', 'companion'] as const;
export type WelcomeStep = (typeof WELCOME_STEPS)[number];

/** A provider that can be watched. */
export interface ProviderChoice {
  readonly id: string;
  readonly name: string;
  /** Match patterns of its own pages: what the browser is asked for. */
  readonly patterns: readonly string[];
  /** Where its balance is shown, of our own table; null: not known without having been there. */
  readonly wallet: string | null;
}

/** What changes on it. */
export interface WelcomeModel {
  readonly language: Language;
  /** Null: as the system. */
  readonly theme: 'light' | 'dark' | null;
  /** Ids of the providers all of whose pages may be watched. */
  readonly watched: readonly string[];
  /** Balances that were read, the account used last first. */
  readonly balances: readonly WelcomeBalance[];
  /** Where somebody left. */
  readonly step: WelcomeStep;
  /** The limit that was set here; null: none. */
  readonly limit: Money | null;
  readonly isPaired: boolean;
}

/** One balance that was read. */
export interface WelcomeBalance {
  readonly provider: string;
  readonly account: string;
  readonly balance: Balance;
}

/** Where the page reads from and what it can set off. */
export interface WelcomeSource {
  /** All that can be chosen, the usual ones first. */
  readonly providers: readonly ProviderChoice[];
  readonly load: () => Promise<WelcomeModel>;
  /** Calls back whenever something it shows may have changed; returns how to stop. */
  readonly watch: (onChange: (model: WelcomeModel) => void) => () => void;
  /** Asks for these patterns, all at once. False: not given. Called in the click itself: browsers ask only then. */
  readonly onAllow: (patterns: readonly string[]) => Promise<boolean>;
  /** Opens one of our own links in a tab. */
  readonly onOpen: (url: string) => void;
  /** Remembered for whoever comes back. */
  readonly onStep: (step: WelcomeStep) => void;
  /** `amount`: as typed, decimal; empty: no limit. Null: it is kept; else why not. */
  readonly onLimit: (amount: string, unit: Unit) => Promise<BudgetFault | null>;
  /** Opens the extension's own page where the companion is paired, or its first screen. */
  readonly onOpenPage: (page: 'overview' | 'companion') => void;
  readonly demo: Demo;
}

/** A call that is only played: nothing of it leaves the page. */
export interface Demo {
  /** Whose prices it goes by, and what the made-up wallet holds at first. */
  readonly about: { readonly provider: string; readonly model: string; readonly wallet: Money };
  /** What the chip says while this is typed. */
  readonly preview: (message: string) => Promise<ChipView>;
  /** "Send" was pressed. */
  readonly send: (message: string) => Promise<DemoTurn>;
  /** What was clicked on the card that came up for it. */
  readonly act: (action: CardAction) => Promise<DemoTurn>;
}

/** What comes of it. */
export type DemoTurn =
  | { readonly kind: 'card'; readonly card: CardView }
  /** It was answered; `chip`: what it did cost. */
  | { readonly kind: 'answered'; readonly answer: Text; readonly chip: ChipView }
  /** The card goes, and this is what there is to say. */
  | { readonly kind: 'said'; readonly said: Text };
