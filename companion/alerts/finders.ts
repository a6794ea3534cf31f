import type { Recharges } from '../plan/open-recharges.ts';
import { findBalances } from './find-balances.ts';
import { findBudgets } from './find-budgets.ts';
import { findCalls } from './find-calls.ts';
import { findRecharges } from './find-recharges.ts';
import { findReview } from './find-review.ts';
import type { Finder } from './finder.ts';

/** What finders ask besides the ledger. */
interface FinderSources {
  readonly recharges: Pick<Recharges, 'runs' | 'waiting'>;
  readonly wallets: Parameters<typeof findBalances>[0];
  /** What is found elsewhere (`finderOf`): runways, unusual use, what cannot be read, what was not delivered. */
  readonly others: readonly Finder[];
}

/** Everything that is looked for, a line each. */
export const openFinders = ({ recharges, wallets, others }: FinderSources): readonly Finder[] => [
  findBalances(wallets),
  findBudgets,
  findCalls,
  findRecharges(recharges),
  findReview,
  ...others,
];
