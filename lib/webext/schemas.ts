import * as v from 'valibot';
import { PART_KINDS } from '../domain/balance.ts';
import { BATCH_MODELS_MAX, MEDIA_MAX, METERS, REFUSAL_SAYS, TRAITS, UNCOUNTED, WIRE_IDS } from '../domain/call.ts';
import { PROMPT_PARTS_MAX } from '../domain/prompt-marks.ts';
import { SITE_GROUPS_MAX, SITE_MODELS_MAX } from '../domain/site-facts.ts';

/**
 * What is believed of the parts of a message from bridge to background: shape and bounds. Anything else is dropped at the
 * door. The door between page and bridge is lib/bridge/tap-schema.ts.
 */

const GROUP_CHARS_MAX = 64;
const TOKENS_MAX = 1_000_000_000;
/** A batch has at most 100,000 requests. */
const ANSWERS_MAX = 100_000;
/** What a provider says it billed may be more than a request may ask for, but still counts exactly. */
const BILLED_MAX = 1_000_000_000_000;

const tokens = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(TOKENS_MAX));
const name = v.pipe(v.string(), v.maxLength(200));
const meter = v.picklist(METERS);
const tier = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/));

export const countSchema = v.pipe(
  v.strictObject({ low: tokens, likely: tokens, high: tokens }),
  v.check((count) => count.low <= count.likely && count.likely <= count.high),
);

const size = v.exactOptional(v.nullable(tokens));
/** What a provider calls a kind of looking or thinking. */
const word = v.exactOptional(v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/)));
/** Kinds of text that are told apart. */
const KINDS_MAX = 16;

const mediaSchema = v.strictObject({
  kind: v.picklist(['image', 'audio', 'video', 'document']),
  width: size,
  height: size,
  detail: word,
  milliseconds: size,
  pages: size,
  times: v.pipe(tokens, v.minValue(1)),
});

const madeSchema = v.strictObject({
  kind: v.literal('image'),
  size: word,
  quality: word,
  partials: v.exactOptional(tokens),
  times: v.pipe(tokens, v.minValue(1)),
});

const frameSchema = v.strictObject({
  messages: tokens,
  tools: tokens,
  written: countSchema,
  around: countSchema,
  requests: v.exactOptional(tokens),
  withTools: v.exactOptional(tokens),
});

/** Made by a call that bundlers may leave out: the pages' bundles have no use for it. */
export const draftSchema = /* @__PURE__ */ openDraftSchema();

function openDraftSchema() {
  const own = {
    wire: v.picklist(WIRE_IDS),
    model: v.nullable(name),
    inputTokens: v.nullable(countSchema),
    outputTokensMax: v.nullable(tokens),
    answers: v.pipe(tokens, v.minValue(1), v.maxValue(ANSWERS_MAX)),
    each: v.exactOptional(countSchema),
    mediaOfEach: v.exactOptional(countSchema),
    units: v.nullable(v.strictObject({ meter, count: tokens })),
    group: v.exactOptional(v.nullable(v.pipe(v.string(), v.maxLength(GROUP_CHARS_MAX)))),
    tier: v.exactOptional(v.nullable(tier)),
    uncounted: v.exactOptional(v.picklist(UNCOUNTED)),
    media: v.exactOptional(v.pipe(v.array(mediaSchema), v.maxLength(MEDIA_MAX))),
    makes: v.exactOptional(v.pipe(v.array(madeSchema), v.maxLength(1))),
    frame: v.exactOptional(frameSchema),
    kinds: v.exactOptional(v.pipe(v.array(tokens), v.maxLength(KINDS_MAX))),
    isExact: v.exactOptional(v.literal(true)),
    traits: v.exactOptional(v.pipe(v.array(v.picklist(TRAITS)), v.maxLength(3))),
    searchesMax: v.exactOptional(v.nullable(tokens)),
    spoken: v.exactOptional(v.strictObject({ hears: v.boolean(), isUncounted: v.boolean(), speaks: v.boolean() })),
    session: v.exactOptional(v.picklist(['first', 'later'])),
    effort: word,
    isStream: v.boolean(),
    revisable: v.pipe(v.array(v.picklist(['output-max', 'batch', 'model'])), v.maxLength(3)),
  };
  const ofModels = v.exactOptional(v.pipe(v.array(v.strictObject(own)), v.maxLength(BATCH_MODELS_MAX)));
  return v.strictObject({ ...own, ofModels });
}

/** A keyed mark, 64 bits. */
const mark = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/** What a tab tells of a prompt: marks and lengths, a length for each mark. */
export const marksSchema = v.pipe(
  v.strictObject({
    whole: mark,
    parts: v.pipe(v.array(mark), v.maxLength(PROMPT_PARTS_MAX)),
    chars: v.pipe(v.array(tokens), v.maxLength(PROMPT_PARTS_MAX)),
    marked: v.pipe(tokens, v.maxValue(PROMPT_PARTS_MAX)),
    hour: v.exactOptional(v.pipe(tokens, v.maxValue(PROMPT_PARTS_MAX))),
  }),
  v.check(({ parts, chars }) => parts.length === chars.length),
);

export const usageSchema = v.record(meter, v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(BILLED_MAX)));

