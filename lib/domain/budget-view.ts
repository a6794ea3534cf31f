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
  /** What went from one part to another, newest first. */
  readonly moves: readonly MoveView[];
  /** With no more than this left of the whole, calls with these labels stop. Null: all parts stop together. */
  readonly emergency: { readonly amount: bigint; readonly stopsFirst: readonly string[] } | null;
}

/** A named part of a budget. */
export interface EnvelopeView extends BudgetStanding {
  readonly name: string;
  /** Its share of the limit, before anything was moved: whole percent, rounded down. */
  readonly share: number;
  /** Its calls have one of these labels; none: it takes all others. */
  readonly labels: readonly string[];
}

/** An amount that went from one part of a budget to another. */
export interface MoveView {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  /** Epoch ms: when, and until when it counts. */
  readonly at: number;
  readonly until: number;
}

/** Budgets of the companion that a browser is paired with, as it last told them. */
export interface SharedBudgets {
  readonly budgets: readonly BudgetView[];
  /** When it told them, epoch ms; null: not yet. */
  readonly at: number | null;
  /** Since then it was asked and did not answer, or not so that it was understood. */
  readonly isAway: boolean;
  /** `http://127.0.0.1:4117` */
  readonly address: string;
}
