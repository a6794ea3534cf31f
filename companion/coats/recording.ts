import type { RefusalReading } from '../../lib/domain/call.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';

/** Where a recording comes from. */
export interface Recording {
  /** The address of the page it is quoted from, or what was running when it was recorded. */
  readonly source: string;
  /** ISO day on which that was so. */
  readonly date: string;
}

/**
 * `lib/providers/recordings/<provider>.json`: everything that was recorded of one provider, or quoted. Source and date at the top hold for
 * what names none of its own.
 */
export interface Recordings extends Partial<Recording> {
  readonly answers: readonly (AnswerRecording & Partial<Recording>)[];
  readonly refusals: readonly (RefusalRecording & Partial<Recording>)[];
  readonly readings: readonly (ReadingRecording & Partial<Recording>)[];
}

/** A text as it came; whatever else stands here is written as JSON, and lines of an event stream are joined. */
export type Body = string | object;

/** What a site of a family said of itself, where that is not the usual. */
export type SaidOfSite = Partial<Pick<SiteFacts, 'perUnit' | 'shown' | 'generation'>>;

/** One answer, and what the provider billed for it. */
export interface AnswerRecording {
  readonly surface: string;
  /** Where it was asked, where that names the model. */
  readonly path?: string;
  /** When it was answered, ISO; absent: prices are the same at all times. */
  readonly at?: string;
  /** Of a socket: the query of its address. */
  readonly requestBody: Body;
  /** `text/event-stream`: it was streamed. */
  readonly contentType: string;
  /** What else of its head is read. Absent: nothing. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a socket: a list of frames, of one call. */
  readonly responseBody: Body;
  /** Decimal of `unit`. */
  readonly billed: { readonly unit: string; readonly amount: string };
  /** What the site listed; absent: prices are the provider's own. */
  readonly pricing?: SitePricing;
}

/** A model's row of a site's list of prices, and the group that was billed. */
export interface SitePricing {
  readonly quotaPerUnit: number;
  readonly group: string;
  readonly groupRatio: number;
  readonly row: object;
}

/** An error answer, and what it says without any context. */
export interface RefusalRecording {
  readonly name: string;
  readonly surface: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly site?: SaidOfSite;
  readonly expected: {
    /** Null: it is not about money, keys or limits. */
    readonly says: RefusalReading['says'] | null;
    /** Decimals of `unit`; null: the body does not say. */
    readonly available: string | null;
    readonly needed: string | null;
    readonly unit: string | null;
  };
}

/** What the console or the API says of wallets, keys, who is signed in, or the site itself, and what it means. */
export interface ReadingRecording {
  readonly name?: string;
  /** Its kind says what `expected` looks like: see the contract. */
  readonly surface: string;
  readonly body: Body;
  readonly site?: SaidOfSite;
  /** Null: it is not what is described here (signed out, a page instead, another software). */
  readonly expected: object | null;
}
