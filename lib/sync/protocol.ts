import * as v from 'valibot';
import type { BalanceReading } from '../domain/balance.ts';
import { FREE_PERIODS } from '../domain/free-quantity.ts';
import type { CallRecord } from '../domain/record.ts';
import { THRESHOLDS_MAX } from '../domain/threshold.ts';
import { type BudgetState, budgetStateSchema } from './budget-state.ts';
import { type Fields, ROW, type Stamps } from './stamps.ts';

/*
 * What a browser and a companion say to each other, as bigint-json. One question does both ways, and may be asked again
 * whenever its answer was lost: nothing in it is a sum, everything has an id.
 */

/** Tables whose rows are changed: field by field, by their last writer. */
export const STAMPED_TABLES = ['accounts', 'keys', 'priceLists', 'habits'] as const;
export type StampedTable = (typeof STAMPED_TABLES)[number];

/** One thing that the other side does not know yet. */
export type SyncItem =
  | { readonly kind: 'record'; readonly record: CallRecord }
  | { readonly kind: 'reading'; readonly account: string; readonly reading: BalanceReading }
  /** `row` null: it was removed. */
  | {
      readonly kind: 'row';
      readonly table: StampedTable;
      readonly id: string;
      readonly row: Fields | null;
      readonly stamps: Stamps;
    }
  /** A call that was held and never left. */
  | { readonly kind: 'unsent'; readonly callId: string };

/** Items of one question or answer: they are written in one transaction, for which everything else waits. */
export const ITEMS_MAX = 200;
/** Of the text of a question or an answer. */
export const SYNC_BYTES_MAX = 16 * 1024 * 1024;

/** How far the companion's ledger was read. */
export interface SyncCursor {
  /** Of which beginning of that ledger; another one means that all is read anew. */
  readonly epoch: string;
  /** Changes up to this number are known. */
  readonly seq: number;
  /** The last call of the ledger's past that is known, by its id; null: all of it is. */
  readonly after: string | null;
}

/** What a browser asks. */
export interface SyncQuestion {
  readonly items: readonly SyncItem[];
  /** Null: nothing was read yet. */
  readonly cursor: SyncCursor | null;
  /** How many more there were that nobody here understands: of another version. */
  readonly notTaken: number;
}

/** What the companion answers: `items` has been kept, and this is new here. */
export interface SyncAnswer {
  readonly items: readonly SyncItem[];
  readonly cursor: SyncCursor;
  /** There is more: ask again. */
  readonly isMore: boolean;
  /** The cursor was of another ledger, or of a time that this one has forgotten: everything is to be said anew. */
  readonly isNew: boolean;
  readonly budgets: readonly BudgetState[];
  /** How many of the items that were told, and how many of these, are not understood: one must not keep the others back. */
  readonly notTaken: number;
  /** The companion tells somebody of what runs out: whoever asks need not. Absent: it tells nobody, or is of an older version. */
  readonly isTelling?: boolean;
}

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(400));
const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const nano = v.pipe(
  v.bigint(),
  v.check((amount) => amount < 10n ** 30n && amount > -(10n ** 30n), 'no amount is as large'),
);
const data = v.nullable(v.looseObject({}));
const optional = v.exactOptional;

const costSchema = v.strictObject({ unit: text(40), lowNano: nano, likelyNano: nano, highNano: nano });

/** Corrections of one call: more than any has. */
const CORRECTIONS_MAX = 1000;
const correctionSchema = v.strictObject({
  ...{ id, kind: v.picklist(['refund', 'repricing', 'reconciliation']), unit: text(40), nano },
});

const usage = v.record(text(60), v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)));

/** What is free by the price that a record was booked by: sums are kept of it. */
const freeSchema = v.looseObject({
  ...{ meters: v.pipe(v.array(text(60)), v.minLength(1), v.maxLength(60)), count: v.number() },
  ...{ per: v.picklist(FREE_PERIODS), pool: optional(text(60)), left: optional(v.number()) },
});

/** A record. What is counted with is looked at; sizes that are only shown are plain data. Newer versions may say more. */
export const recordSchema = v.looseObject({
  callId: id,
  requestId: id,
  providerRequestId: optional(v.nullable(text(200))),
  provider: id,
  surface: id,
  account: v.nullable(id),
  paidBy: optional(id),
  fingerprint: v.nullable(text(64)),
  masked: optional(v.nullable(text(64))),
  origin: text(400),
  model: v.nullable(text(400)),
  draft: data,
  estimateLikelyNano: v.nullable(nano),
  outcome: v.picklist(['answer', 'cut', 'refusal', 'error', 'unsent']),
  usage: v.nullable(usage),
  freeUse: optional(usage),
  pricedBy: optional(v.nullable(v.looseObject({ free: optional(v.pipe(v.array(freeSchema), v.maxLength(8))) }))),
  cost: v.nullable(costSchema),
  certainty: v.picklist(['billed', 'estimated', 'unknown']),
  asideNano: optional(nano),
  isPayerUnsure: optional(v.literal(true)),
  refusalCause: v.nullable(text(60)),
  corrections: optional(v.pipe(v.array(correctionSchema), v.maxLength(CORRECTIONS_MAX))),
  isReviewed: v.boolean(),
  openedAt: instant,
  settledAt: instant,
  day: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
});

