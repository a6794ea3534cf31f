import { readNamedAccounts } from '../balance/account-name.ts';
import type { Recharges } from '../plan/open-recharges.ts';
import { findFailingRules, findRechargeConditions } from '../plan/recharge-conditions.ts';
import type { Finder } from './finder.ts';

/** Among so many runs, the newest, rules that fail are looked for. */
const RUNS_MAX = 200;

/** Recharges that wait for somebody, and rules that cannot recharge. */
export function findRecharges({ runs, waiting }: Pick<Recharges, 'runs' | 'waiting'>): Finder {
  return {
    kinds: ['recharge'],
    find: async ({ store, now }) => {
      const named = await readNamedAccounts(store);
      const failing = findFailingRules(await runs(RUNS_MAX), named, now);
      return { conditions: [...findRechargeConditions(await waiting(), named), ...failing] };
    },
  };
}
