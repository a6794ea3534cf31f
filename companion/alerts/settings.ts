import * as v from 'valibot';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { Threshold } from '../../lib/domain/threshold.ts';
import { type AlertSubject, CONDITION_KINDS } from '../../lib/watch/alert.ts';
import { type Contact, nameSubject, type People } from '../../lib/watch/contact.ts';
import { ACCOUNT_THRESHOLDS, BUDGET_THRESHOLDS, isCounted, nameThreshold } from '../../lib/watch/threshold.ts';
import type { WatchTables } from '../ledger/watch-tables.ts';
import { zoneInput } from '../zone-input.ts';

const CONTACTS_MAX = 100;
const SUBJECTS_MAX = 1000;
const THRESHOLDS_MAX = 1000;
const DAY_MINUTES = 1440;

const DAYS = 'days are 0.1 to 365';
const KINDS = `a kind is one of ${CONDITION_KINDS.join(', ')}`;

export const contactName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a contact has a name of small letters, digits and dashes, at most 40'),
);
export const subjectName = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(
    /^(\*|self|account:.+|budget:.+|provider:.+)$/,
    'a subject is written account:<id>, budget:<name> or * for all',
  ),
);
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(DAY_MINUTES - 1));
const percent = v.pipe(
  v.number(),
  v.minValue(0.01, 'a share is above 0 %'),
  v.maxValue(1000, 'a share is 1000 % at most'),
);

/** Somebody who can be told, as it is stored and asked for. */
export const contactInput = v.object({
  name: contactName,
  /** Names of channels; `*`: all that there are. */
  channels: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))), v.maxLength(20)), ['*']),
  language: v.optional(v.picklist(['en', 'zh']), 'en'),
  /** IANA name; null: the companion's. */
  zone: v.optional(v.nullable(zoneInput), null),
  hours: v.optional(
    v.nullable(
      v.object({
        from: minute,
        until: minute,
        days: v.pipe(
          v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
          v.minLength(1),
          v.maxLength(7),
        ),
      }),
    ),
    null,
  ),
  urgentAnytime: v.optional(v.boolean(), true),
  digestAt: v.optional(v.nullable(minute), null),
  kinds: v.optional(v.nullable(v.pipe(v.array(v.picklist(CONDITION_KINDS, KINDS)), v.minLength(1))), null),
});
export type ContactInput = v.InferOutput<typeof contactInput>;

const unitName = v.pipe(v.string(), v.regex(/^[\w ]{1,24}$/, 'a unit is USD, CNY, credits …, tokens or calls'));
const below = v.pipe(v.string(), v.regex(/^\d{1,18}(\.\d{1,9})?$/, 'an amount is a decimal of at most nine places'));
const SHARES = [
  v.object({ kind: v.literal('of-day'), percent }),
  v.object({ kind: v.literal('of-limit'), percent: v.pipe(percent, v.maxValue(100, 'of a limit 100 % is all')) }),
  v.object({ kind: v.literal('runway'), days: v.pipe(v.number(), v.minValue(0.1, DAYS), v.maxValue(365, DAYS)) }),
] as const;

/** A threshold, as it is stored; amounts are decimals. */
const thresholdStored = v.variant('kind', [
  v.object({ kind: v.literal('amount'), unit: v.optional(unitName, 'USD'), below }),
  // Earlier versions took more than all of a recharge.
  v.object({ kind: v.literal('of-recharge'), percent }),
  ...SHARES,
]);
/** The same as it is asked for: without a unit it is what the account or budget has. */
export const thresholdInput = v.variant('kind', [
  v.object({ kind: v.literal('amount'), unit: v.optional(v.nullable(unitName), null), below }),
  v.object({ kind: v.literal('of-recharge'), percent: v.pipe(percent, v.maxValue(100, 'of a recharge 100 % is all')) }),
  ...SHARES,
]);
export type ThresholdInput = v.InferOutput<typeof thresholdInput>;
export type StoredThreshold = v.InferOutput<typeof thresholdStored>;

const instant = v.pipe(v.number(), v.integer(), v.minValue(0));
const settings = v.object({
  contacts: v.optional(v.pipe(v.array(contactInput), v.maxLength(CONTACTS_MAX)), []),
  owners: v.optional(
    v.pipe(
      v.record(subjectName, v.object({ owner: contactName, next: v.nullable(contactName) })),
      v.maxEntries(SUBJECTS_MAX),
    ),
    {},
  ),
  thresholds: v.optional(
    v.pipe(
      v.array(v.object({ subject: subjectName, threshold: thresholdStored, seenAt: instant })),
      v.maxLength(THRESHOLDS_MAX),
    ),
    [],
  ),
  /** Of what is usual, or set for all, what somebody removed from a subject, by its name. */
  withheld: v.optional(
    v.pipe(v.array(v.object({ subject: subjectName, name: v.string() })), v.maxLength(THRESHOLDS_MAX)),
    [],
  ),
  perDayMax: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 1),
  escalateMinutes: v.optional(
    v.object({ urgent: v.pipe(v.number(), v.minValue(1)), soon: v.pipe(v.number(), v.minValue(1)) }),
    { urgent: 30, soon: DAY_MINUTES },
  ),
});

/** What people set about alerts. */
export type AlertSettings = v.InferOutput<typeof settings>;

const NAME = 'alerts';

