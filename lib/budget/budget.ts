import type { Unit } from '../domain/money.ts';
import { capOfEnvelope, type Envelopes } from './envelopes.ts';

/** Which calls a budget is about. An envelope is a part of another budget's calls: see `budgetsOf` in envelopes.ts. */
export type BudgetScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'provider'; readonly provider: string }
  /** `wallet`: all ids that its money goes by, where accounts were merged; `account` among them. Absent: that one. */
  | { readonly kind: 'account'; readonly account: string; readonly wallet?: readonly string[] }
  | { readonly kind: 'model'; readonly model: string }
  /** The key's fingerprint, never the key. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'origin'; readonly origin: string }
  | {
      readonly kind: 'envelope';
      readonly within: BudgetScope;
      readonly labels: readonly string[];
      /** It takes what has none of these labels, unlabelled calls too, instead of what has one. */
      readonly isRest: boolean;
    };

/** What a limit counts. */
export type BudgetUnit =
  | { readonly kind: 'money'; readonly currency: Unit }
  | { readonly kind: 'tokens' }
  | { readonly kind: 'calls' };

/** The time a limit is for; `zone` is an IANA name (`Europe/Vienna`). */
export type BudgetWindow =
  | { readonly kind: 'per-call' }
  | { readonly kind: 'hour' | 'day'; readonly zone: string }
  /** `startsOn`: 1 is Monday, 7 Sunday. Absent: Monday. */
  | { readonly kind: 'week'; readonly zone: string; readonly startsOn?: number }
  /** `startsOn`: day 1 to 28. Absent: the first. */
  | { readonly kind: 'month'; readonly zone: string; readonly startsOn?: number };

/** More for a while (`budgets raise --by 5 --for 2h`): lies over the limit and leaves it as it is. */
export interface Raise {
  readonly id: string;
  /** In the limit's unit, above 0. */
  readonly by: bigint;
  /** Epoch ms, `[from, until)`. */
  readonly from: number;
  readonly until: number;
}

/** Scope × window × limit. */
export interface Budget {
  readonly id: string;
  readonly scope: BudgetScope;
  readonly unit: BudgetUnit;
  readonly window: BudgetWindow;
  /** Nano-units of the currency; whole tokens or calls. At least 0. */
  readonly limit: bigint;
  /** Hard: a call that does not fit is stopped. Soft: it is warned of. */
  readonly isHard: boolean;
  /** Hard, but holds what is usual (P95) and not the worst: it may be overrun a little. Absent: no. */
  readonly isElastic?: boolean;
  /** What happens to its calls while no hold can be written. */
  readonly onFailure: 'open' | 'closed';
  readonly raises: readonly Raise[];
  /** Its limit in named parts. Absent: it has none. */
  readonly envelopes?: Envelopes;
  /** Of which budget's limit it is a part; such a budget is worked out, never stored. Absent: it stands for itself. */
  readonly partOf?: { readonly budget: Budget; readonly envelope: string };
}

/** What of a call says which budgets it draws on. Null: it has none, or nobody knows. */
export interface BudgetedCall {
  readonly provider: string;
  readonly account: string | null;
  readonly model: string | null;
  readonly key: string | null;
  readonly label: string | null;
  readonly origin: string | null;
}

/** Whether a call draws on a budget. What is not known of a call is in no narrower scope. */
export function isWithin({ scope }: Pick<Budget, 'scope'>, call: BudgetedCall): boolean {
  switch (scope.kind) {
    case 'everything':
      return true;
    case 'provider':
      return call.provider === scope.provider;
    case 'account':
      return call.account === scope.account || (call.account !== null && scope.wallet?.includes(call.account) === true);
    case 'model':
      return call.model === scope.model;
    case 'key':
      return call.key === scope.key;
    case 'label':
      return call.label === scope.label;
    case 'origin':
      return call.origin === scope.origin;
    case 'envelope':
      return (
        isWithin({ scope: scope.within }, call) &&
        scope.isRest !== (call.label !== null && scope.labels.includes(call.label))
      );
  }
}

/** The budget of an account, for all ids of its wallet; other budgets as they are. The same object where nothing changes. */
export function withWallet(budget: Budget, idsOf: (account: string) => readonly string[]): Budget {
  const { scope } = budget;
  if (scope.kind !== 'account') return budget;
  const { account, wallet: known = [account] } = scope;
  const wallet = [...new Set([account, ...idsOf(account)])].toSorted();
  if (wallet.join('\n') === known.join('\n')) return budget;
  return { ...budget, scope: { kind: 'account', account, ...(wallet.length > 1 && { wallet }) } };
}

/** Like {@link isWithin} where nobody knows some parts of a call: a budget of such a part may be about it. */
export function mayBeWithin(
  { scope }: Pick<Budget, 'scope'>,
  call: BudgetedCall,
  unknown: readonly (keyof BudgetedCall)[],
): boolean {
  const { kind } = scope.kind === 'envelope' ? scope.within : scope;
  return unknown.some((part) => part === kind) || isWithin({ scope }, call);
}

/** The limit in force at an instant (epoch ms): raises and moves between envelopes are in it. */
export function limitAt(budget: Budget, instant: number): bigint {
  if (budget.partOf !== undefined) {
    const { budget: whole, envelope } = budget.partOf;
    return capOfEnvelope(whole, envelope, limitAt(whole, instant), instant);
  }
  let limit = budget.limit;
  for (const { by, from, until } of budget.raises) if (from <= instant && instant < until) limit += by;
  return limit;
}

/**
 * The most that `spent + held` may come to with this call: the limit, and near the end of it less for calls that stop
 * first (`Envelopes.emergency`).
 */
export function capFor(budget: Budget, call: BudgetedCall, instant: number): bigint {
  const limit = limitAt(budget, instant);
  const emergency = budget.envelopes?.emergency;
  if (emergency === undefined || call.label === null || !emergency.stopsFirst.includes(call.label)) return limit;
  return limit > emergency.amount ? limit - emergency.amount : 0n;
}

/** Which hold it takes of a call: the worst case, or what is usual. */
export function holdsWorst({ isHard, isElastic }: Pick<Budget, 'isHard' | 'isElastic'>): boolean {
  return isHard && isElastic !== true;
}
