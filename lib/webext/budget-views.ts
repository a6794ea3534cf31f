import type { Budget } from '../budget/budget.ts';
import { percentIn } from '../domain/money.ts';
import type { OwnBudgetView } from '../domain/own-budget.ts';
import { countsOf } from '../screens/view-budget.ts';
import { measureBudget, type OwnBudgetRow, type SpentFrom, spanOf } from './own-budgets.ts';
import type { BudgetPace } from './watch-state.ts';

/** How a budget stands, as screens show it. `nameOf`: what a provider is called; `paces`: how long which budget lasts. */
export function viewBudget(
  { id, budget }: OwnBudgetRow,
  from: SpentFrom,
  { nameOf, paces }: { readonly nameOf: (provider: string) => string; readonly paces: readonly BudgetPace[] },
): OwnBudgetView {
  const { cap, spent, unsure, held, unknownCalls } = measureBudget(budget, from);
  const pace = spent + held < cap ? paces.find((one) => one.budget === id) : undefined;
  return {
    ...(pace && { lasts: pace.lasts, endsEarly: (pace.runway.p50 ?? pace.renewsAt) < pace.renewsAt }),
    ...{ id, scope: scopeOf(budget, nameOf), counts: countsOf(budget), span: spanOf(budget), isHard: budget.isHard },
    ...{ limit: budget.limit, cap, spent, unsure, held, unknownCalls, percent: percentIn(spent + held, cap) },
  };
}

function scopeOf({ scope }: Budget, nameOf: (provider: string) => string): OwnBudgetView['scope'] {
  if (scope.kind === 'provider') return { kind: 'provider', id: scope.provider, name: nameOf(scope.provider) };
  return scope.kind === 'model' ? { kind: 'model', id: scope.model, name: scope.model } : { kind: 'everything' };
}
