import { AUTH, BANK_FUNDS, DOUBT, MISUSE, OTHERS_MONEY, TROUBLE, UNSAID } from './elsewhere.ts';
import { OTHER_WAY, UNFITTING } from './fitting.ts';
import { BOUND, EXCEEDS, GONE, LACKS, NO_FUNDS, NO_UNITS } from './lack.ts';
import { LATER, LIMITS, MACHINES, PERIOD, RATE, SIZE, SOON, TOO_MANY } from './limits.ts';
import { ALLOWANCE, ARREARS, BUDGET, FUNDS, PAYING, PAYMENT_REQUIRED, TOP_UP, UNITS } from './money.ts';
import { ACCOUNT, GROUP, HALTED, KEY, ORGANIZATION, SUBSCRIPTION, SUPPLIER } from './owners.ts';
import { HOLDS, RUNNING, TOO_BIG } from './this-call.ts';

/** The kinds of word an error is read by; one that is about several things is in several. */
const LISTS = {
  funds: FUNDS,
  allowance: ALLOWANCE,
  budget: BUDGET,
  ownBudget: ['budgets?|预算'],
  units: UNITS,
  paying: PAYING,
  topUp: TOP_UP,
  paymentRequired: PAYMENT_REQUIRED,
  arrears: ARREARS,
  lacks: LACKS,
  exceeds: EXCEEDS,
  gone: GONE,
  noFunds: NO_FUNDS,
  noUnits: NO_UNITS,
  bound: BOUND,
  rate: RATE,
  tooMany: TOO_MANY,
  soon: SOON,
  period: PERIOD,
  later: LATER,
  limits: LIMITS,
  machines: MACHINES,
  size: SIZE,
  key: KEY,
  organization: ORGANIZATION,
  group: GROUP,
  supplier: SUPPLIER,
  subscription: SUBSCRIPTION,
  account: ACCOUNT,
  halted: HALTED,
  otherWay: OTHER_WAY,
  unfitting: UNFITTING,
  running: RUNNING,
  holds: HOLDS,
  tooBig: TOO_BIG,
  bankFunds: BANK_FUNDS,
  othersMoney: OTHERS_MONEY,
  doubt: DOUBT,
  misuse: MISUSE,
  auth: AUTH,
  trouble: TROUBLE,
} as const satisfies Record<string, readonly string[]>;

export type WordKind = keyof typeof LISTS;

const compiled = new Map<WordKind, RegExp>();

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

/** Whole words; Chinese has no ends of words. */
function patternOf(words: readonly string[]): RegExp {
  return new RegExp(`(?<![a-z])(?:${words.join('|')})(?![a-z])`, 'g');
}
