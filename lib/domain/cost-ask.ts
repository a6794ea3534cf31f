import type { DayPaths, StatementAsk } from './statement-ask.ts';

/** How a provider is asked with a key what was billed a day. */
export interface CostAsk extends StatementAsk {
  readonly reads: CostPaths;
}

/** Where an answer has sums. Bounded paths (json-path). */
export interface CostPaths extends DayPaths {
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
