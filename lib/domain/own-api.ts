import type { Text } from './text.ts';

/** What the dashboard shows and asks for about APIs that a person described: values between what reads them and a screen. */

/** What is wrong with a description, and where. For people: `explainProblem`. */
export interface DescriptionProblem {
  /** `$.calls[0].url`; `$` for the whole of it. */
  readonly place: string;
  readonly kind: ProblemKind;
  /** What stands there, what it collides with, or what was expected; see the texts. Empty: nothing to say. */
  readonly detail: string;
}

/** Each has its sentence in the catalogue: `apis.problem.…`. */
export const PROBLEM_KINDS = [
  // Of the text as a whole
  'too-large',
  'no-json',
  // Of one value
  'unknown-key',
  'missing',
  'wrong',
  'not-one-of',
  'too-many',
  'too-few',
  'too-long',
  'out-of-range',
  'blank',
  'id-form',
  'name-form',
  'decimal-form',
  'unit-form',
  'date-form',
  'no-rates',
  'nothing-makes-one',
  'free-twice',
  'path',
  // Of an address
  'address',
  'address-credentials',
  'address-letters',
  'address-look-alike',
  'address-plain',
  'address-query',
  'address-port',
  'address-stars',
  'no-origin',
  'too-wide',
  'known-address',
  'known-host',
  'twice-address',
  'foreign-link',
  'foreign-balance',
  // Of what is right by itself and not together
  'known-name',
  'twice-name',
  'no-console',
  'not-metered',
  'nothing-to-name',
  'uncounted',
  'unused-price',
  'twice-price',
  'too-fine',
  'matches-all',
  'amounts-none',
  'amounts-twice',
  'amounts-touch',
  'amounts-gaps',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** An API that is in force. */
export interface OwnApi {
  readonly id: string;
  readonly name: string;
  /** Hosts whose calls and balances are looked at, `*.` for all below one. */
  readonly hosts: readonly string[];
  /** The description, as it would be written today. */
  readonly text: string;
}

/** What a description makes Tollkeeper look at, before it is accepted. */
export interface ApiPreview {
  readonly id: string;
  readonly name: string;
  /** The name of the one whose place it takes; null: it is new. */
  readonly replaces: string | null;
  readonly places: readonly PlacePreview[];
  /** The origin whose pages are believed about balances; null: none is. */
  readonly console: string | null;
  /** Where buttons of cards would lead. */
  readonly links: readonly { readonly name: 'recharge' | 'keys' | 'transactions'; readonly address: string }[];
  /** What it counts money in, each once. */
  readonly units: readonly string[];
  readonly prices: number;
}

/** An address and what is read there. */
export interface PlacePreview {
  readonly kind: 'call' | 'balance';
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly address: string;
  readonly reads: readonly ReadPreview[];
}

/** One thing that is read. */
export interface ReadPreview {
  readonly what: ReadKind;
  /** A path, a word, or empty where the kind says all. */
  readonly at: string;
}

/** Each has its words in the catalogue: `apis.reads.…`. */
export type ReadKind =
  | 'sizes'
  | 'call'
  | 'count'
  | 'model'
  | 'model-in-path'
  | 'cost'
  | 'billed'
  | 'errors'
  | 'wallets'
  | 'account'
  | 'account-name'
  | 'unit'
  | 'available'
  | 'plus'
  | 'minus'
  | 'frozen'
  | 'usable';

/** What was pasted to try a description with. Never stored, never sent. */
export interface ApiSample {
  readonly method: string;
  readonly url: string;
  /** Body of the request; empty: none. */
  readonly request: string;
  /** Null: no answer was pasted. */
  readonly status: number | null;
  /** A line each, `name: value`. */
  readonly headers: string;
  readonly answer: string;
}

/** What a description makes of a sample. */
export interface ApiTrial {
  /** Which address it is; null: none of the description's. */
  readonly at: { readonly kind: 'call' | 'balance'; readonly name: string } | null;
  /** What was understood, in order. */
  readonly lines: readonly Text[];
  /** Paths that found nothing in what was pasted. */
  readonly unmatched: readonly { readonly place: string; readonly path: string }[];
}

/** What a text is: problems, or what it would do. */
export type CheckedApi =
  | { readonly problems: readonly DescriptionProblem[]; readonly preview: null }
  | { readonly problems: readonly []; readonly preview: ApiPreview };

/** What came of a trial: problems of the description, or what was understood. */
export type TriedApi =
  | { readonly problems: readonly DescriptionProblem[]; readonly trial: null }
  | { readonly problems: readonly []; readonly trial: ApiTrial };

/** What came of accepting: with a problem, or where no more fit, nothing was changed. */
export type AcceptedApi =
  | { readonly kind: 'accepted'; readonly name: string }
  | { readonly kind: 'refused'; readonly problems: readonly DescriptionProblem[] }
  | { readonly kind: 'full'; readonly max: number };

/** What can be read of a request that was copied as a command. */
export type CopiedRequest = Pick<ApiSample, 'method' | 'url' | 'request'>;
