import * as v from 'valibot';
import type { UsableNow } from '../domain/balance.ts';
import { CARD_CAUSES, type CardView, type ChipView } from '../domain/card.ts';
import {
  draftSchema,
  groupRatiosSchema,
  limitsSchema,
  marksSchema,
  outcomeSchema,
  refusalSchema,
  requestIdSchema,
  SURFACE_CHARS_MAX,
  siteFactsSchema,
  sitePricesSchema,
  usableSchema,
  walletSchema,
} from './schemas.ts';

/**
 * What the bridge may ask the background. Origins never come from a message: the background reads them from the sender.
 * No text of a prompt, answer or error body, and no key, is part of any of these.
 */

const id = v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/));
const fingerprint = v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)));
const surface = v.pipe(v.string(), v.maxLength(SURFACE_CHARS_MAX));
const label = v.pipe(v.string(), v.maxLength(200));
const nano = v.nullable(v.bigint());

const payerFields = {
  fingerprint,
  /** The same of the key as lists show it that hide keys. */
  masked: fingerprint,
  /** Who is signed in, as this document's console said; believed only for the provider whose console the page is. */
  signedIn: v.nullable(label),
};

const callFields = { callId: id, requestId: id, documentId: id, surface, ...payerFields };

const reviewFields = {
  ...callFields,
  draft: draftSchema,
  /** How its prompt is told from others. Absent: it cannot be. */
  marks: v.optional(marksSchema),
  isUserStarted: v.boolean(),
  /** This page can read the balance again, and has not done so for this call yet. */
  canRead: v.boolean(),
  /** Held calls of this document, in order. */
  waiting: v.pipe(v.array(id), v.maxLength(100)),
};

export const requestSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('review'), ...reviewFields }),
  /** A balance may have changed under an open card: the same question again; nothing is written. */
  v.strictObject({
    kind: v.literal('recheck'),
    ...callFields,
    draft: draftSchema,
    cause: v.picklist(CARD_CAUSES),
    /** Null while the call is held; the reading of its refusal afterwards. */
    refusal: v.nullable(refusalSchema),
    canRetry: v.boolean(),
    /** What was usable when the card opened, and in whose wallet; null: not known. */
    before: v.nullable(usableSchema),
    /** The open card speaks about units that a smaller batch left out; null: about the call itself. */
    batch: v.nullable(v.strictObject({ sent: v.number(), rest: v.number() })),
    /** Whether the balance could be read again just now. */
    isRead: v.boolean(),
    /** Whether it could be at all: the page is of the provider's console. */
    canRead: v.boolean(),
    /** Other calls under the same card, held or refused. */
    waiting: v.pipe(v.array(id), v.maxLength(100)),
  }),
  /** A held call leaves now. `isAnyway`: although a shortage card said it would be refused. */
  v.strictObject({
    kind: v.literal('sent'),
    ...callFields,
    draft: v.nullable(draftSchema),
    isAnyway: v.boolean(),
    isReviewed: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('settle'),
    ...callFields,
    draft: v.nullable(draftSchema),
    outcome: outcomeSchema,
    /** The page still waits for an answer. */
    canRetry: v.boolean(),
    /** A smaller batch went out: how many units went and how many were left out. */
    batch: v.nullable(v.strictObject({ sent: v.number(), rest: v.number() })),
    /** The model the page asked for, which it goes on naming; null: none, or not known. */
    asked: v.nullable(label),
    /** These are the units that had been left out. */
    isRest: v.boolean(),
    /** Headers about the limit on calls. Absent: there are none. */
    limits: v.exactOptional(limitsSchema),
    /** What the provider numbers it by. Absent: it says no number. */
    providerRequestId: v.exactOptional(requestIdSchema),
    /** What a gateway says that it has booked it by. Absent: it came through none. */
    bookedAs: v.exactOptional(requestIdSchema),
    /** Other refused calls that wait for an answer: a refusal's card speaks of them all. */
    waiting: v.pipe(v.array(id), v.maxLength(100)),
  }),
  v.strictObject({
    kind: v.literal('preview'),
    surface,
    ...payerFields,
    draft: draftSchema,
    /** Tokens of the draft that the conversation so far carries along. Absent: nothing was said before. */
    carriedTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.strictObject({
    kind: v.literal('balances'),
    surface,
    account: label,
    accountName: v.nullable(label),
    group: v.nullable(label),
    balances: v.pipe(v.array(walletSchema), v.maxLength(32)),
    /** When the page asked for them, epoch ms: what they say is no newer than that. */
    askedAt: v.number(),
  }),
  v.strictObject({
    kind: v.literal('keys'),
    surface,
    account: label,
    keys: v.pipe(
      v.array(
        v.strictObject({
          fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
          name: label,
          billing: v.nullable(v.picklist(['per-token', 'per-request'])),
          limitNano: nano,
          usedNano: nano,
          unit: label,
          resetsAt: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/))),
          group: v.exactOptional(v.nullable(label)),
        }),
      ),
      v.maxLength(500),
    ),
  }),
  /** This page is a site of a family of providers. */
  v.strictObject({ kind: v.literal('site'), surface, facts: siteFactsSchema }),
  /** What that site lists; null: it does not, or not any more. */
  v.strictObject({ kind: v.literal('prices'), surface, prices: v.nullable(sitePricesSchema) }),
  v.strictObject({
    kind: v.literal('groups'),
    surface,
    userGroup: v.nullable(label),
    groupRatios: groupRatiosSchema,
  }),
  /** What a card was made of, for "This was wrong" and for notes to a provider's support or a relay's owner. */
  v.strictObject({
    kind: v.literal('report'),
    reader: v.picklist(['us', 'support', 'relay']),
    /** When that came, epoch ms; null: it was not refused. */
    refusedAt: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
    ...callFields,
    draft: v.nullable(draftSchema),
    refusal: v.nullable(refusalSchema),
    cause: v.picklist(CARD_CAUSES),
    card: v.picklist(['ask', 'refusal', 'notice']),
  }),
  /** The user says on a card which account a key belongs to; null: forgets that. */
  v.strictObject({
    kind: v.literal('link-key'),
    ...callFields,
    draft: draftSchema,
    refusal: v.nullable(refusalSchema),
    canRetry: v.boolean(),
    cause: v.picklist(CARD_CAUSES),
    account: v.nullable(label),
    /** Other calls under the same card, held or refused. */
    waiting: v.pipe(v.array(id), v.maxLength(100)),
    /** It is not that one's, though it was assumed. Absent: it is. */
    isDenied: v.exactOptional(v.boolean()),
  }),
  /** Brings the UI bundle into the sender's frame. */
  v.strictObject({ kind: v.literal('bring-ui') }),
  /** Brings what understands errors into the sender's frame. */
  v.strictObject({ kind: v.literal('bring-reader') }),
  v.strictObject({ kind: v.literal('bring-counter') }),
  v.strictObject({ kind: v.literal('bring-wires') }),
  v.strictObject({ kind: v.literal('bring-readers') }),
  v.strictObject({ kind: v.literal('bring-sockets') }),
  v.strictObject({ kind: v.literal('bring-media') }),
  /** Opens one of the provider's links; an address that is not in our own table is refused. */
  v.strictObject({ kind: v.literal('open'), surface, ...payerFields, url: v.pipe(v.string(), v.maxLength(2048)) }),
  /** Opens our own list of calls, of the account that this call is paid from. */
  v.strictObject({ kind: v.literal('open-calls'), surface, ...payerFields }),
  v.strictObject({
    kind: v.literal('raise-limit'),
    surface,
    ...payerFields,
    of: v.picklist(['cost', 'shortage', 'repeat']),
    unit: label,
    nano: v.bigint(),
    /** Held calls under the card. */
    calls: v.pipe(v.array(id), v.maxLength(100)),
  }),
]);

