import type { Description } from '../described/description.ts';
import type { KnownSite } from '../domain/site-facts.ts';
import type { CountedCall } from '../engine/count-call.ts';

/** What the Estimator's page asks its worker, which reads and counts; nothing of a request comes back, only sizes. */
export type WorkerAsk =
  /** First of all: what is known of providers beside those of the build. */
  | { readonly kind: 'begin'; readonly sites: readonly KnownSite[]; readonly descriptions: readonly Description[] }
  | { readonly kind: 'text'; readonly turn: number; readonly text: string; readonly provider: string | null }
  | ({ readonly kind: 'file'; readonly turn: number; readonly file: Blob } & FileChoices)
  /** The last portion is dealt with. */
  | { readonly kind: 'more'; readonly turn: number }
  /** What comes of it is not wanted any more. */
  | { readonly kind: 'stop'; readonly turn: number };

/** How a file is counted. */
export interface FileChoices {
  readonly provider: string | null;
  /** Models that it will be priced for beside those that it names. */
  readonly models: readonly string[];
}

/** What the worker answers. */
export type WorkerAnswer =
  | { readonly kind: 'counted'; readonly turn: number; readonly call: CountedCall }
  | { readonly kind: 'portion'; readonly turn: number; readonly lines: readonly CountedLine[]; readonly bytes: number }
  | { readonly kind: 'end'; readonly turn: number }
  /** It could not be read, or the vocabularies could not be loaded. */
  | { readonly kind: 'failed'; readonly turn: number };

/** One line of a file. */
export interface CountedLine {
  /** From 1. */
  readonly number: number;
  readonly call: CountedCall;
}
