import { findBudget } from '../watch/find-budget.ts';
import type { LowContext, LowFound } from '../watch/find-low.ts';
import { BUDGET_THRESHOLDS } from '../watch/threshold.ts';
import { measureBudget, type OwnBudgetRow, type SpentFrom } from './own-budgets.ts';

/** Own budgets that are used up or nearly, by what was spent; what calls still hold may come back. */
export function findOwnBudgets(
  rows: readonly OwnBudgetRow[],
  from: SpentFrom,
  context: Omit<LowContext, 'thresholds'>,
): LowFound {
  const found = rows.map(({ id, budget }) => {
    const { span, cap, spent } = measureBudget(budget, from);
    const unit = budget.unit.kind === 'money' ? budget.unit.currency : budget.unit.kind;
    const { isHard } = budget;
    return findBudget(
      { id, unit, isHard, limit: cap, left: cap - spent, until: span.end },
      { ...context, thresholds: BUDGET_THRESHOLDS },
    );
  });
  return {
    conditions: found.flatMap(({ conditions }) => conditions),
    unsure: found.flatMap(({ unsure }) => unsure),
  };
}
