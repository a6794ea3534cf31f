import * as v from 'valibot';
import type { Budget } from '../../lib/budget/budget.ts';
import { linkBudgets } from '../calls/link-budgets.ts';
import type { BudgetChange, ChangeResult } from '../ledger/budget-store.ts';
import type { ShownBudget } from '../terminal/write-budgets.ts';
import { describeBudget, fromAmount } from './budget-json.ts';
import { describeEnvelopes } from './envelope-json.ts';
import { type ApiDesk, ApiProblem } from './route.ts';

/** Said once though it is sent twice: a client that saw no answer repeats it with the same id. */
export const changeId = v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)));

/** Every budget as programs read it. */
export async function listBudgets({ holds, now }: Pick<ApiDesk, 'holds' | 'now'>): Promise<readonly ShownBudget[]> {
  const [budgets, uses] = [await holds.budgets(), await holds.usage()];
  return budgets.map((budget) => {
    const use = uses.find((one) => one.budget === budget.id) ?? null;
    return { ...describeBudget(budget, use, now()), ...describeEnvelopes(budget, uses, now()) };
  });
}

/** A budget that somebody named. Throws what can be shown where there is none of that name. */
export async function found(id: string, { holds }: ApiDesk): Promise<Budget> {
  const budget = (await holds.budgets()).find((one) => one.id === id);
  if (budget === undefined) throw new ApiProblem(404, `there is no budget "${id}"`);
  return budget;
}

/** Makes a change and answers with all budgets as they are then. Throws what can be shown where it cannot be made. */
export async function change(
  desk: ApiDesk,
  asked: BudgetChange,
): Promise<{ readonly budgets: readonly ShownBudget[] }> {
  try {
    const result = await desk.holds.change(asked);
    if (result.problem !== null) throw new ApiProblem(409, sayProblem(result, asked));
    if (asked.kind === 'put') await linkBudgets(desk);
  } catch (error) {
    if (error instanceof RangeError) throw new ApiProblem(400, error.message.replace(/^\[\w+\] /, ''));
    throw error;
  }
  return { budgets: await listBudgets(desk) };
}

function sayProblem({ problem, free = 0n, budgets }: ChangeResult, asked: BudgetChange): string {
  if (problem === 'not-enough' && asked.kind === 'move') {
    const budget = budgets.find(({ id }) => id === asked.budgetId);
    const unit = budget?.unit ?? { kind: 'calls' };
    const named = unit.kind === 'money' ? unit.currency : unit.kind;
    return `the envelope "${asked.from}" has ${fromAmount(free, unit)} ${named} that are neither spent nor held: no more can be moved`;
  }
  return problem === null ? '' : (PROBLEMS[problem] ?? problem);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  'no-such-budget': 'there is no such budget',
  'no-such-envelope': 'there is no such envelope, or both are the same one',
  'no-amount': 'the amount must be above 0',
  'no-window': 'a budget of each call by itself has nothing to share out, move or raise for a while',
  'shared-unit':
    'its envelopes have amounts in its unit: remove them first (tollkeeper envelopes remove), then change the unit',
  'too-many-moves': 'so many moves were made in this window that no more are taken before the next one',
};
