import type { BudgetedCall } from '../../lib/budget/budget.ts';
import type { Job, Outcome } from '../../lib/domain/call.ts';
import type { Unit } from '../../lib/domain/money.ts';
import { JOB_DEADLINE_MS_MAX, JOB_GRACE_MS, JOB_MS_MAX } from '../../lib/domain/open-call.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import type { CallEnd } from '../gateway/review-port.ts';
import type { Rates } from '../ledger/amounts.ts';
import type { Holds } from '../ledger/holds.ts';
import type { CallDesk } from './call-desk.ts';
import { settlementOf } from './held-amounts.ts';
import { outcomeOfEnd } from './outcome-of-end.ts';
import { namedBy, scriptCallOf } from './script-call.ts';

/** What follow-ups are booked with. */
export interface FollowUpDesk {
  readonly desk: CallDesk;
  readonly holds: Holds;
  /** See `ReviewCallsOptions`. */
  readonly ratesFrom?: (unit: Unit) => Rates;
}

/**
 * What became of work that an earlier call began; what was held for it is booked with it.
 * @returns what this answer says of the work (null: nothing), and whether it was booked now
 */
export async function bookFollowUp(
  { desk, holds, ratesFrom }: FollowUpDesk,
  end: CallEnd,
): Promise<{ readonly job: Job | null; readonly isBooked: boolean }> {
  const provider = findProvider(end.call.provider);
  if (provider === null) return { job: null, isBooked: false };
  const reviewed = await desk.review(
    { ...scriptCallOf({ ...end.call, body: { kind: 'none' } }), bodyText: null },
    { canStop: false },
  );
  const outcome = outcomeOfEnd(end, namedBy(end.call), provider.refusals);
  const { record, more = [] } = await reviewed.settle(outcome, end.headers);
  const job = (outcome.kind === 'answer' ? outcome.job : undefined) ?? null;
  if (record === null) return { job, isBooked: false };
  // The hold was one for all of it; what other models took counts besides, in the windows of the call that began it.
  for (const one of [record, ...more]) {
    const unheld = { call: budgetedRecord(one), at: one.openedAt };
    await holds.settle({
      callId: one.callId,
      ...settlementOf(one),
      rates: one.cost ? (ratesFrom?.(one.cost.unit) ?? {}) : {},
      unheld,
    });
  }
  return { job, isBooked: true };
}

/** Whose call it was, as budgets see it, where only its record is left. */
function budgetedRecord({ provider, account, model, fingerprint, origin }: CallRecord): BudgetedCall {
  const label = /^tool:[^/]*\/(.*)$/s.exec(origin)?.[1] ?? null;
  return { provider, account, model, key: fingerprint, label, origin };
}

/** How long work may still be heard of: until its provider's own deadline, and an hour. */
export function jobMs(outcome: Outcome, now: number): number {
  const until = outcome.kind === 'answer' || outcome.kind === 'cut' ? outcome.job?.until : undefined;
  const ms = until !== undefined && until > now ? until - now : JOB_MS_MAX;
  return Math.min(ms, JOB_DEADLINE_MS_MAX) + JOB_GRACE_MS;
}
