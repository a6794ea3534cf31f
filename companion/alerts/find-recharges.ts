import { readAccountNames } from '../balance/account-name.ts';
import { rechargeLink } from '../balance/links-at.ts';
import type { Recharges } from '../plan/open-recharges.ts';
import { findRechargeConditions } from '../plan/recharge-conditions.ts';
import type { Finder } from './finder.ts';

/** So many runs are looked at, the newest. */
const RUNS_MAX = 200;

/** Recharges that wait for somebody. */
export function findRecharges({ runs }: Pick<Recharges, 'runs'>): Finder {
  return {
    kinds: ['recharge'],
    find: async ({ store }) => {
      const nameOf = await readAccountNames(store);
      const named = (id: string) => ({ title: nameOf(id), recharge: rechargeLink(id.split(':')[0] ?? '') });
      return { conditions: findRechargeConditions(await runs(RUNS_MAX), named) };
    },
  };
}
