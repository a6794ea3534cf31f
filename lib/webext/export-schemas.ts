import * as v from 'valibot';
import { freeSchema } from '../described/free-schema.ts';
import { FREE_PERIODS } from '../domain/free-quantity.ts';
import { NOTE_CHARS_MAX } from '../domain/refusal-view.ts';
import { budgetSchema } from '../sync/hand-over.ts';
import { ROWS, readingSchema, recordSchema } from '../sync/protocol.ts';
import { draftSchema, siteFactsSchema, sitePricesSchema } from './schemas.ts';

/*
 * What is believed of the rows of a file that somebody chose: all that is counted with. A row that is none of these is left out,
 * and said; more than this it may say, as newer versions do.
 */

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(400));
const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const nano = v.pipe(
  v.bigint(),
  v.check((amount) => amount < 10n ** 30n && amount > -(10n ** 30n), 'no amount is as large'),
);
const optional = v.exactOptional;
const figures = (max: number) => v.pipe(v.array(v.pipe(v.number(), v.finite())), v.maxLength(max));
const usage = v.record(text(60), v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)));
const rates = v.record(text(60), nano);

const tariff = v.looseObject({
  times: v.record(text(64), text(30)),
  prices: v.array(v.looseObject({ model: text(400), unit: text(40), rates, free: optional(freeSchema), on: day })),
});

/** What a habit may be made of; which of them, its values say themselves. */
const habit = v.union([
  v.pipe(v.number(), v.finite()),
  nano,
  tariff,
  v.looseObject({ unit: text(40), inputNano: nano, outputNano: nano, usableNano: nano, readAt: instant }),
  v.looseObject({ unit: text(40), usage, billedNano: nano, listedNano: nano, slackNano: nano, list: v.string() }),
  v.looseObject({ calls: v.number(), squares: figures(1000), products: figures(100), spread: v.number() }),
  v.looseObject({ name: text(400), per: v.picklist(FREE_PERIODS), period: text(10), counts: usage }),
  v.looseObject({ used: v.number(), limit: v.number(), resetMs: v.number(), tokensAt: instant }),
  v.looseObject({
    ...{ limit: v.number(), at: instant },
    stated: v.nullable(v.looseObject({ used: v.number(), resetMs: v.number() })),
  }),
]);

const group = v.looseObject({
  calls: figures(10_000),
  shares: v.looseObject({ calls: v.number(), losses: figures(1000), offsets: figures(100) }),
});

const unpriced = v.array(v.looseObject({ model: v.nullable(text(400)), calls: whole, usage }));
const trail = v.looseObject({
  ...{ unit: text(40), stepNano: nano, fromNano: nano, fromAt: instant, lastNano: nano, settledAt: instant },
  ...{ calls: whole, knownLowNano: nano, knownHighNano: nano, unpriced },
  samples: v.pipe(v.array(v.looseObject({ at: instant, restNano: nano, slackNano: nano, unpriced })), v.maxLength(100)),
});

const ownBudget = v.pipe(
  v.looseObject({ id, budget: budgetSchema, change: text(64) }),
  v.check((row) => row.id === row.budget.id, 'a budget goes by its name'),
);

/** By table. A table that is not here is not taken in: keys and their marks, calls under way, what was told. */
export const ROW_SCHEMAS = {
  rollups: v.looseObject({
    ...{ day, provider: text(400), model: text(400), unit: text(40), calls: whole, refusals: whole },
    ...{
      likelyNano: nano,
      unknownCalls: whole,
      restNano: optional(nano),
      tokens: optional(whole),
      restTokens: optional(whole),
    },
  }),
  accounts: v.looseObject({ ...ROWS.accounts.entries, own: optional(tariff) }),
  ownBudgets: ownBudget,
  habits: v.looseObject({ id, values: v.pipe(v.array(habit), v.maxLength(64)) }),
  priceLists: v.looseObject({ provider: id, facts: siteFactsSchema, prices: v.nullable(sitePricesSchema) }),
  lengths: v.looseObject({ provider: id, name: id, usedAt: instant, output: group, thought: optional(group) }),
  balanceHistory: v.looseObject({ account: id, unit: text(40), at: instant, reading: readingSchema }),
  blocks: v.looseObject({
    ...{
      id,
      requestId: id,
      by: v.picklist(['us', 'provider']),
      cause: text(60),
      provider: id,
      account: v.nullable(id),
    },
    ...{ origin: text(400), model: v.nullable(text(400)), sizes: v.nullable(v.looseObject({})), at: instant },
    ...{ endedAt: instant, attempts: whole, state: v.picklist(['asked', 'no']), draft: draftSchema },
    wouldCost: v.nullable(v.looseObject({ unit: text(40), nano })),
  }),
  refusalNotes: v.looseObject({
    ...{ id, account: v.nullable(id), origin: text(400), isClear: v.nullable(v.boolean()), note: text(NOTE_CHARS_MAX) },
  }),
  records: v.pipe(
    v.looseObject({}),
    // Marks of keys are not in the file.
    v.transform((row) => ({ ...row, fingerprint: null })),
    recordSchema,
  ),
  readings: v.looseObject({ account: id, unit: text(40), reading: readingSchema }),
  drops: v.looseObject({ account: id, unit: text(40), trail }),
} as const;

/** See {@link ROW_SCHEMAS}. */
export type TakenTable = keyof typeof ROW_SCHEMAS;

/** What the head says of the ledger that the file is of. */
export const identitySchema = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  taken: v.pipe(v.array(text(100)), v.maxLength(1000)),
  sumsBefore: optional(instant),
});
