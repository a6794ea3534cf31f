import * as v from 'valibot';
import { type Budget, limitAt } from '../../lib/budget/budget.ts';
import { capsOf, ENVELOPES_MAX, STOPS_FIRST, shareOut } from '../../lib/budget/envelopes.ts';
import type { BudgetStep } from '../ledger/budget-store.ts';
import type { Sharing } from '../ledger/change-envelopes.ts';
import type { BudgetUse } from '../ledger/operations.ts';
import type { ShownBudget } from '../terminal/write-budgets.ts';
import type { ShownEnvelopeStep } from '../terminal/write-envelopes.ts';
import { fromAmount, toAmount } from './budget-json.ts';

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const labels = v.pipe(v.array(label), v.maxLength(50));

/** How a limit is shared out, as programs write it. */
export const sharingInput = v.object({
  shares: v.pipe(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.maxLength(32)),
        /** Whole parts of the sum of all shares: 60, 20 and 20, or 3, 1 and 1. */
        share: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
        /** Calls with one of these draw on it. Absent: the reserve, which takes all the others. */
        labels: v.optional(labels, []),
      }),
    ),
    v.minLength(1),
    v.maxLength(ENVELOPES_MAX),
  ),
  /** With no more than `amount` of the whole left, calls with these labels stop (development and test). */
  emergency: v.optional(v.object({ amount: v.string(), stopsFirst: v.optional(labels, [...STOPS_FIRST]) })),
});

/** How a limit is meant to be shared out. Throws what can be shown where an amount is none. */
export function toSharing({ shares, emergency }: v.InferOutput<typeof sharingInput>, { unit }: Budget): Sharing {
  if (emergency === undefined) return { shares };
  return {
    shares,
    emergency: { amount: toAmount(emergency.amount, unit), stopsFirst: emergency.stopsFirst },
  };
}

/** A budget's envelopes and how they stand, for programs; nothing where it has none. */
export function describeEnvelopes(
  budget: Budget,
  uses: readonly BudgetUse[],
  now: number,
): Pick<ShownBudget, 'envelopes' | 'emergency'> {
  const { envelopes, unit, id } = budget;
  if (envelopes === undefined) return {};
  const write = (amount: bigint): string => fromAmount(amount, unit);
  const limit = limitAt(budget, now);
  const caps = capsOf(envelopes, limit, now);
  const parts = shareOut(
    limit,
    envelopes.shares.map(({ share }) => share),
  );
  const { emergency } = envelopes;
  return {
    envelopes: envelopes.shares.map(({ name, share, labels: own }, index) => {
      const { spent = 0n, held = 0n } = uses.find((use) => use.budget === `${id}/${name}`) ?? {};
      const cap = caps.get(name) ?? 0n;
      const left = cap - spent - held;
      return {
        ...{ name, share, labels: own, moved: write(cap - (parts[index] ?? 0n)), limitNow: write(cap) },
        ...{ spent: write(spent), held: write(held), left: write(left > 0n ? left : 0n) },
        ...(spent > cap && { over: write(spent - cap) }),
      };
    }),
    ...(emergency && { emergency: { amount: write(emergency.amount), stopsFirst: emergency.stopsFirst } }),
  };
}

/** What was done with a budget's envelopes, oldest first, for programs. */
export function describeSteps(steps: readonly BudgetStep[]): readonly ShownEnvelopeStep[] {
  return steps.flatMap(({ id, kind, at, budget }): readonly ShownEnvelopeStep[] => {
    if (kind === 'remove') return [{ id, at, kind: 'unshared' }];
    if (kind === 'share') {
      const shares = budget?.envelopes?.shares.map(({ name, share }) => ({ name, share }));
      return [shares === undefined ? { id, at, kind: 'unshared' } : { id, at, kind: 'shared', shares }];
    }
    const move = kind === 'move' ? budget?.envelopes?.moves.find((one) => one.id === id) : undefined;
    if (move === undefined || budget === null) return [];
    const { unit } = budget;
    const named = unit.kind === 'money' ? unit.currency : unit.kind;
    const { from, to, until } = move;
    return [{ id, at, kind: 'moved', from, to, amount: fromAmount(move.amount, unit), unit: named, until }];
  });
}
