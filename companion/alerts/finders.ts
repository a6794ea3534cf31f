import { findBalances } from './find-balances.ts';
import { findBudgets } from './find-budgets.ts';
import { findCalls } from './find-calls.ts';
import { findReview } from './find-review.ts';
import type { Finder } from './finder.ts';

/** Everything that is looked for, a line each. */
export const openFinders = (): readonly Finder[] => [findBalances(), findBudgets, findCalls, findReview];
