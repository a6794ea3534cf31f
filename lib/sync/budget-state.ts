import * as v from 'valibot';
import { type Budget, type BudgetedCall, capFor, holdsWorst, isWithin } from '../budget/budget.ts';
import type { Draft } from '../domain/call.ts';
import { asCorrected } from '../domain/corrected.ts';
import type { Estimate } from '../domain/estimate.ts';
import { atUnit, convertNano, type Money, type Unit } from '../domain/money.ts';
import type { CallRecord } from '../domain/record.ts';
import { tokensOf } from '../domain/tokens-of.ts';

/** A budget as it stood when it was last heard of: by this limits are enforced while the companion does not answer. */
export interface BudgetState {
  readonly budget: Budget;
  /** In the budget's unit. */
  readonly spent: bigint;
  readonly held: bigint;
  /** When its windows begin, epoch ms, first the one that was measured; empty: each call is a window by itself. */
  readonly starts: readonly number[];
  /** By unit: so many nano-units of it make one of the budget's currency. Absent: no rate is known, or it counts no money. */
  readonly rates?: CurrencyRates;
  /** Calls of its window whose amount nobody can tell: not in `spent`. Absent: it was not told. */
  readonly uncounted?: bigint;
}

/** See {@link BudgetState.rates}. */
export type CurrencyRates = Readonly<Record<Unit, bigint>>;

const amount = v.bigint();
const instant = v.pipe(v.number(), v.minValue(0));
const words = v.array(v.string());
const rates = v.exactOptional(v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.bigint(), v.minValue(1n))));

const name = v.pipe(v.string(), v.maxLength(200));
/** How a limit is shared out, which is only shown: what is told of it in another form is left out. */
const envelopesSchema = v.looseObject({
  shares: v.array(
    v.looseObject({ name, share: v.pipe(v.number(), v.integer(), v.minValue(0)), labels: v.array(name) }),
  ),
  moves: v.array(v.looseObject({ id: name, from: name, to: name, amount, at: instant, until: instant })),
  emergency: v.exactOptional(v.looseObject({ amount, stopsFirst: v.array(name) })),
});

/** What is counted with, and shown; the rest of a budget is not needed here. */
const budgetSchema = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  scope: v.variant('kind', [
    v.looseObject({ kind: v.literal('everything') }),
    v.looseObject({ kind: v.literal('provider'), provider: v.string() }),
    v.looseObject({ kind: v.literal('account'), account: v.string(), wallet: v.exactOptional(words) }),
    v.looseObject({ kind: v.literal('model'), model: v.string() }),
    v.looseObject({ kind: v.literal('key'), key: v.string() }),
    v.looseObject({ kind: v.literal('label'), label: v.string() }),
    v.looseObject({ kind: v.literal('origin'), origin: v.string() }),
    v.looseObject({
      kind: v.literal('envelope'),
      within: v.looseObject({ kind: v.string() }),
      labels: words,
      isRest: v.boolean(),
    }),
  ]),
  unit: v.variant('kind', [
    v.looseObject({ kind: v.literal('money'), currency: v.string() }),
    v.looseObject({ kind: v.picklist(['tokens', 'calls']) }),
  ]),
  limit: amount,
  isHard: v.boolean(),
  window: v.looseObject({ kind: v.picklist(['per-call', 'hour', 'day', 'week', 'month']) }),
  envelopes: v.exactOptional(v.fallback(v.optional(envelopesSchema), undefined)),
  raises: v.array(v.looseObject({ by: amount, from: instant, until: instant })),
});

/** See {@link BudgetState}. */
export const budgetStateSchema = v.pipe(
  v.looseObject({
    ...{ budget: budgetSchema, spent: amount, held: amount, starts: v.array(instant), rates },
    uncounted: v.exactOptional(amount),
  }),
  v.transform((state) => state as unknown as BudgetState),
);

/** What a call asks of budgets. */
export interface AskedCall {
  readonly call: BudgetedCall;
  readonly draft: Pick<Draft, 'inputTokens'>;
  readonly estimate: Estimate | null;
}

/** A hard budget that a call may not fit into. */
export interface BudgetStop {
  readonly budget: string;
  /** Why: it does not fit, or nobody can tell whether it does. */
  readonly reason: 'limit' | 'unpriced' | 'uncounted' | 'no-rate';
  readonly unit: Budget['unit'];
  readonly cap: bigint;
  readonly spent: bigint;
  readonly held: bigint;
  /** In the budget's unit; null: nobody can tell. */
  readonly needed: bigint | null;
  /** When its window ends, epoch ms; null: each call by itself, or not known. */
  readonly until: number | null;
}

