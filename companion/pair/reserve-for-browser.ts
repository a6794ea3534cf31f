import type { Budget } from '../../lib/budget/budget.ts';
import { budgetsOf } from '../../lib/budget/envelopes.ts';
import { OPEN_CALL_MS_MAX } from '../../lib/domain/open-call.ts';
import type { BudgetStop } from '../../lib/sync/budget-state.ts';
import type { ReserveAnswer, ReserveQuestion } from '../../lib/sync/questions.ts';
import { heldAmountsOf } from '../calls/held-amounts.ts';
import type { Objection } from '../ledger/operations.ts';
import type { ExchangeDesk } from './exchange.ts';

/**
 * Holds a call that a page makes, in all its budgets or none. No beat of the browser's is heard while it runs: its hold lives as
 * long as the browser itself waits for the end, and what is told later is booked as the difference.
 */
export async function reserveForBrowser(
  question: ReserveQuestion,
  { holds, ratesFrom }: Pick<ExchangeDesk, 'holds' | 'ratesFrom'>,
): Promise<ReserveAnswer> {
  const { callId, call, draft, estimate } = question;
  const amounts = heldAmountsOf(
    { inputTokens: draft.inputTokens },
    { estimate },
    estimate === null ? {} : (ratesFrom?.(estimate.unit) ?? {}),
  );
  const reservation = await holds.reserve({ callId, call, ...amounts, expiresInMs: OPEN_CALL_MS_MAX, isSent: true });
  if (reservation.kind !== 'refused') return { kind: reservation.kind };
  const budgets = (await holds.budgets()).flatMap(budgetsOf);
  return { kind: 'refused', stops: reservation.objections.map((objection) => stopOf(objection, budgets)) };
}

function stopOf(objection: Objection, budgets: readonly Budget[]): BudgetStop {
  const { budget, reason, cap, spent, held, needed, window } = objection;
  const unit = budgets.find(({ id }) => id === budget)?.unit ?? { kind: 'calls' };
  return { budget, reason, unit, cap, spent, held, needed, until: window?.end ?? null };
}
