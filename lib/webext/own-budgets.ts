import { type Budget, type BudgetedCall, isWithin, limitAt } from '../budget/budget.ts';
import type { OpenCall } from '../domain/open-call.ts';
import type { RollupRow } from '../ledger/rows.ts';
import { neededIn } from '../sync/budget-state.ts';
import { type BudgetSpan, type DaySpan, daySpanOf } from './budget-days.ts';

/** Budgets that are kept: each is looked through at every call. */
export const OWN_BUDGETS_MAX = 40;

/** A budget that the user has set here. Its days are the browser's, whatever its window's zone says. */
export interface OwnBudgetRow {
  /** The budget's name. */
  readonly id: string;
  readonly budget: Budget;
  /** Of this form of it: a companion that was told it twice has it once. */
  readonly change: string;
}

/** How a budget stands. Amounts are in its unit. */
export interface OwnBudgetUse {
  readonly budget: Budget;
  readonly span: DaySpan;
  /** The limit in force, raises in it. */
  readonly cap: bigint;
  /** Calls whose exact cost nobody stated count with the most they may have cost. */
  readonly spent: bigint;
  /** So much of `spent` may not have been spent. */
  readonly unsure: bigint;
  /** Of calls that run still, at most. */
  readonly held: bigint;
  /** Calls, over or running, whose cost is not known or in another currency: they are not in it. Of calls that are counted none are. */
  readonly unknownCalls: number;
}

/** What is spent is summed up from the days' sums, never counted beside them: the two cannot drift apart. */
export interface SpentFrom {
  /** Of all days that a window of now has, at least. */
  readonly rollups: readonly RollupRow[];
  /** Of all calls, sent or not. */
  readonly open: readonly OpenCall[];
  /** Epoch ms. */
  readonly now: number;
}

/** How a budget stands now; `except`: a call that is not counted as one that runs. */
export function measureBudget(budget: Budget, { rollups, open, now }: SpentFrom, except?: string): OwnBudgetUse {
  const span = daySpanOf(spanOf(budget), now);
  const counted = rollups.filter((row) => isInSpan(row, span) && isWithin(budget, callOfRollup(row)));
  const running = open
    .filter((call) => call.isSent && call.callId !== except && call.openedAt >= span.start)
    .filter((call) => isWithin(budget, callOfOpen(call)))
    .map((call) => neededIn(budget, { call: callOfOpen(call), draft: call.draft, estimate: call.estimate }));
  return {
    budget,
    span,
    cap: limitAt(budget, now),
    spent: counted.reduce((sum, row) => sum + spentInRollup(budget, row), 0n),
    unsure: counted.reduce((sum, row) => sum + unsureInRollup(budget, row), 0n),
    held: running.reduce<bigint>((sum, held) => sum + (held ?? 0n), 0n),
    unknownCalls:
      counted.reduce((sum, row) => sum + unknownInRollup(budget, row), 0) +
      running.filter((held) => held === null).length,
  };
}

/** The window of an own budget, which has one of these three. */
export function spanOf({ window }: Pick<Budget, 'window'>): BudgetSpan {
  return window.kind === 'week' || window.kind === 'month' ? window.kind : 'day';
}

function callOfOpen({ provider, account, origin, draft, fingerprint: key }: OpenCall): BudgetedCall {
  return { provider, account, model: draft.model, key, label: null, origin };
}

function isInSpan({ day }: RollupRow, { fromDay, untilDay }: DaySpan): boolean {
  return day >= fromDay && day < untilDay;
}

function callOfRollup({ provider, model }: RollupRow): BudgetedCall {
  return { provider, model: model === '' ? null : model, account: null, key: null, label: null, origin: null };
}

function spentInRollup({ unit }: Pick<Budget, 'unit'>, row: RollupRow): bigint {
  if (unit.kind === 'calls') return BigInt(row.calls - row.refusals);
  if (unit.kind === 'tokens') return BigInt(row.tokens ?? 0);
  return row.unit === unit.currency ? row.likelyNano + unsureInRollup({ unit }, row) : 0n;
}

function unsureInRollup({ unit }: Pick<Budget, 'unit'>, row: RollupRow): bigint {
  if (unit.kind === 'tokens') return BigInt(row.restTokens ?? 0);
  return unit.kind === 'money' && row.unit === unit.currency ? (row.restNano ?? 0n) : 0n;
}

function unknownInRollup({ unit }: Budget, row: RollupRow): number {
  if (unit.kind !== 'money') return 0;
  return row.unit === unit.currency || row.unit === '' ? row.unknownCalls : row.calls - row.refusals;
}
