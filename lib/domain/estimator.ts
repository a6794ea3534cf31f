import type { Estimate } from './estimate.ts';
import type { Money } from './money.ts';
import type { RequestProblem } from './read-pasted-request.ts';
import type { EstimateSum } from './sum-estimates.ts';
import type { Text } from './text.ts';

/** What is odd about a request, and makes its estimate wider, or less sure. Each has its words: `est.note.…`. */
export const REQUEST_NOTES = [
  /** It does not say who answers: by the name of its model. */
  'guessed',
  /** Keys that stand twice, of which readers take the first or the last. */
  'repeated',
  /** Its bound on the answer is none: not a whole number above 0, or beyond anything. */
  'bound-wrong',
  /** It has none where this provider wants one. */
  'bound-missing',
  /** How many answers it asks for is no such number. */
  'answers-wrong',
  /** Messages of a form that is none. */
  'odd-parts',
  /** Pictures, sound or files. */
  'media',
  'tools',
  'remembered',
  /** It is billed as a part of a batch. */
  'batch',
] as const;
export type RequestNote = (typeof REQUEST_NOTES)[number];

/** Of what a request consists, in the order they are shown. */
export const TOKEN_PARTS = ['system', 'messages', 'tools', 'media', 'other'] as const;
/** How many tokens one part is likely to be. */
export interface TokenPart {
  readonly part: (typeof TOKEN_PARTS)[number];
  readonly tokens: number;
}

/** Why there is no estimate. Each has its words: `est.none.…`. */
export type NoEstimate =
  | { readonly kind: 'problem'; readonly problem: RequestProblem }
  /** `'provider'`: nobody that is known answers there. `'shape'`: its body is no request of that address. */
  | { readonly kind: 'provider' | 'shape' | 'model' }
  /** Nobody tells what it costs there. */
  | { readonly kind: 'price'; readonly provider: string; readonly model: string | null };

/** What one request would cost by one model. */
export interface ModelEstimate {
  /** Null: the call is none of a model. */
  readonly model: string | null;
  /** Null: it is not known. */
  readonly estimate: Estimate | null;
  /** Of who would pay; null: none is known. */
  readonly balance: ShownBalance | null;
  /** Null: it has one. */
  readonly none: NoEstimate | null;
  /** In words: what goes in, what comes out, what is set aside, what makes it less sure. */
  readonly reasons: readonly Text[];
}

/** Whether a balance carries what is asked of it: surely, likely, or not. */
export type Carries = 'yes' | 'maybe' | 'no';

/** What is asked of the Estimator beside what is pasted. */
export interface EstimateChoices {
  /** Id of who answers; null: as the request says, or the name of its model. */
  readonly provider: string | null;
  /** Models beside the one that it names, in the order they were chosen. */
  readonly models: readonly string[];
}

/** A provider that can be chosen. */
export interface ProviderChoice {
  readonly id: string;
  readonly name: string;
}

/** One model, what the request would cost by it, and whether the balance carries it. */
export interface ModelRow {
  /** Null: the call is none of a model. */
  readonly model: string | null;
  readonly estimate: Estimate | null;
  /** Null: there is an estimate. */
  readonly none: NoEstimate | null;
  readonly reasons: readonly Text[];
  /** Null: no balance is known. */
  readonly carries: { readonly how: Carries | null; readonly text: Text } | null;
}

/** A balance, and how old its reading is. */
export interface ShownBalance {
  readonly money: Money;
  /** Epoch ms. */
  readonly at: number;
}

/** One pasted request, estimated. */
export interface EstimateView {
  /** Why there is nothing to show; null: there is. */
  readonly none: NoEstimate | null;
  /** Null: not known who answers. */
  readonly providerName: string | null;
  readonly parts: readonly TokenPart[];
  /** By its own model first, then by those that were chosen. Empty with `none`. */
  readonly rows: readonly ModelRow[];
  /** Every other model that the provider has a price of, cheapest for this request first. */
  readonly others: readonly ModelRow[];
  /** Null: none is known. */
  readonly balance: ShownBalance | null;
}

/** Requests of one file that go to one model. */
export interface BatchRow {
  readonly providerName: string;
  readonly model: string | null;
  /** It is what all would cost by this model, in place of those that they name. */
  readonly isInstead: boolean;
  readonly sum: EstimateSum;
  readonly carries: ModelRow['carries'];
}

/** What requests of several models come to together. */
export interface BatchTotal {
  /** Whose balance pays all of it; null: those of several. */
  readonly providerName: string | null;
  readonly sum: EstimateSum;
  readonly carries: ModelRow['carries'];
}

/** A file of requests, estimated. */
export interface BatchView {
  readonly requests: number;
  readonly unknown: number;
  /** Lines that are no request. */
  readonly bad: number;
  /** Some of them, and what is wrong with each. */
  readonly problems: readonly { readonly line: number; readonly texts: readonly Text[] }[];
  readonly rows: readonly BatchRow[];
  /** Those that more than one of the rows add up to; what a balance carries of them is said here. */
  readonly totals: readonly BatchTotal[];
  /** There were more models than are shown. */
  readonly isCut: boolean;
}

/** How far a file is. */
export interface BatchProgress {
  readonly requests: number;
  readonly bytes: number;
  readonly bytesAll: number;
}
