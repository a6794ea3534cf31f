import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { budgetInput, toAmount, toBudget } from './budget-json.ts';
import { change, changeId, found, listBudgets } from './change-budget.ts';
import { type ApiRoute, route } from './route.ts';

/** Budgets: what they are and how they stand. */
export const budgetRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/budgets',
    summary: 'All budgets, with what is spent, held and left',
    input: v.object({}),
    answer: async (_, desk) => ({ budgets: await listBudgets(desk) }),
  }),
  route({
    method: 'PUT',
    path: '/budgets/{id}',
    summary: 'Make a budget, or change it',
    input: v.object({ ...budgetInput.entries, change: changeId }),
    answer: async (input, desk) => {
      const budget = toBudget(input, desk.zone);
      return change(desk, { kind: 'put', id: input.change ?? randomUUID(), budgetId: input.id, budget, keeps: true });
    },
  }),
  route({
    method: 'DELETE',
    path: '/budgets/{id}',
    summary: 'Remove a budget; what was spent stays in the ledger',
    input: v.object({ id: v.string(), change: changeId }),
    answer: async ({ id, change: changed = randomUUID() }, desk) => {
      await found(id, desk);
      return change(desk, { kind: 'remove', id: changed, budgetId: id });
    },
  }),
  route({
    method: 'POST',
    path: '/budgets/{id}/raises',
    summary: 'Raise a budget for a while',
    input: v.object({
      id: v.string(),
      by: v.string(),
      forMs: v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(366 * 86_400_000)),
      change: changeId,
    }),
    answer: async ({ id, by, forMs, change: changed = randomUUID() }, desk) => {
      const budget = await found(id, desk);
      return change(desk, { kind: 'raise', id: changed, budgetId: id, by: toAmount(by, budget.unit), forMs });
    },
  }),
];
