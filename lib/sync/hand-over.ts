import * as v from 'valibot';
import type { Budget } from '../budget/budget.ts';

/** Budgets of one question. */
export const HAND_OVER_MAX = 100;
/** Raises of one budget. */
const RAISES_MAX = 100;

/** A budget that a browser has kept by itself so far; `change` is of this form of it, so that it is made once however often it is told. */
export interface HandedBudget {
  readonly change: string;
  readonly budget: Budget;
}

/** What became of each, by its name. `name-taken`: the companion has another one of that name. */
export interface HandOverAnswer {
  readonly budgets: readonly {
    readonly id: string;
    readonly outcome: 'taken' | 'name-taken' | 'not-possible';
  }[];
}

const amount = v.pipe(
  v.bigint(),
  v.check((value) => value >= 0n && value < 10n ** 30n, 'no limit is as large'),
);
const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const word = v.pipe(v.string(), v.minLength(1), v.maxLength(400));
const zone = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
/** The names that the companion can keep. */
export const budgetId = v.pipe(v.string(), v.regex(/^[^/@]{1,64}$/));

/** A budget that a browser keeps by itself. */
export const budgetSchema = v.strictObject({
  id: budgetId,
  scope: v.variant('kind', [
    v.strictObject({ kind: v.literal('everything') }),
    v.strictObject({ kind: v.literal('provider'), provider: word }),
    v.strictObject({ kind: v.literal('model'), model: word }),
  ]),
  unit: v.variant('kind', [
    v.strictObject({ kind: v.literal('money'), currency: v.pipe(v.string(), v.minLength(1), v.maxLength(40)) }),
    v.strictObject({ kind: v.picklist(['tokens', 'calls']) }),
  ]),
  window: v.strictObject({ kind: v.picklist(['day', 'week', 'month']), zone }),
  limit: amount,
  isHard: v.boolean(),
  onFailure: v.picklist(['open', 'closed']),
  raises: v.pipe(
    v.array(v.strictObject({ id: v.pipe(v.string(), v.maxLength(100)), by: amount, from: instant, until: instant })),
    v.maxLength(RAISES_MAX),
  ),
});

/** What a browser asks that hands its budgets over. */
export const handOverQuestionSchema = v.strictObject({
  budgets: v.pipe(
    v.array(v.strictObject({ change: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), budget: budgetSchema })),
    v.minLength(1),
    v.maxLength(HAND_OVER_MAX),
  ),
});

/** See {@link HandOverAnswer}. */
export const handOverAnswerSchema = v.looseObject({
  budgets: v.pipe(
    v.array(v.looseObject({ id: budgetId, outcome: v.picklist(['taken', 'name-taken', 'not-possible']) })),
    v.maxLength(HAND_OVER_MAX),
  ),
});