/** A reading of a balance; newer versions may say more. */
export const readingSchema = v.looseObject({
  unit: text(40),
  availableNano: v.nullable(nano),
  frozenNano: v.nullable(nano),
  at: instant,
  source: v.picklist(['console', 'header', 'refusal', 'manual', 'api']),
});

/** When each field of a row was written; see `Stamps`. */
export const stampsSchema = v.record(text(600), v.strictTuple([instant, text(64)]));

const amounts = v.record(text(60), nano);
const percent = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));
const thresholdSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('amount'), unit: text(60), below: nano }),
  v.strictObject({ kind: v.picklist(['of-recharge', 'of-day', 'of-limit']), percent }),
  v.strictObject({ kind: v.literal('runway'), days: v.pipe(v.number(), v.minValue(0), v.maxValue(365)) }),
]);
/** Fields without which a row cannot be worked with, by table. */
export const ROWS = {
  accounts: v.looseObject({
    id,
    provider: id,
    name: v.nullable(text(400)),
    consoleOrigin: text(400),
    seenAt: instant,
    ownLimits: amounts,
    quietBelow: optional(amounts),
    lowBelow: optional(amounts),
    thresholds: optional(v.pipe(v.array(thresholdSchema), v.maxLength(THRESHOLDS_MAX))),
    falseAsks: v.pipe(v.number(), v.integer(), v.minValue(0)),
    mergedInto: optional(v.nullable(id)),
  }),
  keys: v.looseObject({
    fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    provider: id,
    account: text(400),
    readAt: instant,
    name: text(400),
    limitNano: v.nullable(nano),
    usedNano: v.nullable(nano),
    unit: text(40),
  }),
  priceLists: v.looseObject({ provider: id, facts: v.looseObject({ origin: text(400) }), prices: data }),
  habits: v.looseObject({ id, values: v.pipe(v.array(v.looseObject({})), v.maxLength(64)) }),
} as const;

/** What the field of each table is called that tells its rows apart. */
export const KEY_FIELDS: Readonly<Record<StampedTable, string>> = {
  accounts: 'id',
  keys: 'fingerprint',
  priceLists: 'provider',
  habits: 'id',
};

/** What of a row says nothing to others unless the rest of it changes: what was used of a key since its list was read. */
export const IGNORED_FIELDS: Readonly<Record<StampedTable, readonly string[]>> = {
  accounts: [],
  keys: ['usedNano'],
  priceLists: [],
  habits: [],
};

const rowSchemas = STAMPED_TABLES.map((table) =>
  v.pipe(
    v.strictObject({
      kind: v.literal('row'),
      table: v.literal(table),
      id,
      row: v.nullable(ROWS[table]),
      stamps: v.pipe(
        stampsSchema,
        v.check((stamps) => Object.hasOwn(stamps, ROW), 'a row says when it came or went'),
      ),
    }),
    v.check(
      (item) => item.row === null || (item.row as Fields)[KEY_FIELDS[table]] === item.id,
      'a row has the id it is sent by',
    ),
  ),
);

const itemSchema = v.union([
  v.strictObject({ kind: v.literal('record'), record: recordSchema }),
  v.strictObject({ kind: v.literal('reading'), account: id, reading: readingSchema }),
  v.strictObject({ kind: v.literal('unsent'), callId: id }),
  ...rowSchemas,
]);

const cursorSchema = v.strictObject({
  epoch: text(64),
  seq: v.pipe(v.number(), v.integer(), v.minValue(0)),
  after: v.nullable(text(400)),
});

const items = v.pipe(v.array(v.unknown()), v.maxLength(ITEMS_MAX));

/** See {@link SyncQuestion}. What a ledger's types say beyond this is data that is only kept and shown. */
export const questionSchema = v.pipe(
  v.strictObject({ items, cursor: v.nullable(cursorSchema) }),
  v.transform(({ items: told, cursor }): SyncQuestion => ({ ...readItems(told), cursor })),
);

/** See {@link SyncAnswer}. */
export const answerSchema = v.pipe(
  v.looseObject({
    items: v.array(v.unknown()),
    cursor: cursorSchema,
    isMore: v.boolean(),
    isNew: v.boolean(),
    budgets: v.pipe(v.array(budgetStateSchema), v.maxLength(2000)),
    notTaken: v.number(),
    isTelling: v.optional(v.boolean(), false),
  }),
  v.transform(({ items: told, cursor, isMore, isNew, budgets, notTaken, isTelling }): SyncAnswer => {
    const read = readItems(told);
    return { items: read.items, cursor, isMore, isNew, budgets, notTaken: notTaken + read.notTaken, isTelling };
  }),
);

function readItems(told: readonly unknown[]): Pick<SyncQuestion, 'items' | 'notTaken'> {
  const read = told.map((item) => v.safeParse(itemSchema, item)).filter(({ success }) => success);
  return { items: read.map(({ output }) => output as SyncItem), notTaken: told.length - read.length };
}

/** What pairing gives: what this browser is called in stamps and lists, and with what the ledger tells keys apart. */
export const pairedSchema = v.looseObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  token: v.pipe(v.string(), v.regex(/^tkb_[\w-]{43}$/)),
  secretHex: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  version: text(60),
});
