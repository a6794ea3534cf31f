import { rechargeLink } from '../balance/links-at.ts';
import type { Recharges } from '../plan/open-recharges.ts';
import { findRechargeConditions } from '../plan/recharge-conditions.ts';
import { type Finder, finderOf } from './finder.ts';

/** So many runs are looked at, the newest. */
const RUNS_MAX = 200;

/** Recharges that wait for somebody. */
export function findRecharges({ runs }: Pick<Recharges, 'runs'>): Finder {
  const nameOf = (account: string) => ({ title: account, recharge: rechargeLink(account.split(':')[0] ?? '') });
  return finderOf(['recharge'], async () => findRechargeConditions(await runs(RUNS_MAX), nameOf));
}
