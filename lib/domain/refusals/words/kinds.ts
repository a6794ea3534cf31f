import { DOUBT, MISUSE } from './elsewhere.ts';
import { NOT_SET_UP, OTHER_WAY, PLAN, TILL, UNFITTING, WITHHELD } from './fitting.ts';
import { BOUND, EXCEEDS, GONE, LACKS, NO_FUNDS, NO_UNITS } from './lack.ts';
import { DAILY_FUNDS, LATER, LIMITS, MACHINES, PERIOD, RATE, SIZE, SOON, SOON_AT, TOO_MANY } from './limits.ts';
import {
  ALLOWANCE,
  ARREARS,
  BUDGET,
  FUNDS,
  OWING,
  OWN_BILL,
  PAYING,
  PAYMENT_REQUIRED,
  TOP_UP,
  UNITS,
} from './money.ts';
import { BANK_FUNDS, OTHERS_BILL, OTHERS_GOODS, OTHERS_MONEY } from './others.ts';
import { ACCOUNT, GROUP, HALTED, KEY, KEY_FUNDS, ORGANIZATION, SHUT, SUBSCRIPTION, SUPPLIER } from './owners.ts';
import { BEYOND, HOLDS, PRICED, RUNNING, TOO_BIG } from './this-call.ts';
import { UNSAID } from './unsaid.ts';

/** The kinds of word an error is read by; one that is about several things is in several. */
export const LISTS = {
  funds: FUNDS,
  allowance: ALLOWANCE,
  quota: ['quotas?'],
  budget: BUDGET,
  ownBudget: ['budgets?|cost limit|预算'],
  units: UNITS,
  paying: PAYING,
  topUp: TOP_UP,
  paymentRequired: PAYMENT_REQUIRED,
  arrears: ARREARS,
  owing: OWING,
  ownBill: OWN_BILL,
  lacks: LACKS,
  exceeds: EXCEEDS,
  gone: GONE,
  noFunds: NO_FUNDS,
  noUnits: NO_UNITS,
  bound: BOUND,
  rate: RATE,
  tooMany: TOO_MANY,
  atOnce: ['concurren(cy|t)|qps|并发'],
  dailyFunds: DAILY_FUNDS,
  soon: SOON,
  soonAt: SOON_AT,
  period: PERIOD,
  later: LATER,
  limits: LIMITS,
  machines: MACHINES,
  size: SIZE,
  key: KEY,
  keyFunds: KEY_FUNDS,
  organization: ORGANIZATION,
  group: GROUP,
  supplier: SUPPLIER,
  subscription: SUBSCRIPTION,
  account: ACCOUNT,
  noKey: [
    '(no|missing|without) (an? )?(valid )?(api |provider )?keys? (is |was )?(set|found|configured|provided|given)',
  ],
  ownAccount: ['accounts?|账[户号]'],
  halted: HALTED,
  shut: SHUT,
  otherWay: OTHER_WAY,
  unfitting: UNFITTING,
  upgrade: ['upgrade( \\w+){0,3} (plans?|account|subscription|tier|pro|premium|paid)'],
  plan: PLAN,
  withheld: WITHHELD,
  till: TILL,
  notSetUp: NOT_SET_UP,
  running: RUNNING,
  holds: HOLDS,
  tooBig: TOO_BIG,
  beyond: BEYOND,
  priced: PRICED,
  bankFunds: BANK_FUNDS,
  othersMoney: OTHERS_MONEY,
  othersGoods: OTHERS_GOODS,
  othersBill: OTHERS_BILL,
  doubt: DOUBT,
  misuse: MISUSE,
} as const satisfies Record<string, readonly string[]>;

export type WordKind = keyof typeof LISTS;

/** The patterns that were asked for so far. */
export const compiled = new Map<WordKind, RegExp>();

/** All words of a kind as one pattern for lower-case text; compiled when first asked for. */
export function wordsOf(kind: WordKind): RegExp {
  let words = compiled.get(kind);
  if (words === undefined) {
    words = patternOf(LISTS[kind]);
    compiled.set(kind, words);
  }
  return words;
}

/** What is said only to be denied. */
export const DENIED: RegExp = patternOf(UNSAID);

/**
 * Whole words; Chinese has no ends of words, and stands beside Latin letters without a blank. The words' plain brackets
 * keep nothing.
 */
export function patternOf(words: readonly string[]): RegExp {
  const any = words.join('|').replace(/(?<!\\)\((?!\?)/g, '(?:');
  return new RegExp(`(?<![a-z](?=[ -~]))(?:${any})(?!(?<=[ -~])[a-z])`, 'g');
}
