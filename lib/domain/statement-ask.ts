import type { BalanceAsk } from './balance-ask.ts';

/** How a provider is asked with a key for what it keeps by day. Days are UTC's, as all who tell them have them. */
export interface StatementAsk extends Pick<BalanceAsk, 'key' | 'keyKind' | 'variables' | 'source' | 'date'> {
  readonly host: string;
  readonly path: string;
  /** Sent with it: in the address, and as headers. Absent: nothing. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** How the first day is said. Absent: it is not, and the last days come as the provider has it. */
  readonly from?: { readonly name: string; readonly form: 'seconds' | 'iso' };
  /** Where an answer names the next page, and by what that is asked for. Absent: all comes at once. */
  readonly next?: { readonly at: string; readonly name: string };
}

/** Where an answer has days. Bounded paths (json-path). */
export interface DayPaths {
  /** The list of days, or of anything that has a day. */
  readonly list: string;
  /** Inside one element: the day, as ISO text begins with or as epoch seconds. */
  readonly day: string;
  /** Inside one element: the list of what it has. Absent: the element is one. */
  readonly items?: string;
}
