import type { BalanceAsk } from './balance-ask.ts';

/** How a provider is asked with a key what was billed a day. Days are UTC's, as all who tell it have it. */
export interface CostAsk extends Pick<BalanceAsk, 'key' | 'keyKind' | 'variables' | 'source' | 'date'> {
  readonly host: string;
  readonly path: string;
  /** Sent with it: in the address, and as headers. Absent: nothing. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** How the first day is said. Absent: it is not, and the last days come as the provider has it. */
  readonly from?: { readonly name: string; readonly form: 'seconds' | 'iso' };
  /** Where an answer names the next page, and by what that is asked for. Absent: all comes at once. */
  readonly next?: { readonly at: string; readonly name: string };
  readonly reads: CostPaths;
}

/** Where an answer has sums. Bounded paths (json-path). */
export interface CostPaths {
  /** The list of days, or of anything that has a day. */
  readonly list: string;
  /** Inside one element: the day, as ISO text begins with or as epoch seconds. */
  readonly day: string;
  /** Inside one element: the list of its sums. Absent: the element is one. */
  readonly items?: string;
  /** Inside a sum: a decimal. */
  readonly amount: string;
  /** How many of the figures make one unit, decimal. Absent: they are units. */
  readonly perUnit?: string;
  /** Inside a sum; what does not begin with `$` is the unit itself. */
  readonly unit: string;
}

/** What a provider says it billed on one day. */
export interface DayCost {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly unit: string;
  /** Nano-units. */
  readonly nano: bigint;
}
