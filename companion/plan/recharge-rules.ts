import * as v from 'valibot';
import { parseDecimal } from '../../lib/domain/money.ts';
import type { RechargeRule } from '../../lib/watch/decide-recharge.ts';
import { sayFirst } from '../say-issue.ts';
import { replacePrivate } from '../secrets/private-file.ts';
import { SecretProblem } from '../secrets/secret-problem.ts';
import { readVersioned } from '../secrets/versioned-file.ts';

const RULES_MAX = 100;
const MINUTE_MS = 60_000;

const amount = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}(\.\d{1,9})?$/, 'an amount is a decimal of at most nine places, such as "20" or "7.5"'),
  v.check((text) => (parseDecimal(text) ?? 0n) > 0n, 'an amount is above 0'),
);
const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const COOL_DOWN = 'a cool-down is ten minutes to a year';
const DAYS = 'days are 0.1 to 365';

/** What is done. `page`: a person is told, with the numbers and the provider's page. */
const action = v.variant('kind', [
  v.strictObject({ kind: v.literal('page') }),
  v.strictObject({
    kind: v.literal('command'),
    /** Run as it stands, without a shell; `{amount}`, `{unit}`, `{account}` and `{run}` stand for themselves inside of a word. */
    command: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.minLength(1), v.maxLength(64)),
    timeoutS: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3600)), 120),
  }),
  /** The name of a channel of kind `webhook`. */
  v.strictObject({ kind: v.literal('webhook'), channel: word }),
]);

/** A rule as it is written. */
export const ruleInput = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, 'a name is of letters, digits, dots, dashes')),
    /** The account's id in the ledger. */
    account: word,
    unit: v.optional(v.pipe(v.string(), v.regex(/^[\w ]{1,24}$/)), 'USD'),
    below: v.optional(v.nullable(amount), null),
    runwayDays: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0.1, DAYS), v.maxValue(365, DAYS))), null),
    amount,
    perDay: amount,
    perMonth: amount,
    coolDownMinutes: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(10, COOL_DOWN), v.maxValue(525_600, COOL_DOWN)),
      360,
    ),
    approval: v.optional(v.boolean(), true),
    dryRun: v.optional(v.boolean(), true),
    action: v.optional(action, { kind: 'page' }),
  }),
  v.check(({ below, runwayDays }) => below !== null || runwayDays !== null, 'it says not when: below, or runwayDays'),
  v.check((rule) => nanoOf(rule.amount) <= nanoOf(rule.perDay), 'the amount is above the cap of a day'),
  v.check((rule) => nanoOf(rule.perDay) <= nanoOf(rule.perMonth), 'the cap of a day is above that of a month'),
);
export type WrittenRule = v.InferOutput<typeof ruleInput>;

/** The rules of one companion, in a file that only its owner may read: what they run is this machine's. */
export interface RechargeRules {
  /** As the file is now: people write it by hand, too. Throws a `SecretProblem` where it cannot be understood. */
  readonly list: () => readonly WrittenRule[];
  /** Makes one, or puts it in the place of the one of that name. */
  readonly set: (rule: WrittenRule) => void;
  /** False: there was none. */
  readonly remove: (name: string) => boolean;
}

/** Opens the file; nothing is read before it is asked for. */
export function openRechargeRules(path: string): RechargeRules {
  const list = (): readonly WrittenRule[] => read(path);
  const write = (rules: readonly WrittenRule[]): void =>
    replacePrivate(path, `${JSON.stringify({ version: 1, rules }, null, 2)}\n`);
  return {
    list,
    set(rule) {
      const others = list().filter(({ name }) => name !== rule.name);
      if (others.length >= RULES_MAX) throw new SecretProblem('bad-name', `at most ${RULES_MAX} rules are kept`);
      write([...others, rule]);
    },
    remove(name) {
      const before = list();
      const left = before.filter((rule) => rule.name !== name);
      if (left.length === before.length) return false;
      write(left);
      return true;
    },
  };
}

/** A rule as it is judged. */
export function toRule(written: WrittenRule): RechargeRule {
  return {
    unit: written.unit,
    belowNano: written.below === null ? null : nanoOf(written.below),
    runwayDays: written.runwayDays,
    amountNano: nanoOf(written.amount),
    dayMaxNano: nanoOf(written.perDay),
    monthMaxNano: nanoOf(written.perMonth),
    coolDownMs: written.coolDownMinutes * MINUTE_MS,
  };
}

function nanoOf(decimal: string): bigint {
  return parseDecimal(decimal) ?? 0n;
}

const fileForm = v.object({ version: v.literal(1), rules: v.pipe(v.array(v.unknown()), v.maxLength(RULES_MAX)) });

function read(path: string): readonly WrittenRule[] {
  const { value, broken } = readVersioned(path, 'correct it, or remove it and set the rules anew');
  if (value === null) return [];
  const form = v.safeParse(fileForm, value);
  if (!form.success) throw broken('it has no list of rules');
  const rules = form.output.rules.map((one, at) => {
    const rule = v.safeParse(ruleInput, one);
    if (!rule.success) throw broken(`rule ${at + 1}: ${sayFirst(rule.issues)}`);
    return rule.output;
  });
  if (new Set(rules.map(({ name }) => name)).size < rules.length) throw broken('two rules have one name');
  return rules;
}
