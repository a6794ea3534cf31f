import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Budget } from '../../lib/budget/budget.ts';
import { linkBudgets } from '../calls/link-budgets.ts';
import type { BudgetChange } from '../ledger/budget-store.ts';
import type { ShownBudget } from '../terminal/write-budgets.ts';
import { budgetInput, describeBudget, toAmount, toBudget } from './budget-json.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

/** Said once though it is sent twice: a client that saw no answer repeats it with the same id. */
const changeId = v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)));

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
      const before = await find(input.id, desk);
      const budget = toBudget(input, desk.zone, before);
      return change(desk, { kind: 'put', id: input.change ?? randomUUID(), budgetId: input.id, budget });
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

/** Every budget as programs read it. */
export async function listBudgets({ holds, now }: Pick<ApiDesk, 'holds' | 'now'>): Promise<readonly ShownBudget[]> {
  const [budgets, uses] = [await holds.budgets(), await holds.usage()];
  return budgets.map((budget) => describeBudget(budget, uses.find((use) => use.budget === budget.id) ?? null, now()));
}

async function find(id: string, { holds }: ApiDesk): Promise<Budget | null> {
  return (await holds.budgets()).find((budget) => budget.id === id) ?? null;
}

async function found(id: string, desk: ApiDesk): Promise<Budget> {
  const budget = await find(id, desk);
  if (budget === null) throw new ApiProblem(404, `there is no budget "${id}"`);
  return budget;
}

async function change(desk: ApiDesk, asked: BudgetChange): Promise<object> {
  try {
    const { problem } = await desk.holds.change(asked);
    if (problem !== null) throw new ApiProblem(409, PROBLEMS[problem] ?? problem);
    if (asked.kind === 'put') await linkBudgets(desk);
  } catch (error) {
    if (error instanceof RangeError) throw new ApiProblem(400, error.message);
    throw error;
  }
  return { budgets: await listBudgets(desk) };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  'no-such-budget': 'there is no such budget',
  'no-amount': 'the amount must be above 0',
  'no-window': 'a budget of each call by itself cannot be raised for a while',
};
