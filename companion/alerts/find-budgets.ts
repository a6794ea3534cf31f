import { findBudget } from '../../lib/watch/find-budget.ts';
import type { Finder } from './finder.ts';
import { thresholdsOf } from './settings.ts';

/** Budgets near their end, or used up. Those of each call by itself have none. */
export const findBudgets: Finder = {
  kinds: ['budget-near', 'budget-over'],
  find: async ({ holds, settings, isOpen, now, zone }) => {
    const [budgets, uses] = [await holds.budgets(), await holds.usage()];
    const found = budgets.flatMap(({ id, unit, isHard }) => {
      const use = uses.find((one) => one.budget === id);
      if (use?.window == null) return [];
      const { cap, spent, held, window } = use;
      const name = unit.kind === 'money' ? unit.currency : unit.kind;
      const budget = { id, unit: name, isHard, limit: cap, left: cap - spent - held, until: window.end };
      return [findBudget(budget, { thresholds: thresholdsOf(settings, { kind: 'budget', id }), isOpen, now, zone })];
    });
    return {
      conditions: found.flatMap(({ conditions }) => conditions),
      unsure: found.flatMap(({ unsure }) => unsure),
    };
  },
};
