import type { Unit } from '../domain/money.ts';

/** When money is to be added to a wallet, and how much at most. Amounts are nano-units of `unit`. */
export interface RechargeRule {
  readonly unit: Unit;
  /** Below this it begins; null: the balance alone is no reason. */
  readonly belowNano: bigint | null;
  /** When the earliest end that is likely is nearer than so many days; null: that is no reason. */
  readonly runwayDays: number | null;
  readonly amountNano: bigint;
  /** In any 24 hours, and in any 31 days: a calendar's day and month are inside of them, in every zone. */
  readonly dayMaxNano: bigint;
  readonly monthMaxNano: bigint;
  /** Between one run and the next at least so long, ms. */
  readonly coolDownMs: number;
}

/**
 * What became of one run. `asked`: its owner has to say yes. `begun`: noted before anything is done. `unknown`: it may have been
 * done, nobody knows; it counts as done until somebody says otherwise. `failed`: certainly nothing was done.
 */
export type RechargeState = 'asked' | 'begun' | 'done' | 'unknown' | 'failed' | 'declined' | 'expired';

/** One run of a rule, as far as caps ask. */
export interface RechargeRun {
  readonly state: RechargeState;
  /** When it was asked or begun, or declined, by the clock that caps are counted by, ms. */
  readonly at: number;
  /** When its money went at the latest, by the same clock, ms; absent: `at`. Caps count it from then. */
  readonly paidBy?: number;
  readonly amountNano: bigint;
}

/** How things stand when a rule is looked at. */
export interface RechargeFacts {
  /** By the same clock as the runs. */
  readonly now: number;
  /** What a call may use, nano-units; null: not known. */
  readonly usableNano: bigint | null;
  /** The reading is too old to spend money on, or blurred. */
  readonly isStale: boolean;
  /** More was paid in and is not seen yet. */
  readonly isArriving: boolean;
  /** In how many days nine of ten runs have not ended yet; null: not known, or beyond what is looked at. */
  readonly runwayDaysLow: number | null;
  /** Of this rule, in any order; those done more than 31 days ago may be missing, unless the cool-down reaches as far. */
  readonly runs: readonly RechargeRun[];
}

/** Why nothing is done. */
export type RechargeWait =
  | 'not-needed'
  | 'unread'
  | 'stale'
  | 'under-way'
  | 'unsettled'
  | 'cooling-down'
  | 'arriving'
  | 'day-cap'
  | 'month-cap';

/** What a rule comes to. */
export type RechargeDecision =
  | { readonly kind: 'recharge'; readonly amountNano: bigint; readonly because: 'balance' | 'runway' }
  | { readonly kind: 'wait'; readonly why: RechargeWait };

const DAY_MS = 86_400_000;
const MONTH_MS = 31 * DAY_MS;
/** From a run that failed to the next, ms: the wallet runs out meanwhile, but nothing is gained by trying each minute. */
const RETRY_MS = 600_000;
/** What may have cost money, or will. */
const COUNTED: readonly RechargeState[] = ['asked', 'begun', 'done', 'unknown'];

/** Whether a wallet is recharged now. Never above the caps, whatever else is so: an amount is not cut to fit. */
export function decideRecharge(rule: RechargeRule, facts: RechargeFacts): RechargeDecision {
  const { usableNano, isStale, isArriving, runs, now } = facts;
  const wait = (why: RechargeWait): RechargeDecision => ({ kind: 'wait', why });
  if (usableNano === null) return wait('unread');
  const because = reasonOf(rule, facts, usableNano);
  if (because === null) return wait('not-needed');
  if (isStale) return wait('stale');
  const counted = runs.filter(({ state }) => COUNTED.includes(state));
  if (counted.some(({ state }) => state === 'asked' || state === 'begun')) return wait('under-way');
  if (counted.some(({ state }) => state === 'unknown')) return wait('unsettled');
  if (isArriving) return wait('arriving');
  // One that lies ahead, by a clock that was set back, is as recent as can be.
  if (runs.some((run) => isRecent(run, rule, now))) return wait('cooling-down');
  const cap = capOf(rule, runs, now);
  return cap === null ? { kind: 'recharge', amountNano: rule.amountNano, because } : wait(cap);
}

/** The cap that one more run would exceed; null: none. `now` and `runs` as in {@link RechargeFacts}. */
export function capOf(
  rule: Pick<RechargeRule, 'amountNano' | 'dayMaxNano' | 'monthMaxNano'>,
  runs: readonly RechargeRun[],
  now: number,
): 'day-cap' | 'month-cap' | null {
  const counted = runs.filter(({ state }) => COUNTED.includes(state));
  if (sumSince(counted, now - DAY_MS) + rule.amountNano > rule.dayMaxNano) return 'day-cap';
  return sumSince(counted, now - MONTH_MS) + rule.amountNano > rule.monthMaxNano ? 'month-cap' : null;
}

/** Whether it is too soon for another: a no holds as long as a yes, what did nothing for certain is tried again before long. */
function isRecent({ state, at }: RechargeRun, { coolDownMs }: RechargeRule, now: number): boolean {
  if (state === 'declined' || COUNTED.includes(state)) return at > now - coolDownMs;
  return state === 'failed' && at > now - RETRY_MS;
}

function reasonOf(
  { belowNano, runwayDays }: RechargeRule,
  { runwayDaysLow }: RechargeFacts,
  usableNano: bigint,
): 'balance' | 'runway' | null {
  if (belowNano !== null && usableNano < belowNano) return 'balance';
  return runwayDays !== null && runwayDaysLow !== null && runwayDaysLow < runwayDays ? 'runway' : null;
}

function sumSince(runs: readonly RechargeRun[], since: number): bigint {
  return runs.reduce((sum, { at, paidBy = at, amountNano }) => (paidBy > since ? sum + amountNano : sum), 0n);
}
