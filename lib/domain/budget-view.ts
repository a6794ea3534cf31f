import type { BudgetFacts } from './facts.ts';

/** Budgets of a companion, with the parts that they are shared out into, as its dashboard shows them. */

/** How a budget, or a part of one, stands. Amounts are nano-units of the currency, whole tokens or whole calls. */
export interface BudgetStanding {
  /** What is in force: raises, and what was moved between parts, are in it. */
  readonly cap: bigint;
  readonly spent: bigint;
  /** Of calls that run still. */
  readonly held: bigint;
  /** What is spent and held, of what is in force: whole percent, rounded down. */
  readonly percent: number;
}

/** One budget. */
export interface BudgetView extends BudgetStanding {
  /** Its name. */
  readonly id: string;
  /** Null: everything. */
  readonly scope: {
    readonly kind: 'provider' | 'account' | 'model' | 'key' | 'label' | 'origin';
    readonly name: string;
  } | null;
  readonly counts: BudgetFacts['counts'];
  readonly span: 'call' | 'hour' | 'day' | 'week' | 'month';
  readonly isHard: boolean;
  /** What was set. */
  readonly limit: bigint;
  /** Calls whose amount nobody knows: not in it. */
  readonly unknownCalls: number;
  /** Its parts. Empty: it is not shared out. */
  readonly envelopes: readonly EnvelopeView[];
}

/** A named part of a budget. */
export interface EnvelopeView extends BudgetStanding {
  readonly name: string;
  /** Its calls have one of these labels; none: it takes all others. */
  readonly labels: readonly string[];
}
