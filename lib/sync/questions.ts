import * as v from 'valibot';
import type { BudgetedCall } from '../budget/budget.ts';
import type { Draft } from '../domain/call.ts';
import type { Estimate } from '../domain/estimate.ts';
import type { BudgetStop } from './budget-state.ts';

/** What a browser that wants to be paired says: the code, and what people call it. */
export const pairQuestionSchema = v.looseObject({
  code: v.pipe(v.string(), v.maxLength(64)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
});

/** A call that asks for a hold. */
export interface ReserveQuestion {
  readonly callId: string;
  readonly call: BudgetedCall;
  readonly draft: Pick<Draft, 'inputTokens'>;
  readonly estimate: Estimate | null;
}

/** What becomes of it. `settled`: this call was booked before. `stops`: every hard budget that it does not fit. */
export type ReserveAnswer =
  | { readonly kind: 'held' }
  | { readonly kind: 'settled' }
  | { readonly kind: 'refused'; readonly stops: readonly BudgetStop[] };

const word = v.pipe(v.string(), v.maxLength(400));
const tokens = v.pipe(v.number(), v.minValue(0), v.maxValue(1e12));
const count = v.strictObject({ low: tokens, likely: tokens, high: tokens });
const nano = v.pipe(
  v.bigint(),
  v.check((amount) => amount >= 0n && amount < 10n ** 30n, 'no amount is as large'),
);

const estimateSchema = v.looseObject({
  unit: v.pipe(v.string(), v.maxLength(40)),
  highNano: nano,
  mostNano: v.exactOptional(nano),
  usualNano: v.exactOptional(nano),
  isGuess: v.exactOptional(v.boolean()),
  basis: v.exactOptional(
    v.looseObject({
      output: count,
      outputMax: v.nullable(tokens),
      outputUsual: v.exactOptional(tokens),
      foundMax: v.exactOptional(v.nullable(tokens)),
    }),
  ),
});

/** See {@link ReserveQuestion}: what is counted with is looked at. */
export const reserveQuestionSchema = v.pipe(
  v.looseObject({
    callId: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    call: v.strictObject({
      provider: word,
      account: v.nullable(word),
      model: v.nullable(word),
      key: v.nullable(word),
      label: v.nullable(word),
      origin: v.nullable(word),
    }),
    draft: v.looseObject({ inputTokens: v.nullable(count) }),
    estimate: v.nullable(estimateSchema),
  }),
  v.transform((question) => question as unknown as ReserveQuestion),
);

const stopSchema = v.looseObject({
  budget: word,
  reason: v.picklist(['limit', 'unpriced', 'uncounted', 'no-rate']),
  unit: v.variant('kind', [
    v.looseObject({ kind: v.literal('money'), currency: word }),
    v.looseObject({ kind: v.picklist(['tokens', 'calls']) }),
  ]),
  cap: v.bigint(),
  spent: v.bigint(),
  held: v.bigint(),
  needed: v.nullable(v.bigint()),
  until: v.nullable(v.number()),
});

/** See {@link ReserveAnswer}. */
export const reserveAnswerSchema = v.pipe(
  v.variant('kind', [
    v.looseObject({ kind: v.picklist(['held', 'settled']) }),
    v.looseObject({ kind: v.literal('refused'), stops: v.pipe(v.array(stopSchema), v.minLength(1)) }),
  ]),
  v.transform((answer) => answer as unknown as ReserveAnswer),
);