/** What was set. Throws where the database has what no version of ours wrote. */
export async function readSettings(tables: Pick<WatchTables, 'watchSettings'>): Promise<AlertSettings> {
  const row = await tables.watchSettings.get(NAME);
  return v.parse(settings, row?.value ?? {});
}

/** Keeps what was set. Throws a ValiError whose message says what is wrong with it. */
export async function writeSettings(tables: Pick<WatchTables, 'watchSettings'>, next: AlertSettings): Promise<void> {
  await tables.watchSettings.put({ name: NAME, value: v.parse(settings, next) });
}

/** Who is told where nobody was named. */
export const EVERYONE = 'everyone';

/** What stands beside the settings. */
export interface Around {
  /** Names of the channels that there are and that are on. */
  readonly channels: readonly string[];
  /** Those of them that are asked for money: what pays for whatever it is told is told of alerts only where a contact names it. */
  readonly payers: readonly string[];
  /** The companion's, IANA name. */
  readonly zone: string;
}

/**
 * Whom a subject's alerts go to. Without any owner everybody who can be reached by a channel is told. A contact is reached by those of
 * their channels that there are: by one that is off, or gone, nobody hears anything.
 */
export function peopleOf(given: AlertSettings, around: Around): People {
  const contacts = new Map(given.contacts.map((contact) => [contact.name, toContact(contact, around)]));
  const everyone = toContact(v.parse(contactInput, { name: EVERYONE }), around);
  return {
    chainOf: (subject) => {
      const owner = ownerOf(given, subject);
      const named = [owner?.owner, owner?.next].flatMap((name) => contacts.get(name ?? '') ?? []);
      // That a channel is off must not wait for that channel.
      const isNone =
        subject.kind === 'self' ? named.every(({ channels }) => channels.length === 0) : named.length === 0;
      return isNone ? [everyone] : [...new Set(named)];
    },
    escalateMs: {
      urgent: given.escalateMinutes.urgent * 60_000,
      soon: given.escalateMinutes.soon * 60_000,
      note: null,
    },
    perDayMax: given.perDayMax,
  };
}

/** Who owns a subject: who was named for it, else for all; undefined: nobody. */
export function ownerOf({ owners }: AlertSettings, subject: AlertSubject): AlertSettings['owners'][string] | undefined {
  const name = nameSubject(subject);
  return Object.hasOwn(owners, name) ? owners[name] : owners['*'];
}

/** A threshold that holds: set for its subject, for all, or by nobody (`usual`). */
export interface HeldThreshold {
  readonly threshold: Threshold;
  readonly from: 'own' | 'all' | 'usual';
}

/**
 * The thresholds that hold for an account or budget. What was set for it stands beside what was set for all, and that beside what is
 * usual: it takes the place only of those of its own kind (and unit). What was removed is not among them.
 */
export function thresholdsHeld(given: AlertSettings, subject: AlertSubject): readonly HeldThreshold[] {
  const isBudget = subject.kind === 'budget';
  const name = nameSubject(subject);
  const setFor = (whom: string): readonly Threshold[] =>
    given.thresholds.filter((one) => one.subject === whom).map(({ threshold }) => toThreshold(threshold));
  const isWithheld = (whom: string, threshold: Threshold): boolean =>
    given.withheld.some((one) => one.subject === whom && one.name === nameThreshold(threshold));
  const usual = isBudget ? BUDGET_THRESHOLDS : ACCOUNT_THRESHOLDS;
  const all = setFor('*').filter(({ kind }) => kind === 'amount' || (kind === 'of-limit') === isBudget);
  const layers = [
    ...[
      { from: 'own', thresholds: setFor(name) },
      { from: 'all', thresholds: all },
    ],
    { from: 'usual', thresholds: usual.filter((one) => !isWithheld('*', one)) },
  ] as const;
  const held: HeldThreshold[] = [];
  for (const { from, thresholds } of layers) {
    const taken = held.map(({ threshold }) => kindOf(threshold));
    const others = thresholds.filter((one) => !taken.includes(kindOf(one)));
    held.push(...others.map((threshold) => ({ threshold, from })));
  }
  return held.filter(({ from, threshold }) => from === 'own' || !isWithheld(name, threshold));
}

/** The same, for those who do not ask who set them. */
export function thresholdsOf(given: AlertSettings, subject: AlertSubject): readonly Threshold[] {
  return thresholdsHeld(given, subject).map(({ threshold }) => threshold);
}

/** Amounts of two units are two kinds. */
function kindOf(threshold: Threshold): string {
  return threshold.kind === 'amount' ? `amount ${threshold.unit}` : threshold.kind;
}

/** A threshold as the rules read it. */
export function toThreshold(given: StoredThreshold): Threshold {
  if (given.kind !== 'amount') return given;
  const { unit } = given;
  const below = isCounted(unit) ? BigInt(given.below.split('.')[0] ?? '0') : (parseDecimal(given.below) ?? 0n);
  return { kind: 'amount', unit, below };
}

function toContact(given: ContactInput, { channels, payers, zone: home }: Around): Contact {
  const { name, language, hours, urgentAnytime, digestAt, kinds } = given;
  const isForAll = (one: string): boolean => given.channels.includes('*') && !payers.includes(one);
  const reached = channels.filter((one) => isForAll(one) || given.channels.includes(one));
  return {
    ...{ name, channels: reached, language, zone: given.zone ?? home, hours },
    ...{ isUrgentAnytime: urgentAnytime, digestAt, kinds },
  };
}
