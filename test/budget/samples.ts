import type { Budget, BudgetedCall } from '../../lib/budget/budget.ts';

/** A hard budget of $5 a month over everything, but for what is said. */
export function budgetOf(parts: Partial<Budget> = {}): Budget {
  return {
    id: 'all',
    scope: { kind: 'everything' },
    unit: { kind: 'money', currency: 'USD' },
    window: { kind: 'month', zone: 'UTC' },
    limit: 5_000_000_000n,
    isHard: true,
    onFailure: 'closed',
    raises: [],
    ...parts,
  };
}

/** A call of which everything but a label is known. */
export function callOf(parts: Partial<BudgetedCall> = {}): BudgetedCall {
  return { provider: 'openai', account: 'team', model: 'gpt', key: 'k1', label: null, origin: 'tool', ...parts };
}
