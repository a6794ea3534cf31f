import type { Budget } from '../../lib/budget/budget.ts';

/** Whole numbers that may pass 2⁵³; JSON has no word for them. */
const AMOUNTS = new Set(['limit', 'by', 'amount']);

/** A budget as its row keeps it. */
export function writeBudget(budget: Budget): string {
  return JSON.stringify(budget, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** See {@link writeBudget}, by which it was written. */
export function readBudget(body: string): Budget {
  return JSON.parse(body, (key, value: unknown) =>
    AMOUNTS.has(key) && typeof value === 'string' ? BigInt(value) : value,
  ) as Budget;
}
