import type { Condition, ConditionKind } from '../../lib/watch/alert.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import type { AlertSettings } from './settings.ts';

/** What finders look at. */
export interface FinderInput {
  readonly holds: Pick<Holds, 'budgets' | 'usage'>;
  readonly store: LedgerStore;
  readonly settings: AlertSettings;
  /** Whether a condition was so when somebody looked last: what ends well above its line asks this. */
  readonly isOpen: (key: string) => boolean;
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

/** What a finder found; of `unsure` (keys) nobody can tell now, so that they stay as they were. */
export interface FinderFound {
  readonly conditions: readonly Condition[];
  readonly unsure?: readonly string[];
}

/** Something that looks for one sort of trouble. Where it rejects, alerts of its kinds stay as they were. */
export interface Finder {
  readonly kinds: readonly ConditionKind[];
  readonly find: (input: FinderInput) => Promise<FinderFound>;
}

/** What others find, as a finder. Where it rejects, alerts of these kinds stay as they were. */
export function finderOf(kinds: Finder['kinds'], find: () => Promise<readonly Condition[]>): Finder {
  return { kinds, find: async () => ({ conditions: await find() }) };
}
