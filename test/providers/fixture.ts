import type { RefusalReading } from '../../lib/domain/call.ts';
import type { SiteFacts } from '../../lib/domain/site-facts.ts';

/** Where a recording comes from. */
interface Recording {
  /** Where it was recorded, or the address of the page it is quoted from. */
  readonly source: string;
  /** ISO day. */
  readonly date: string;
}

/** `usage-*.json`, `stream-*.json`: one answer, and what the provider billed for it. */
export interface AnswerFixture extends Recording {
  readonly surface: string;
  /** When it was answered, ISO; absent: prices are the same at all times. */
  readonly at?: string;
  readonly requestBody: string;
  readonly contentType: string;
  readonly responseBody: string;
  readonly billed: { readonly unit: string; readonly nano: string };
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

/** `refusals.json`: error answers, and what they say. */
export interface RefusalsFixture extends Recording {
  readonly refusals: readonly {
    readonly name: string;
    /** Where somebody published it, if it was not recorded. */
    readonly quotedFrom?: string;
    readonly surface: string;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** What the site shows amounts in, where that is not the usual. */
    readonly shown?: SiteFacts['shown'];
    readonly expected: {
      readonly says: RefusalReading['says'];
      /** Decimals of `unit`; null: the body does not say. */
      readonly available: string | null;
      readonly needed: string | null;
      readonly unit: string | null;
    };
  }[];
}

/** `balance.json`, `identity.json`, `keys.json`: what the console loads, and what it means. */
export interface ConsoleFixture extends Recording {
  readonly surface: string;
  readonly body: string;
  readonly expected: readonly Readonly<Record<string, string | null>>[];
}