type DeepReadonly<T> = T extends bigint | string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: DeepReadonly<T[K]> };

export type BackgroundRequest = DeepReadonly<v.InferOutput<typeof requestSchema>>;
export type RequestKind = BackgroundRequest['kind'];
export type RequestOf<K extends RequestKind> = Extract<BackgroundRequest, { kind: K }>;

/** What the background answers, by request. `null` where only the deed counts. */
export interface Replies {
  readonly review: ReviewReply;
  readonly recheck: RecheckReply;
  readonly sent: null;
  readonly settle: SettleReply;
  readonly preview: ChipView | null;
  readonly balances: null;
  readonly keys: null;
  readonly site: null;
  readonly prices: null;
  readonly groups: null;
  readonly 'bring-ui': null;
  readonly 'bring-reader': null;
  readonly 'bring-counter': null;
  readonly 'bring-wires': null;
  readonly 'bring-readers': null;
  readonly 'bring-sockets': null;
  readonly 'bring-media': null;
  /** Text to be copied; empty: nothing is known. */
  readonly report: string;
  /** Null: nothing changed. */
  readonly 'link-key': LinkReply | null;
  readonly open: null;
  readonly 'open-calls': null;
  /** Those of the held calls that nobody need be asked about any more. */
  readonly 'raise-limit': readonly string[];
}

/** `card` null: it may go. */
export interface ReviewReply {
  readonly card: CardView | null;
  /** What is left may not do, by a balance that is too old to say: to be read again, and asked again; not sent meanwhile. */
  readonly isWorthReading: boolean;
  /** What is usable now, for "$5.00 arrived"; null: not known. */
  readonly usable: UsableNow | null;
  /** Which wallet pays: held calls of one share a card. Null: not known. */
  readonly wallet: string | null;
}

/** What a card says about the wallet that a key belongs to now. */
export interface LinkReply extends Pick<ReviewReply, 'usable' | 'wallet'> {
  readonly card: CardView;
}

/** What became of a held or refused call by what is known now. */
export interface RecheckReply {
  /** What is known now suffices: "$5.00 arrived. Send now?" */
  readonly isEnough: boolean;
  /** More is usable than before, or it is known for the first time how much. */
  readonly isNews: boolean;
  /** What the open card says now; null: nothing new. */
  readonly card: CardView | null;
  /** What it says after "check and retry" when that did not suffice; null: it does, or nothing is known. */
  readonly still: CardView | null;
}

/** What is shown after a call; each null: nothing. */
export interface SettleReply {
  /** A refusal's card, without the provider's own words: those stay in the tab. */
  readonly card: CardView | null;
  /** The card's heading in the user's language: the bridge carries no catalogue. Null without a card. */
  readonly sentence: string | null;
  /** What was usable when it was refused; null: not known. */
  readonly usable: UsableNow | null;
  /** Which wallet pays: refused calls of one share a card. Null: not known. */
  readonly wallet: string | null;
  /** What is left to do after a part of a batch, or what became of the rest; null: nothing. */
  readonly notice: CardView | null;
  /** What the chip says now. */
  readonly chip: ChipView | null;
}
