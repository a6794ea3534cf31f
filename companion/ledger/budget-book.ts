import { type Budget, type BudgetedCall, isWithin } from '../../lib/budget/budget.ts';
import { budgetsOf } from '../../lib/budget/envelopes.ts';
import { type TimeSpan, windowOf } from '../../lib/budget/window-of.ts';

/** The budgets in force, envelopes among them, as of one version of the database. */
export interface BudgetBook {
  readonly version: bigint;
  /** As they were set. */
  readonly stored: readonly Budget[];
  /** With their envelopes, in the order of their ids, in which they are locked. */
  readonly all: readonly Budget[];
  readonly matching: (call: BudgetedCall) => readonly Budget[];
  /** See `windowOf`, remembered: zones are slow to work out. */
  readonly spanOf: (budget: Budget, instant: number) => TimeSpan | null;
}

const SPANS_MAX = 4;

export function makeBook(version: bigint, stored: readonly Budget[]): BudgetBook {
  const all = stored.flatMap(budgetsOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  const spans = new Map<Budget, TimeSpan[]>();
  const spanOf = (budget: Budget, instant: number): TimeSpan | null => {
    const known = spans.get(budget) ?? [];
    const found = known.find(({ start, end }) => start <= instant && instant < end);
    if (found !== undefined) return found;
    const span = windowOf(budget, instant);
    if (span !== null) spans.set(budget, [span, ...known].slice(0, SPANS_MAX));
    return span;
  };
  return { version, stored, all, spanOf, matching: (call) => all.filter((budget) => isWithin(budget, call)) };
}
