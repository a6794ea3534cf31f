import * as v from 'valibot';
import { findProvider } from '../../lib/providers/registry.ts';
import { type Policy, policyInput, policyName } from '../policies/policy.ts';
import { listBudgets } from './change-budget.ts';
import { type ApiDesk, ApiProblem, type ApiRoute, route } from './route.ts';

const tool = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** Policies: what is done with calls of a tool or label besides holding them to budgets. */
export const policyRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/policies',
    summary: 'All policies, and until when downgraded access is in force',
    input: v.object({}),
    answer: async (_, desk) => listPolicies(desk),
  }),
  route({
    method: 'PUT',
    path: '/policies/{name}',
    summary: 'Make a policy, or put another in its place',
    input: v.object({ name: policyName, policy: policyInput }),
    answer: async ({ name, policy }, desk) => {
      await check({ ...policy, name }, desk);
      desk.policies.set({ ...policy, name });
      return listPolicies(desk);
    },
  }),
  route({
    method: 'DELETE',
    path: '/policies/{name}',
    summary: 'Remove a policy',
    input: v.object({ name: v.string() }),
    answer: async ({ name }, desk) => {
      if (!desk.policies.remove(name)) throw new ApiProblem(404, `there is no policy "${name}"`);
      return listPolicies(desk);
    },
  }),
  route({
    method: 'POST',
    path: '/budgets/release',
    summary: 'Let calls on that were stopped because they looked like a loop: of one tool, or of all',
    input: v.object({ tool: v.optional(v.nullable(tool), null) }),
    answer: async (input, desk) => ({ released: desk.breaker.release(input.tool), budgets: await listBudgets(desk) }),
  }),
];

function listPolicies({ policies, now }: ApiDesk): object {
  return {
    policies: policies.list().map((policy) => {
      const until = policy.kind === 'downgraded' ? policies.downgradedUntil(policy.budget, now()) : null;
      return { ...policy, ...(until !== null && { inForceUntil: until }) };
    }),
  };
}

/** That what it names is there: a policy that can never do anything would be a false comfort. */
async function check(policy: Policy, desk: ApiDesk): Promise<void> {
  if (policy.kind === 'backup-account') {
    const id = knownProvider(policy.provider);
    for (const account of policy.accounts) checkAccount(id, account, desk);
  }
  if (policy.kind === 'backup-provider') {
    knownProvider(policy.provider);
    const to = knownProvider(policy.to);
    if (to === policy.provider) throw new ApiProblem(400, 'another account of the same provider is a backup-account');
    checkAccount(to, policy.account, desk);
  }
  if (policy.kind === 'downgraded') {
    const budget = (await desk.holds.budgets()).find(({ id }) => id === policy.budget);
    if (budget === undefined) throw new ApiProblem(400, `there is no budget "${policy.budget}"`);
    if (budget.isHard)
      throw new ApiProblem(400, `the budget "${budget.id}" is a hard one: downgraded access begins at a soft one`);
    if (budget.window.kind === 'per-call')
      throw new ApiProblem(400, `the budget "${budget.id}" has no window that could end`);
  }
}

/** Its id without a host that may stand behind it. */
function knownProvider(written: string): string {
  const provider = findProvider(written) ?? findProvider(written.split('@', 1)[0] ?? '');
  if (provider === null) throw new ApiProblem(400, `there is no provider "${written}"`);
  return provider.id;
}

function checkAccount(provider: string, name: string | null, { accounts }: ApiDesk): void {
  if (accounts.find(provider, name) !== null || accounts.lockedBy(provider, name) !== null) return;
  if (name === null)
    throw new ApiProblem(
      400,
      `there is not exactly one account of ${provider}: add it with "tollkeeper accounts add" or name another`,
    );
  throw new ApiProblem(
    400,
    `there is no account "${name}" of ${provider}: add it with "tollkeeper accounts add" or name another`,
  );
}