/**
 * The hard budgets that a call may not fit into by what is known here: what they stood at, and what was spent here since
 * (`spentHere`, in the unit of each one's budget). Where a window has ended meanwhile, it begins with nothing spent.
 */
export function findStops(
  states: readonly BudgetState[],
  asked: AskedCall,
  now: number,
  spentHere: (state: BudgetState, from: number) => bigint,
): readonly BudgetStop[] {
  return states.flatMap((state) => {
    const { budget } = state;
    if (!budget.isHard || !isWithin(budget, asked.call)) return [];
    const needed = neededIn(budget, asked, state.rates);
    const { start, end, isMeasured } = windowAt(state, now);
    const known = isMeasured ? state.spent : 0n;
    const spent = start === null ? 0n : known + spentHere(state, start);
    const held = start === null || !isMeasured ? 0n : state.held;
    const cap = capFor(budget, asked.call, now);
    const fits = needed !== null && (spent + held + needed <= cap || (needed === 0n && budget.unit.kind === 'money'));
    if (fits) return [];
    const reason = needed !== null ? 'limit' : reasonOf(budget, asked);
    return [{ budget: budget.id, reason, unit: budget.unit, cap, spent, held, needed, until: end }];
  });
}

interface WindowNow {
  readonly start: number | null;
  readonly end: number | null;
  /** It is the one that was measured. */
  readonly isMeasured: boolean;
}

/** The window of a budget at an instant (epoch ms), as far as its windows were told. */
export function windowAt({ starts }: BudgetState, now: number): WindowNow {
  const [first] = starts;
  if (first === undefined) return { start: null, end: null, isMeasured: true };
  const next = starts.findIndex((start) => start > now);
  const index = next === -1 ? starts.length - 1 : Math.max(0, next - 1);
  return { start: starts[index] ?? first, end: starts[index + 1] ?? null, isMeasured: index === 0 };
}

/** What a budget counts of a call that has ended, at most; 0 where nobody can tell. */
export function spentIn(budget: Budget, record: CallRecord, rates?: CurrencyRates): bigint {
  const { provider, account, model, fingerprint: key, origin, outcome } = record;
  const { cost } = asCorrected(record);
  if (!isWithin(budget, { provider, account, model, key, label: null, origin })) return 0n;
  if (budget.unit.kind === 'calls') return outcome === 'refusal' ? 0n : 1n;
  if (budget.unit.kind === 'money') {
    return (cost && inCurrency({ unit: cost.unit, nano: cost.highNano }, budget.unit.currency, rates)) ?? 0n;
  }
  return BigInt(tokensOf(record) ?? 0);
}

/** What a budget would hold of it; null: nobody can tell. As the companion has it (calls/held-amounts.ts). */
export function neededIn(budget: Budget, { draft, estimate }: AskedCall, rates?: CurrencyRates): bigint | null {
  const isWorst = holdsWorst(budget);
  if (budget.unit.kind === 'calls') return 1n;
  if (budget.unit.kind === 'tokens') {
    const outputMax = estimate?.basis?.outputMax ?? null;
    const input = draft.inputTokens;
    const { foundMax = 0 } = estimate?.basis ?? {};
    if (input === null || outputMax === null || foundMax === null) return null;
    return BigInt(
      Math.ceil(
        input.high +
          (isWorst
            ? foundMax + outputMax
            : (estimate?.basis?.outputUsual ?? estimate?.basis?.output.high ?? outputMax)),
      ),
    );
  }
  if (estimate === null || estimate.mostNano === undefined || estimate.isGuess === true) return null;
  const nano = isWorst ? estimate.mostNano : (estimate.usualNano ?? estimate.highNano);
  return inCurrency({ unit: estimate.unit, nano }, budget.unit.currency, rates);
}

/** Null: no rate is known. Never 1:1. */
function inCurrency({ unit, nano }: Money, currency: Unit, rates: CurrencyRates | undefined): bigint | null {
  if (unit === currency) return nano;
  const rate = atUnit(rates, unit);
  return rate === undefined ? null : convertNano(nano, rate);
}

function reasonOf({ unit }: Budget, { estimate }: AskedCall): BudgetStop['reason'] {
  if (unit.kind !== 'money') return 'uncounted';
  const isPriced = estimate !== null && estimate.mostNano !== undefined && estimate.isGuess !== true;
  return isPriced ? 'no-rate' : 'unpriced';
}
