import type { Budget } from '../../lib/budget/budget.ts';
import { decodeJson, encodeJson } from '../../lib/domain/bigint-json.ts';

/** A budget as its row keeps it. */
export function writeBudget(budget: Budget): string {
  return encodeJson(budget);
}

/** See {@link writeBudget}, by which it was written. */
export function readBudget(body: string): Budget {
  return decodeJson(body) as Budget;
}