/** A decimal as providers state a cost; floats of theirs have up to 20 digits behind the point. */
export const decimalSchema = v.pipe(v.string(), v.maxLength(40), v.regex(/^\d{1,24}(\.\d{1,20})?$/));

const billed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(BILLED_MAX));
const jobId = v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/));
const jobSchema = v.strictObject({
  id: jobId,
  also: v.exactOptional(v.pipe(v.array(jobId), v.maxLength(4))),
  isOver: v.boolean(),
  hasFailed: v.exactOptional(v.literal(true)),
  until: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  done: v.exactOptional(billed),
  uses: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          model: v.nullable(name),
          usage: usageSchema,
          each: v.strictObject({ low: billed, likely: billed, high: billed }),
          requests: v.exactOptional(billed),
        }),
      ),
      v.maxLength(BATCH_MODELS_MAX),
    ),
  ),
});

const answerFields = {
  usage: v.nullable(usageSchema),
  isUsageFinal: v.exactOptional(v.literal(false)),
  cost: v.nullable(decimalSchema),
  costUnit: v.exactOptional(v.pipe(v.string(), v.maxLength(20))),
  output: v.nullable(countSchema),
  beside: v.exactOptional(
    v.strictObject({
      shown: tokens,
      thought: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(BILLED_MAX)),
      hasCalls: v.boolean(),
    }),
  ),
  isBounded: v.exactOptional(v.literal(true)),
  tier: v.exactOptional(tier),
  job: v.exactOptional(jobSchema),
};

/** What was usable, and whose that is. */
export const usableSchema = v.strictObject({ account: name, unit: name, nano: v.bigint() });

const nano = v.nullable(v.bigint());

/** What a wallet holds, as a console showed it. */
export const walletSchema = v.strictObject({
  unit: name,
  availableNano: nano,
  frozenNano: nano,
  isUnlimited: v.exactOptional(v.literal(true)),
  parts: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({ kind: v.picklist(PART_KINDS), nano: v.bigint(), isApart: v.exactOptional(v.literal(true)) }),
      ),
      v.maxLength(16),
    ),
  ),
});

/** What a provider numbers a call by; null: nothing. */
export const requestIdSchema = v.nullable(v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/)));

export const refusalSchema = v.strictObject({
  says: v.picklist(REFUSAL_SAYS),
  status: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999)),
  code: v.nullable(v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/))),
  availableNano: v.nullable(v.bigint()),
  neededNano: v.nullable(v.bigint()),
  unit: v.nullable(name),
  retryAfterMs: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000))),
  providerRequestId: requestIdSchema,
  hasAnswerBegun: v.boolean(),
});

/** Numbers and times, by header: no room for anything else. */
export const limitsSchema = v.pipe(
  v.record(v.pipe(v.string(), v.maxLength(40)), v.pipe(v.string(), v.regex(/^[\w"=;, .]{1,80}$/))),
  v.check((headers) => Object.keys(headers).length <= 11),
);

export const outcomeSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('answer'), ...answerFields }),
  v.strictObject({ kind: v.literal('cut'), ...answerFields }),
  v.strictObject({ kind: v.literal('refusal'), refusal: refusalSchema }),
  v.strictObject({ kind: v.literal('error'), status: v.nullable(v.pipe(v.number(), v.integer())) }),
  v.strictObject({ kind: v.literal('unsent') }),
]);

const decimalText = v.pipe(v.string(), v.regex(/^\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i));
const groupName = v.pipe(v.string(), v.maxLength(GROUP_CHARS_MAX));
const groupRatios = v.pipe(
  v.record(groupName, decimalText),
  v.check((ratios) => Object.keys(ratios).length <= SITE_GROUPS_MAX),
);

/** What a site says of itself; where it did the background hears from the browser. */
export const siteFactsSchema = v.strictObject({
  origin: v.pipe(v.string(), v.maxLength(300)),
  name: v.nullable(v.pipe(v.string(), v.maxLength(60))),
  perUnit: decimalText,
  shown: v.nullable(v.strictObject({ unit: v.pipe(v.string(), v.maxLength(20)), perUnit: decimalText })),
  generation: v.pipe(v.string(), v.maxLength(20)),
});

const listedRates = v.record(meter, decimalText);
/** Sizes of calls that one model has prices for. */
const SIZES_MAX = 8;

export const sitePricesSchema = v.strictObject({
  readOn: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
  userGroup: v.nullable(groupName),
  groupRatios,
  models: v.pipe(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.maxLength(128)),
        perCall: v.nullable(decimalText),
        input: decimalText,
        output: decimalText,
        cached: v.nullable(decimalText),
        groups: v.pipe(v.array(groupName), v.maxLength(SITE_GROUPS_MAX)),
        rates: v.exactOptional(listedRates),
        sizes: v.exactOptional(
          v.pipe(
            v.array(
              v.strictObject({
                aboveInputTokens: v.pipe(v.number(), v.integer(), v.minValue(1)),
                rates: listedRates,
              }),
            ),
            v.maxLength(SIZES_MAX),
          ),
        ),
      }),
    ),
    v.maxLength(SITE_MODELS_MAX),
  ),
  isPart: v.exactOptional(v.literal(true)),
});

export const groupRatiosSchema = groupRatios;

/** Ids of sites hold their host. */
export const SURFACE_CHARS_MAX = 320;
