import { ELSEWHERE_WORDS } from './elsewhere.ts';
import { FITTING_WORDS } from './fitting.ts';
import { LACK_WORDS } from './lack.ts';
import { LIMITS_WORDS } from './limits.ts';
import { BUDGET, FUNDS, MONEY_WORDS, UNITS } from './money.ts';
import { OTHERS_WORDS } from './others.ts';
import { OWNERS_WORDS } from './owners.ts';
import { THIS_CALL_WORDS } from './this-call.ts';
import { UNSAID } from './unsaid.ts';

/** The kinds of word an error is read by; one that is about several things is in several. */
export const LISTS = {
  funds: FUNDS,
  quota: ['quotas?'],
  budget: BUDGET,
  ownBudget: ['budgets?|cost limit|预算'],
  units: UNITS,
  atOnce: ['concurren(cy|t)|qps|并发'],
  noKey: [
    '(no|missing|without) (an? )?(valid )?(api |provider )?keys? (is |was )?(set|found|configured|provided|given)',
  ],
  ownAccount: ['accounts?|账[户号]'],
  upgrade: ['upgrade( \\w+){0,3} (plans?|account|subscription|tier|pro|premium|paid)'],
  ...ELSEWHERE_WORDS,
  ...FITTING_WORDS,
  ...LACK_WORDS,
  ...LIMITS_WORDS,
  ...MONEY_WORDS,
  ...OTHERS_WORDS,
  ...OWNERS_WORDS,
  ...THIS_CALL_WORDS,
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
