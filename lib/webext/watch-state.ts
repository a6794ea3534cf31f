import type { Text } from '../domain/text.ts';
import type { Alert } from '../watch/alert-state.ts';
import type { WorkingHours } from '../watch/remind-at.ts';
import type { Runway } from '../watch/runway.ts';

/** Spend by hour is kept for so long, ms. */
export const HOURS_MS_MAX = 60 * 86_400_000;

/** How fast a wallet's balance falls, as far as that was worked out. */
export interface Pace {
  readonly account: string;
  readonly unit: string;
  /** What a usual day and the last recharge came to, nano-units; null: not known. */
  readonly usualDayNano: bigint | null;
  readonly rechargeNano: bigint | null;
  /** Null: what is left is not known. */
  readonly runway: Runway | null;
  /** "lasts 6–9 days, likely until Tuesday about 14:00"; null: there is nothing to say. */
  readonly lasts: Text | null;
}

/** How long what an own budget has left lasts, as far as that was worked out. */
export interface BudgetPace {
  /** The budget's name. */
  readonly budget: string;
  /** When it begins anew, epoch ms. */
  readonly renewsAt: number;
  readonly runway: Runway;
  /** "lasts 6–9 days, likely until Tuesday about 14:00". */
  readonly lasts: Text;
}

/** Something that is to be said by a notification and may not have been said yet. */
export interface Untold {
  /** Ids of the alerts, by commas: several where they are told together. */
  readonly alert: string;
  readonly title: Text;
  readonly lines: readonly Text[];
}

/** What is known of how things stand, and what was told: the background may be stopped at any time. */
export interface WatchState {
  readonly name: 'state';
  readonly alerts: readonly Alert[];
  /** When somebody looked last, epoch ms; null: never. */
  readonly lookedAt: number | null;
  /** When paces, refusals and unusual use were looked at last, epoch ms; null: never. */
  readonly learnedAt: number | null;
  readonly paces: readonly Pace[];
  /** The same of own budgets. Absent: nobody looked yet. */
  readonly budgetPaces?: readonly BudgetPace[];
  /** When the person is at work, as far as that was seen. Absent: nobody looked yet. */
  readonly workingHours?: WorkingHours;
  readonly untold: readonly Untold[];
  /** When what can wait was told together last, epoch ms, by who was told. Absent: never. */
  readonly digests?: Readonly<Record<string, number>>;
  /** Accounts and budgets (`account:…`, `budget:…`) of which a person has changed from where on they are told, or which wallet they are, since the last look. */
  readonly changed: readonly string[];
}

/** Before anybody has looked. */
export const NO_STATE: WatchState = {
  name: 'state',
  alerts: [],
  lookedAt: null,
  learnedAt: null,
  paces: [],
  untold: [],
  changed: [],
};

/** Older than this nobody is told how long a balance lasts, ms: nobody looked. */
const PACES_MS_MAX = 2 * 3_600_000;

/** The paces that still say something. `now`: epoch ms. */
export function freshPaces(state: WatchState | undefined, now: number): readonly Pace[] {
  return isFresh(state, now) ? state.paces : [];
}

/** The same of own budgets that have not begun anew since. */
export function freshBudgetPaces(state: WatchState | undefined, now: number): readonly BudgetPace[] {
  return isFresh(state, now) ? (state.budgetPaces ?? []).filter(({ renewsAt }) => renewsAt > now) : [];
}

function isFresh(state: WatchState | undefined, now: number): state is WatchState {
  return state?.learnedAt != null && Math.abs(now - state.learnedAt) <= PACES_MS_MAX;
}
