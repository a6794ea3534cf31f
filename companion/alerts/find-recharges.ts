import { titleOfId } from '../balance/account-title.ts';
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
      const rows = await store.transact(async ({ accounts }) => accounts.toArray());
      const nameOf = (account: string) => ({
        title: titleOfId(account, rows),
        recharge: rechargeLink(account.split(':')[0] ?? ''),
      });
      return { conditions: findRechargeConditions(await runs(RUNS_MAX), nameOf) };
    },
  };
}
