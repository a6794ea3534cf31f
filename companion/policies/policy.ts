import * as v from 'valibot';

const WAIT_SECONDS_MAX = 600;
const CACHE_SECONDS_MAX = 7 * 86_400;
const TOKENS_MAX = 1_000_000;
const LIST_MAX = 100;

const count = (max: number) =>
  v.pipe(
    v.number(),
    v.integer('it is a whole number'),
    v.minValue(1, 'it is at least 1'),
    v.maxValue(max, `it is at most ${max}`),
  );
const name = v.pipe(v.string(), v.minLength(1, 'it is empty'), v.maxLength(64, 'it is longer than 64 characters'));
/** What may stand in a header. */
const model = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,128}$/, 'a model has a name of 1 to 128 visible letters and signs'),
);
const provider = v.pipe(v.string(), v.regex(/^[\w.@:-]{1,128}$/, 'a provider is called by its id'));
const models = v.pipe(
  v.record(model, model),
  v.check((map) => Object.keys(map).length >= 1, 'it names no model'),
  v.check((map) => Object.keys(map).length <= LIST_MAX, `it names more than ${LIST_MAX} models`),
);

/** Whose calls it is about: those of one tool, with one label, both, or all. */
const whose = {
  tool: v.optional(v.nullable(name), null),
  label: v.optional(v.nullable(name), null),
};

/** What a policy does, with what it needs to know. Each names accounts and models, none a secret. */
export const policyInput = v.variant('kind', [
  /** Small prompts without tools go to the cheaper model of the map. */
  v.strictObject({
    kind: v.literal('cheaper-model'),
    ...whose,
    models,
    promptTokensBelow: v.optional(count(TOKENS_MAX), 500),
  }),
  /** The bound on the answer is lowered to what fits, but not below `tokensMin`. */
  v.strictObject({ kind: v.literal('lower-max-tokens'), ...whose, tokensMin: v.optional(count(TOKENS_MAX), 256) }),
  /** Other named accounts of the same provider, in this order. */
  v.strictObject({
    kind: v.literal('backup-account'),
    ...{ ...whose, provider },
    accounts: v.pipe(
      v.array(name),
      v.minLength(1, 'it names no account'),
      v.maxLength(8, 'it names more than 8 accounts'),
    ),
  }),
  /** Another provider that takes the same requests, with models that stand in; what is not in the map goes nowhere else. */
  v.strictObject({
    kind: v.literal('backup-provider'),
    ...{ ...whose, provider, to: provider, models },
    account: v.optional(v.nullable(name), null),
  }),
  /** Waits until a budget's window begins anew. */
  v.strictObject({ kind: v.literal('wait'), ...whose, secondsMax: count(WAIT_SECONDS_MAX) }),
  /** The same request at temperature 0 without tools is answered with what came before, kept in memory. */
  v.strictObject({ kind: v.literal('cache'), ...whose, seconds: v.optional(count(CACHE_SECONDS_MAX), 3600) }),
  /** From the moment a soft budget is passed until its window ends: these models alone, and answers no longer than this. */
  v.strictObject({
    kind: v.literal('downgraded'),
    ...{ ...whose, budget: name },
    models: v.pipe(
      v.array(model),
      v.minLength(1, 'it allows no model'),
      v.maxLength(LIST_MAX, `it names more than ${LIST_MAX} models`),
    ),
    maxTokens: v.optional(v.nullable(count(TOKENS_MAX)), null),
  }),
  /** Stops what looks like a loop, which otherwise is only warned of. */
  v.strictObject({ kind: v.literal('loop-breaker'), ...whose }),
]);

/** What a policy is called: it stands in headers and records. */
export const policyName = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, 'a name is of letters, digits, dots, dashes'));

type PolicyInput = v.InferOutput<typeof policyInput>;
/** What a person wants done with calls of a tool or label; none is there unless somebody set it. */
export type Policy = PolicyInput & { readonly name: string };
export type PolicyKind = Policy['kind'];
export type PolicyOf<K extends PolicyKind> = Extract<Policy, { readonly kind: K }>;

/** How a policy is called in headers and in records. */
export function labelOf({ kind, name: own }: Pick<Policy, 'kind' | 'name'>): string {
  return `${kind}:${own}`;
}

/** Those of a kind, in the order in which they go. */
export function ofKind<K extends PolicyKind>(policies: readonly Policy[], kind: K): readonly PolicyOf<K>[] {
  return policies.filter((policy): policy is PolicyOf<K> => policy.kind === kind);
}
