import type { SharedBudgets } from './budget-view.ts';
import type { BudgetFacts } from './facts.ts';
import type { Money, Unit } from './money.ts';
import type { Text, TextParam } from './text.ts';

/** Budgets that the user keeps in the browser: what the screen shows and what is typed into it. */

/** A budget and how it stands. Amounts are nano-units of the currency, whole tokens or whole calls. */
export interface OwnBudgetView {
  /** Its name. */
  readonly id: string;
  readonly scope:
    | { readonly kind: 'everything' }
    | { readonly kind: 'provider' | 'model'; readonly id: string; readonly name: string };
  readonly counts: BudgetFacts['counts'];
  readonly span: 'day' | 'week' | 'month';
  readonly isHard: boolean;
  /** What was set, and what is in force: raises for today are in it. */
  readonly limit: bigint;
  readonly cap: bigint;
  /** Calls whose exact cost nobody stated count with the most they may have cost. */
  readonly spent: bigint;
  /** So much of `spent` may not have been spent. */
  readonly unsure: bigint;
  /** Of calls that run still, at most. */
  readonly held: bigint;
  /** Calls of unknown cost, or in another currency: in it at most with what they may have cost, in `unsure`. */
  readonly unknownCalls: number;
  /** What is spent and held, of what is in force: whole percent, rounded down. */
  readonly percent: number;
  /** How long what is left of it lasts. Absent: nobody can say yet. */
  readonly lasts?: Text;
  /** By that it is used up before it begins anew. Absent: it is not. */
  readonly endsEarly?: boolean;
}

/** How a budget of a day, week or month stands. `unsure` is absent where nobody kept it: in a companion. */
export type BudgetGlance = Pick<OwnBudgetView, 'id' | 'counts' | 'span' | 'spent' | 'held' | 'cap' | 'percent'> &
  Partial<Pick<OwnBudgetView, 'unsure'>>;

/** The screen of budgets. */
export interface BudgetsView {
  readonly budgets: readonly OwnBudgetView[];
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  readonly models: readonly string[];
  /** Currencies and credits that calls were booked in, or budgets are in; dollars first. */
  readonly units: readonly Unit[];
  /** Those of the companion, which could have these too; null: there is none. */
  readonly shared: SharedBudgets | null;
  /** Whether what several people use together is shown although there is none of it. */
  readonly isTeam: boolean;
}

/** A budget as it is typed. */
export interface TypedBudget {
  readonly name: string;
  /** `everything`, `provider|<id>` or `model|<name>`. */
  readonly scope: string;
  /** `tokens`, `calls` or `money|<unit>`. */
  readonly counts: string;
  /** Decimal for money, whole for the others. */
  readonly limit: string;
  readonly span: string;
  readonly isHard: boolean;
}

/** Why nothing was kept. */
export type BudgetFault = 'bad-name' | 'name-taken' | 'bad-limit' | 'bad-scope' | 'too-many' | 'gone';

/** What came of handing budgets over. `left`: names that the companion did not take, because it has others of that name. */
export type HandOver =
  | { readonly kind: 'done'; readonly taken: number; readonly left: readonly string[] }
  | { readonly kind: 'failed' };

/** "monthly: up to $0.80 of $1 used (80 %)": on a line; "up to" where calls run still or may have cost less. */
export function glanceBudget({ id, counts, spent, unsure = 0n, held, cap, percent }: BudgetGlance): Text {
  return {
    key: held + unsure > 0n ? 'popup.budgetUpTo' : 'popup.budget',
    params: {
      ...{ budget: { kind: 'verbatim', text: id }, percent },
      // The unit of a count is said once: "2 of 9 calls".
      spent: counts.of === 'money' ? budgetAmount(counts, spent + held) : Number(spent + held),
      cap: budgetAmount(counts, cap),
    },
  };
}

/** An amount of a budget, for people. */
export function budgetAmount(counts: BudgetFacts['counts'], amount: bigint, rounding?: 'up' | 'down'): TextParam {
  if (counts.of !== 'money') {
    const text: Text = { key: `bud.amount.${counts.of}`, params: { n: Number(amount) } };
    return text;
  }
  const money: Money = { unit: counts.unit, nano: amount };
  return { kind: 'money', money, ...(rounding && { rounding }) };
}
