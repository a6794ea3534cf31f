import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { toAmount } from './budget-json.ts';
import { change, changeId, found, listBudgets } from './change-budget.ts';
import { describeSteps, sharingInput, toSharing } from './envelope-json.ts';
import { ApiProblem, type ApiRoute, route } from './route.ts';

/** Envelopes: the parts that a budget's limit is shared out in. Each answer has the budgets as they are then. */
export const envelopeRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/envelopes',
    summary: 'Budgets that are shared out, and how each envelope stands',
    input: v.object({}),
    answer: async (_, desk) => ({ budgets: (await listBudgets(desk)).filter(({ envelopes }) => envelopes) }),
  }),
  route({
    method: 'PUT',
    path: '/budgets/{id}/envelopes',
    summary: 'Share out the limit of a budget by whole parts; moves between envelopes that stay are kept',
    input: v.object({ id: v.string(), ...sharingInput.entries, change: changeId }),
    answer: async (input, desk) => {
      const sharing = toSharing(input, await found(input.id, desk));
      return change(desk, { kind: 'share', id: input.change ?? randomUUID(), budgetId: input.id, sharing });
    },
  }),
  route({
    method: 'DELETE',
    path: '/budgets/{id}/envelopes',
    summary: 'Share the limit out no more; the budget stays',
    input: v.object({ id: v.string(), change: changeId }),
    answer: async ({ id, change: changed = randomUUID() }, desk) => {
      const { envelopes } = await found(id, desk);
      if (envelopes === undefined) throw new ApiProblem(404, `the budget "${id}" has no envelopes`);
      return change(desk, { kind: 'share', id: changed, budgetId: id, sharing: null });
    },
  }),
  route({
    method: 'POST',
    path: '/budgets/{id}/envelopes/moves',
    summary: 'Move an amount from one envelope to another, until the window ends',
    input: v.object({
      id: v.string(),
      amount: v.string(),
      /** Absent: the budget's. */
      unit: v.optional(v.string()),
      from: v.string(),
      to: v.string(),
      change: changeId,
    }),
    answer: async ({ id, amount, unit, from, to, change: changed = randomUUID() }, desk) => {
      const budget = await found(id, desk);
      const own = budget.unit.kind === 'money' ? budget.unit.currency : budget.unit.kind;
      if (unit !== undefined && unit !== own) {
        throw new ApiProblem(409, `the budget "${id}" is in ${own}, and ${unit} cannot be moved in it`);
      }
      return change(desk, { kind: 'move', id: changed, budgetId: id, from, to, amount: toAmount(amount, budget.unit) });
    },
  }),
  route({
    method: 'GET',
    path: '/budgets/{id}/envelopes/history',
    summary: 'How a budget was shared out and what was moved, oldest first; the last thousand changes of the budget',
    input: v.object({ id: v.string() }),
    answer: async ({ id }, { holds }) => {
      const steps = await holds.history(id);
      if (steps.length === 0) throw new ApiProblem(404, `there is no budget "${id}"`);
      return { history: describeSteps(steps) };
    },
  }),
];
