import type { Draft, WireId } from './call.ts';
import { CARD_CAUSES } from './card.ts';
import type { Money } from './money.ts';

/** Why somebody heard no: what cards know, and what only a companion stops for. */
export const NO_CAUSES = [...CARD_CAUSES, 'policy', 'unread-body', 'no-ledger'] as const;
export type NoCause = (typeof NO_CAUSES)[number];

/** What was attempted: sizes, never content. */
export interface TriedSizes {
  /** How it was spoken. */
  readonly wire: WireId;
  /** Tokens; null: it is not priced by tokens, or nobody could read it. */
  readonly inputTokens: number | null;
  /** The bound that the client set on the answer, tokens; null: none. */
  readonly outputTokensMax: number | null;
  /** What a metered call asked for; null: it is priced by tokens. */
  readonly units: Draft['units'];
  /** Pictures, sounds and files in it. */
  readonly media: number;
}

/** One call that did not go: stopped here, or refused by its provider. */
export interface NoHeard {
  /** Of the call. */
  readonly id: string;
  readonly requestId: string;
  /** `us`: Tollkeeper held it or stopped it, nothing was sent; `provider`: the provider said no for money. */
  readonly by: 'us' | 'provider';
  readonly cause: NoCause;
  readonly provider: string;
  readonly account: string | null;
  /** A page's origin, or `tool:<name>` with its label behind a slash. */
  readonly origin: string;
  readonly model: string | null;
  /** Null: nobody could read it. */
  readonly sizes: TriedSizes | null;
  /** What it was likely to cost; null: not known. */
  readonly wouldCost: Money | null;
  /** Epoch ms: when it was made, and when the no was heard. */
  readonly at: number;
  readonly endedAt: number;
  /** More of the same within a moment are kept as one: how many there were, at least 1. */
  readonly attempts: number;
}

/** A call that went through. */
export interface WentThrough {
  readonly requestId: string;
  readonly model: string | null;
  readonly sizes: TriedSizes | null;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * What happened after a no. `recharged`: money came, or the same went through later though a balance had been short;
 * `revised`: smaller, or by another model; `went-on`: the same went through, for a reason nobody saw; `given-up`: nothing of it was
 * tried again with success for a day; `open`: that is not sure yet.
 */
export const NEXT_STEPS = ['recharged', 'revised', 'went-on', 'given-up', 'open'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** One time somebody heard no, with every attempt of it until something else happened. */
export interface RefusalStory {
  /** The first of it; a story goes by its id. */
  readonly no: NoHeard;
  readonly attempts: number;
  /** When the last of it was heard, epoch ms. */
  readonly lastAt: number;
  readonly next: NextStep;
  /** When, epoch ms; null: it was given up, or is open. */
  readonly nextAt: number | null;
  /** How it was changed; only what was. Null: it was not. */
  readonly revised: { readonly model: string | null; readonly isSmaller: boolean } | null;
  /** From the first no until it went on, ms; given up: until the last no. Null: it is open. */
  readonly lostMs: number | null;
}

/** Where it hurts: all stories of one provider and cause. */
export interface PressurePoint {
  readonly provider: string;
  readonly by: NoHeard['by'];
  readonly cause: NoCause;
  readonly stories: number;
  readonly attempts: number;
  readonly lostMs: number;
  /** What the attempts that began each story would have cost, by unit; what nobody knew is not in it. */
  readonly wouldCost: readonly Money[];
  readonly next: Readonly<Record<NextStep, number>>;
}

/** What the user said of one no. */
export interface RefusalSaid {
  /** Was it clear? Null: not said. */
  readonly isClear: boolean | null;
  readonly note: string;
}

/** A note is cut to so many characters. */
export const NOTE_CHARS_MAX = 500;

/** What the screen about refusals shows. */
export interface RefusalsView {
  /** So many days back. */
  readonly days: number;
  /** There are more in these days: only the newest are shown. */
  readonly isPart: boolean;
  readonly points: readonly ShownPoint[];
  /** The newest first. */
  readonly stories: readonly ShownStory[];
}

/** A pressure point with names for people. */
export interface ShownPoint extends PressurePoint {
  readonly providerName: string;
}

/** A story with names for people, and what they said of it. */
export interface ShownStory extends RefusalStory {
  readonly providerName: string;
  /** Null: not known whose wallet it was. */
  readonly accountName: string | null;
  readonly said: RefusalSaid;
  /** A request of the same sizes, for the Estimator; null: it cannot be made of sizes alone. */
  readonly again: { readonly text: string; readonly provider: string } | null;
}
